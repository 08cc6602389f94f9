/** Markup that may stand in a page as it is. */
export class Markup {
  constructor(readonly text: string) {}
}
export type Part = Markup | string | number | undefined | false | readonly Part[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escaped = (text: string): string => text.replace(/[&<>"']/gu, (character) => ESCAPES[character]!);

function textOf(part: Part): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Markup) return part.text;
  return typeof part === 'object' ? part.map(textOf).join('') : escaped(String(part));
}

/** A piece of a page: whatever is put into it is escaped, unless it is such a piece itself. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Markup =>
  new Markup(strings.map((string, i) => string + (i < parts.length ? textOf(parts[i]) : '')).join(''));

/** JSON inside a script element: nothing in it can end the element. */
export const jsonScript = (type: string, value: unknown): Markup =>
  new Markup(
    `<script type="${type}">${JSON.stringify(value)
      .replace(/</gu, '\\u003c')
      .replace(/\u2028|\u2029/gu, '')}</script>`,
  );

/** Paragraphs of a plain text: an empty line ends one. */
export const paragraphs = (text: string): Markup[] =>
  text
    .split(/\n\s*\n/u)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => html`<p>${part}</p>`);
