/** What is being typed before the caret: where it begins, and the digits so far. */
export function mentionBefore(text: string, caret: number): { from: number; digits: string } | null {
  const found = /(^|[^\w@/.])@(?:scan\s+)?(\d{0,9})$/i.exec(text.slice(0, caret));
  return found ? { from: found.index + found[1]!.length, digits: found[2]! } : null;
}
