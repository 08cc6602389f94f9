/** Conditions in SciCat's older dialect, as the lists of proposals, samples and datasets take them. */
export type Where = Readonly<Record<string, unknown>>;

const MOST_WORDS = 8;
/** Signs that mean something in a pattern stand for themselves in a class; three cannot and stand for any one sign. */
const plain = (word: string): string =>
  word.replace(/[$.*+?()[{}|\\^\]]/g, (sign) => ('\\^]'.includes(sign) ? '.' : `[${sign}]`));

/** Every word stands somewhere in one of the fields. */
export function holdsWords(text: string, fields: readonly string[]): Where[] {
  const words = text.trim().split(/\s+/).filter(Boolean).slice(0, MOST_WORDS);
  return words.map((word) => ({ or: fields.map((field) => ({ [field]: { ilike: plain(word) } })) }));
}

export const allOf = (conditions: readonly Where[]): Where => (conditions.length === 0 ? {} : { and: conditions });

export interface Sort {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
}
/** `title:asc` of an address; what is not among the fields counts as nothing. */
export function sortOf(text: string | undefined, fields: readonly string[], otherwise: Sort): Sort {
  const [field = '', direction] = (text ?? '').split(':');
  if (!fields.includes(field)) return otherwise;
  return { field, direction: direction === 'desc' ? 'desc' : 'asc' };
}
export const sortText = ({ field, direction }: Sort): string => `${field}:${direction}`;
/** Once more on the same column turns the order round. */
export function nextSort(now: Sort, field: string, first: Sort['direction'] = 'asc'): Sort {
  if (now.field !== field) return { field, direction: first };
  return { field, direction: now.direction === 'asc' ? 'desc' : 'asc' };
}

/** A page number of an address, from 1 on. */
export function pageOf(text: string | undefined): number {
  const page = Number(text);
  return Number.isInteger(page) && page > 0 && page <= 10_000 ? page : 1;
}
