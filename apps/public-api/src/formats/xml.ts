/** A piece of XML. */
export class Xml {
  constructor(readonly text: string) {}
}
type Part = Xml | string | number | undefined | readonly Part[];
type Attributes = Readonly<Record<string, string | number | undefined>>;

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** XML 1.0 has no way to hold these, not even escaped. */
const NOT_IN_XML = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/gu;
const wellFormed = (text: string): string => text.toWellFormed().replace(NOT_IN_XML, '');
export const xmlText = (text: string): string =>
  wellFormed(text).replace(/[&<>"']/gu, (character) => ESCAPES[character]!);

function textOf(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Xml) return part.text;
  return typeof part === 'object' ? part.map(textOf).join('') : xmlText(String(part));
}

/** An element; attributes without a value are left out. Whatever is put in is escaped, unless it is XML itself. */
export function element(name: string, attributes: Attributes, ...parts: Part[]): Xml {
  const told = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([key, value]) => ` ${key}="${xmlText(String(value))}"`)
    .join('');
  const inside = parts.map(textOf).join('');
  return new Xml(inside === '' ? `<${name}${told}/>` : `<${name}${told}>${inside}</${name}>`);
}
/** An element around others, or nothing when there are none: most schemas allow no empty list. */
export const group = (name: string, items: readonly Xml[]): Xml | undefined =>
  items.length > 0 ? element(name, {}, items) : undefined;

export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
