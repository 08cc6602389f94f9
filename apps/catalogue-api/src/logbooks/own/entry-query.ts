import { invalid } from '@scizoo/domain';
import { jsonParameter, type QueryString } from '../../query/json-parameter';
import { ENTRY_KINDS, type EntryKind } from './entry';

/** What an attribute is asked to be: a part of a text, a choice, yes or no, a number or a range of numbers. */
export type AskedValue = string | number | boolean | { readonly min?: number; readonly max?: number };

export interface EntryQuery {
  readonly text?: string;
  readonly tag?: string;
  readonly author?: string;
  readonly from?: Date;
  readonly till?: Date;
  readonly kind?: EntryKind;
  readonly image: boolean;
  readonly pinned: boolean;
  /** Answers too, each by itself. */
  readonly replies: boolean;
  readonly attributes: Readonly<Record<string, AskedValue>>;
  readonly limit: number;
  readonly before?: { readonly createdAt: Date; readonly _id: string };
}
const FILTERS = ['text', 'tag', 'author', 'from', 'till', 'kind', 'machine', 'image', 'pinned', 'replies'] as const;
export const ENTRY_QUESTIONS = [...FILTERS, 'attributes', 'limit', 'cursor'] as const;
const MOST = 200;
const LONGEST = 200;
const MOST_ATTRIBUTES = 20;

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
  const yesNo = (name: 'machine' | 'image' | 'pinned' | 'replies', otherwise: boolean): boolean => {
    const text = textOf(name) ?? String(otherwise);
    if (text !== 'true' && text !== 'false') throw invalid(`${name} is true or false`);
    return text === 'true';
  };
  const [text, tag, author] = [textOf('text'), textOf('tag'), textOf('author')];
  const [from, till, before] = [momentOf('from'), momentOf('till'), cursorOf(textOf('cursor'))];
  const kind = kindOf(textOf('kind')) ?? (yesNo('machine', true) ? undefined : 'human');
  const limit = Number(textOf('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST) throw invalid(`limit is a whole number from 1 to ${MOST}`);
  return {
    ...(text && { text }),
    ...(tag && { tag }),
    ...(author && { author }),
    ...(from && { from }),
    ...(till && { till }),
    ...(before && { before }),
    ...(kind && { kind }),
    image: yesNo('image', false),
    pinned: yesNo('pinned', false),
    replies: yesNo('replies', true),
    attributes: attributesOf(query),
    limit,
  };
}
function kindOf(text: string | undefined): EntryKind | undefined {
  const kind = ENTRY_KINDS.find((one) => one === text);
  if (text !== undefined && !kind) throw invalid(`kind is one of ${ENTRY_KINDS.join(', ')}`);
  return kind;
}
function cursorOf(text: string | undefined): EntryQuery['before'] {
  if (text === undefined) return undefined;
  const [, time = '', _id = ''] = /^([^_]+)_(.+)$/u.exec(text) ?? [];
  const createdAt = new Date(time);
  if (Number.isNaN(createdAt.getTime())) throw invalid('cursor is `next` of the page before');
  return { createdAt, _id };
}
const isAskedValue = (value: unknown): value is AskedValue => {
  if (typeof value === 'string') return value.length <= LONGEST;
  if (typeof value === 'number' || typeof value === 'boolean') return true;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const range = Object.entries(value);
  return range.length > 0 && range.every(([end, at]) => ['min', 'max'].includes(end) && Number.isFinite(at));
};
function attributesOf(query: QueryString): EntryQuery['attributes'] {
  const asked = jsonParameter('attributes', query['attributes']);
  const WANTED = 'attributes is a JSON object: {"shift":"night","energy":{"min":7,"max":8}}';
  const entries = Object.entries(asked);
  const isFine = ([name, value]: [string, unknown]): boolean =>
    /^[A-Za-z][\w-]{0,39}$/u.test(name) && isAskedValue(value);
  if (entries.length > MOST_ATTRIBUTES || !entries.every(isFine)) throw invalid(WANTED);
  return asked as EntryQuery['attributes'];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/gu, '\\$&');
export const within = (text: string): RegExp => new RegExp(escaped(text), 'iu');
function attributeCondition([name, asked]: [string, AskedValue]): Record<string, unknown> {
  const path = `attributes.${name}`;
  if (typeof asked === 'string') return { [path]: within(asked) };
  if (typeof asked !== 'object') return { [path]: asked };
  const { min, max } = asked;
  return { [path]: { ...(min !== undefined && { $gte: min }), ...(max !== undefined && { $lte: max }) } };
}

/** What is asked beyond the time: then answers are found by themselves too. */
const asksForContent = ({ text, tag, author, image, attributes }: EntryQuery): boolean =>
  text !== undefined || tag !== undefined || author !== undefined || image || Object.keys(attributes).length > 0;

/** @param found scans that have pictures, with `image`; accounts of people who are called like `author` */
export function entryFilter(
  book: string,
  query: EntryQuery,
  { pictured, accounts }: { readonly pictured: readonly string[]; readonly accounts: readonly string[] },
): Record<string, unknown> {
  const { text, tag, author, from, till, before, kind, image, pinned, replies, attributes } = query;
  const words = (text?.split(/\s+/u) ?? []).filter(Boolean).map(within);
  const time = { ...(from && { $gte: from }), ...(till && { $lte: till }) };
  return {
    $and: [
      { book },
      ...(kind ? [{ kind }] : []),
      ...(pinned ? [{ pinned: true, deletedAt: { $exists: false } }] : []),
      ...(replies ? [] : [{ replyTo: { $exists: false } }]),
      ...words.map((word) => ({ $or: [{ title: word }, { text: word }, { tags: word }] })),
      // What was taken back is found by nobody who looks for its words.
      ...(asksForContent(query) ? [{ deletedAt: { $exists: false } }] : []),
      ...(tag ? [{ tags: tag }] : []),
      ...(author ? [{ $or: [{ authors: within(author) }, { authors: { $in: [...accounts] } }] }] : []),
      ...(image ? [{ $or: [{ text: /!\[[^\]]*\]\(\/api\//u }, { datasets: { $in: [...pictured] } }] }] : []),
      ...Object.entries(attributes).map(attributeCondition),
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
