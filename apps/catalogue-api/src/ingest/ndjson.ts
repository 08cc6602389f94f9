const NEWLINE = 0x0a;

/** Lines of a body as they came, without copying; a newline at the very end makes no further line. */
export function linesOf(body: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let from = 0;
  while (from < body.length) {
    const to = body.indexOf(NEWLINE, from);
    const end = to === -1 ? body.length : to;
    lines.push(body.subarray(from, end));
    from = end + 1;
  }
  return lines;
}
