import { invalid } from '@scizoo/domain';
import type { QueryString } from '../../query/json-parameter';

export interface EntryQuery {
  readonly text?: string;
  readonly tag?: string;
  readonly author?: string;
  readonly from?: Date;
  readonly till?: Date;
  readonly machine: boolean;
  readonly limit: number;
  readonly before?: { readonly createdAt: Date; readonly _id: string };
}
export const ENTRY_QUESTIONS = ['text', 'tag', 'author', 'from', 'till', 'machine', 'limit', 'cursor'] as const;
const MOST = 200;
const LONGEST = 200;

/** @throws 400 that names what is wrong */
export function entryQuery(query: QueryString): EntryQuery {
  const textOf = (name: (typeof ENTRY_QUESTIONS)[number]): string | undefined => {
    const value = query[name];
    if (value === undefined || value === '') return undefined;
    if (typeof value !== 'string' || value.length > LONGEST)
      throw invalid(`${name} is one text of at most ${LONGEST} characters`);
    return value;
  };
  const momentOf = (name: 'from' | 'till'): Date | undefined => {
    const text = textOf(name);
    const moment = text === undefined ? undefined : new Date(text);
    if (moment && Number.isNaN(moment.getTime())) throw invalid(`${name} is a date in ISO 8601`);
    return moment;
  };
  const [text, tag, author, from, till] = [
    textOf('text'),
    textOf('tag'),
    textOf('author'),
    momentOf('from'),
    momentOf('till'),
  ];
  const limit = Number(textOf('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid(`limit is a whole number from 1 to ${MOST}`);
  const before = cursorOf(textOf('cursor'));
  return {
    ...(text && { text }),
    ...(tag && { tag }),
    ...(author && { author }),
    ...(from && { from }),
    ...(till && { till }),
    ...(before && { before }),
    machine: textOf('machine') !== 'false',
    limit,
  };
}
function cursorOf(text: string | undefined): EntryQuery['before'] {
  if (text === undefined) return undefined;
  const [, time = '', _id = ''] = /^([^_]+)_(.+)$/u.exec(text) ?? [];
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime())) throw invalid('cursor is `next` of the page before');
  return { createdAt, _id };
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');

export function entryFilter(book: string, query: EntryQuery): Record<string, unknown> {
  const { text, tag, author, from, till, before, machine } = query;
  const words =
    text === undefined
      ? []
      : text
          .split(/\s+/u)
          .filter(Boolean)
          .map((word) => new RegExp(escaped(word), 'iu'));
  const time = { ...(from && { $gte: from }), ...(till && { $lte: till }) };
  return {
    $and: [
      { book },
      ...(machine ? [] : [{ kind: 'human' }]),
      ...words.map((word) => ({ $or: [{ title: word }, { text: word }, { tags: word }] })),
      // What was taken back is found by nobody who looks for its words.
      ...(words.length > 0 ? [{ deletedAt: { $exists: false } }] : []),
      ...(tag ? [{ tags: tag }] : []),
      ...(author ? [{ authors: new RegExp(escaped(author), 'iu') }] : []),
      ...(from || till ? [{ createdAt: time }] : []),
      ...(before
        ? [
            {
              $or: [
                { createdAt: { $lt: before.createdAt } },
                { createdAt: before.createdAt, _id: { $lt: before._id } },
              ],
            },
          ]
        : []),
    ],
  };
}
