import type { Sort } from '../records/where';

export const PAGE_SIZE = 25;
export const SORTABLE = ['title', 'createdAt', 'registeredTime'] as const;
export const NEWEST: Sort = { field: 'createdAt', direction: 'desc' };
/** What a list can be narrowed to, as SciCat names the states. */
export const STATES = ['private', 'public', 'registered', 'amended'] as const;
const SEARCHED = ['title', 'abstract', 'doi', 'metadata.creators.name'];
const MOST_WORDS = 8;

export interface PublicationsQuestion {
  readonly text: string;
  readonly state: (typeof STATES)[number] | null;
  /** Username. */
  readonly by: string;
}
const plain = (word: string): string => word.replace(/[$.*+?()[\]{}|\\^/-]/gu, String.raw`\$&`);

/** Every word stands somewhere in one of the fields. */
export function whereOf({ text, state, by }: PublicationsQuestion): Record<string, unknown> {
  const words = text.trim().split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS);
  const conditions = [
    ...(state ? [{ status: state }] : []),
    ...(by ? [{ createdBy: by }] : []),
    ...words.map((word) => ({ $or: SEARCHED.map((name) => ({ [name]: { $regex: plain(word), $options: 'i' } })) })),
  ];
  return conditions.length === 0 ? {} : { $and: conditions };
}
