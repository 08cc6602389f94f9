export type Free = Readonly<Record<string, unknown>>;

// Control characters are in no text that people write, and XML has no way to hold them.
const CONTROL =
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;
const LONE_HALVES = /[\uD800-\uDFFF]/gu;
export const cleaned = (text: string): string => text.replace(CONTROL, '').replace(LONE_HALVES, '').trim();

export const textIn = (value: unknown): string =>
  typeof value === 'string' ? cleaned(value) : typeof value === 'number' ? String(value) : '';
export const isMap = (value: unknown): value is Free =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
export const listIn = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value];
/** Members that are texts, without the empty ones. */
export const texts = <N extends string>(given: Free, names: readonly N[]): { [K in N]?: string } =>
  Object.fromEntries(names.map((name) => [name, textIn(given[name])]).filter(([, text]) => text !== '')) as {
    [K in N]?: string;
  };
/** A list of things that may be told as bare texts, which then are the named member. */
export const things = (value: unknown, bare: string): Free[] =>
  listIn(value).map((item) => (isMap(item) ? item : { [bare]: textIn(item) }));
