import { invalid } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { jsonParameter, parameterOf, type QueryString } from '../query/json-parameter';
import { wholeNumber } from '../query/v3-filter';

/** A chat room of a proposal, with its messages as the Matrix protocol has them. */
export class Logbook {
  @field.text({ required: true, description: 'Id of a proposal' })
  name!: string;
  @field.text()
  roomId?: string;
  @field.any({ required: true, description: 'Messages as the Matrix protocol has them' })
  messages!: Message[];
}
export interface Message {
  readonly sender?: string;
  readonly origin_server_ts?: number;
  readonly content?: { readonly body?: string; readonly msgtype?: string };
}

const ORDERS = ['timestamp', 'sender', 'entry'] as const;
const MOST = 1000;
const SWITCHES = ['showBotMessages', 'showUserMessages', 'showImages'] as const;

/** SciCat's `filters`. */
export interface LogbookFilter {
  readonly textSearch?: string;
  readonly showBotMessages?: boolean;
  readonly showUserMessages?: boolean;
  readonly showImages?: boolean;
  readonly skip?: number;
  readonly limit?: number;
  readonly sortField?: string;
}

/** @throws 400 that names what is wrong */
export function logbookFilter(query: QueryString): LogbookFilter {
  const given = jsonParameter('filters', parameterOf(query, 'filters'));
  const known = ['textSearch', ...SWITCHES, 'skip', 'limit', 'sortField'];
  const other = Object.keys(given).find((name) => !known.includes(name));
  if (other !== undefined) throw invalid(`filters.${other} is not known`);
  for (const name of SWITCHES)
    if (given[name] !== undefined && typeof given[name] !== 'boolean')
      throw invalid(`filters.${name} must be true or false`);
  const { textSearch, sortField, skip, limit } = given;
  if (textSearch !== undefined && (typeof textSearch !== 'string' || textSearch.length > 200))
    throw invalid('filters.textSearch must be a text of at most 200 characters');
  const order = /^(\w+)(?::(asc|desc))?$/u.exec(typeof sortField === 'string' ? sortField : 'timestamp');
  if ((sortField !== undefined && typeof sortField !== 'string') || !ORDERS.includes(order?.[1] as never))
    throw invalid(`filters.sortField must be one of ${ORDERS.join(', ')}, with :asc or :desc`);
  return {
    ...given,
    ...(skip !== undefined && { skip: wholeNumber(skip, 0, 1_000_000, 'filters.skip') }),
    ...(limit !== undefined && { limit: wholeNumber(limit, MOST, 1_000_000, 'filters.limit') }),
  };
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** What the other service sends, if it is a logbook. */
export function logbookOf(value: unknown): Logbook | undefined {
  if (!isMap(value) || typeof value['name'] !== 'string') return undefined;
  const { name, roomId, messages } = value;
  return {
    name,
    ...(typeof roomId === 'string' && { roomId }),
    messages: Array.isArray(messages) ? messages.filter(isMap) : [],
  };
}

const isBot = ({ sender }: Message): boolean => /bot/iu.test(sender ?? '');
const isImage = ({ content }: Message): boolean => content?.msgtype === 'm.image';

function isAsked(message: Message, filter: LogbookFilter): boolean {
  const { textSearch, showBotMessages = true, showUserMessages = true, showImages = true } = filter;
  if (isImage(message) ? !showImages : isBot(message) ? !showBotMessages : !showUserMessages) return false;
  return !textSearch || (message.content?.body ?? '').toLowerCase().includes(textSearch.toLowerCase());
}

const KEYS: Record<(typeof ORDERS)[number], (message: Message) => string | number> = {
  timestamp: ({ origin_server_ts: at }) => at ?? 0,
  sender: ({ sender }) => sender ?? '',
  entry: ({ content }) => content?.body ?? '',
};

/** The part of a logbook that is asked for; services that do it themselves give the same again. */
export function matching(logbook: Logbook, filter: LogbookFilter): Logbook {
  const messages = logbook.messages.filter((message) => isAsked(message, filter));
  const [key, direction] = (filter.sortField ?? '').split(':') as [(typeof ORDERS)[number] | '', string?];
  if (key === '') return { ...logbook, messages };
  const sign = direction === 'desc' ? -1 : 1;
  const valueOf = KEYS[key];
  const compare = (a: Message, b: Message) => (valueOf(a) < valueOf(b) ? -sign : valueOf(a) > valueOf(b) ? sign : 0);
  return { ...logbook, messages: messages.toSorted(compare) };
}

const latest = ({ messages }: Logbook): number =>
  Math.max(-1, ...messages.map(({ origin_server_ts: at }) => (typeof at === 'number' ? at : -1)));
/** By their latest message; empty ones last. */
export const latestFirst = (logbooks: readonly Logbook[]): Logbook[] =>
  logbooks.toSorted((a, b) => latest(b) - latest(a));
