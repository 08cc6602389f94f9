/** A path as any system can unpack it: Windows takes a backslash for a folder and a colon for a drive. */
export const zipName = (path: string): string =>
  path.replace(/[\\\u0000-\u001f]/gu, '_').replace(/^([A-Za-z]):/u, '$1_');

/** The name, with a number before its ending when it is taken. */
export function freeName(name: string, taken: { has(name: string): boolean }): string {
  const [, stem = name, ending = ''] = /^(.*?)(\.[^./]*)?$/su.exec(name) ?? [];
  for (let number = 1; ; number++) {
    const free = number === 1 ? name : `${stem} (${number})${ending}`;
    if (!taken.has(free)) return free;
  }
}
/** `Content-Disposition` of a download, RFC 6266 and 8187: a name in ASCII for old programs, the real one for others. */
export function attachmentNamed(name: string): string {
  const clean = name.replace(/[\u0000-\u001f\u007f/\\]/gu, '_');
  const ascii = clean.replace(/[^\x20-\x7e]|["%]/gu, '_');
  const encoded = encodeURIComponent(clean.toWellFormed()).replace(
    /['()*]/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`;
}
