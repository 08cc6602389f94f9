import { type Role, ROLES, type State, STATES } from './roles';

/** A state of records, or `new`: what the role may make. */
export type Column = State | 'new';
/** `empty` is 200 without a body, SciCat's answer to "nothing found". */
export type Status = number | 'empty';

/**
 * - `one`: a route of one record, asked for every state
 * - `list`: answers with the readable records: the markers of these and of no others
 * - `count`: answers with the number of the readable records
 * - `item`: answers 200 with a result per item, which is refused without the right; no token comes in
 * - `told`: as `one`, but answers 200 with true or false
 * - `self`: as `role`, about the caller alone: there is no right that could be taken away
 * - `role`: no record yet; the right stands in the column `new`
 * - `open`: answers everybody alike and tells of no record
 * - `stream`: a stream of events, asked in a test of its own
 */
export type Kind = 'one' | 'list' | 'count' | 'role' | 'told' | 'item' | 'self' | 'open' | 'stream';

export interface Row {
  /** As in the table: method, path and, where one route is asked in several ways, `#variant`. */
  readonly key: string;
  readonly method: string;
  readonly path: string;
  readonly kind: Kind;
  /** Written `one:private,shared`: the states that it is asked for; all of them without. */
  readonly states: readonly State[];
  readonly right: string;
  readonly allowed: Status;
  /** When refused: to somebody who may read the record, and to somebody who may not. */
  readonly refused: readonly [Status, Status];
  readonly anonymous: Status;
  /** Written `!401`: nobody comes in without signing in, not even to what is published. */
  readonly asksAnonymous: boolean;
}
export interface Request {
  readonly body?: unknown;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Values of path parameters that are not those of the record. */
  readonly params?: Readonly<Record<string, string>>;
}
/** Ids of the records of one state, by the name of the path parameter or by a free name. */
export type Ids = Readonly<Record<string, string>>;
export type AskWith = Request | ((ids: Ids, state: Column, role: Role) => Request);

export interface ResourceTable {
  readonly resource: string;
  /** The letter r in a column: may read records of that state; other letters as the table says. */
  readonly rights: string;
  readonly routes: string;
  readonly requests?: Readonly<Record<string, AskWith>>;
}
export interface Resource {
  readonly name: string;
  readonly rows: readonly Row[];
  /** The table has a line for this role; else it stands under "others". */
  isNamed(role: Role): boolean;
  has(role: Role, right: string, column: Column): boolean;
  request(key: string, ids: Ids, state: Column, role: Role): Request;
}

const lines = (text: string): string[][] =>
  text
    .split('\n')
    .map((line) => line.replace(/\s*\/\/.*$/u, '').trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s+/u));

function parseRights(resource: string, text: string): Map<string, Map<string, string>> {
  const [columns = [], ...rows] = lines(text);
  for (const column of columns)
    if (column !== 'new' && !STATES.includes(column as State)) throw new Error(`${resource}: no state ${column}`);
  const rights = new Map<string, Map<string, string>>();
  for (const [role = '', ...cells] of rows) {
    if (role !== 'others' && !ROLES.includes(role as Role)) throw new Error(`${resource}: no role ${role}`);
    if (cells.length !== columns.length) throw new Error(`${resource}: ${role} has ${cells.length} columns`);
    rights.set(role, new Map(columns.map((column, i) => [column, cells[i]!])));
  }
  if (!rights.has('others')) throw new Error(`${resource}: the row "others" is missing`);
  return rights;
}

const statusOf = (text: string | undefined, at: string): Status => {
  if (text === 'empty') return 'empty';
  if (text === undefined || !/^[2-5]\d\d$/u.test(text)) throw new Error(`${at}: "${text}" is no status`);
  return Number(text);
};
const KINDS: readonly string[] = [
  'one',
  'list',
  'count',
  'told',
  'item',
  'self',
  'role',
  'open',
  'stream',
] satisfies Kind[];

function parseRow([method = '', target = '', how = '', ...rest]: string[]): Row {
  const at = `${method} ${target}`;
  const [kind = '', named] = how.split(':');
  const states = (named?.split(',') ?? STATES) as State[];
  const unknown = states.find((state) => !STATES.includes(state));
  if (unknown !== undefined) throw new Error(`${at}: no state ${unknown}`);
  if (!KINDS.includes(kind)) throw new Error(`${at}: no kind ${kind}`);
  const path = target.replace(/#.*$/u, '');
  if (kind === 'open' || kind === 'stream') {
    const allowed = kind === 'open' ? statusOf(rest[0], at) : 200;
    const same = { allowed, refused: [allowed, allowed], anonymous: allowed, asksAnonymous: false } as const;
    return { key: at, method, path, kind, states, right: '', ...same };
  }
  const [right = '', yes, no, anonymous = no] = rest;
  const asksAnonymous = (anonymous ?? '').startsWith('!');
  const [toReaders, toOthers = toReaders] = (no ?? '').split('/');
  return {
    key: at,
    method,
    path,
    kind: kind as Kind,
    states,
    right,
    allowed: statusOf(yes, at),
    refused: [statusOf(toReaders, at), statusOf(toOthers, at)],
    anonymous: statusOf((anonymous ?? '').replace('!', '').split('/').at(-1), at),
    asksAnonymous,
  };
}

export function resourceOf({ resource, rights, routes, requests = {} }: ResourceTable): Resource {
  const cells = parseRights(resource, rights);
  const rows = lines(routes).map(parseRow);
  const unknown = Object.keys(requests).find((key) => !rows.some((row) => row.key === key));
  if (unknown !== undefined) throw new Error(`${resource}: a request for ${unknown}, which is no row`);
  return {
    name: resource,
    rows,
    isNamed: (role) => cells.has(role),
    has: (role, right, column) =>
      right === 'P'
        ? column === 'published'
        : ((cells.get(role) ?? cells.get('others'))?.get(column) ?? '').includes(right),
    request: (key, ids, state, role) => {
      const given = requests[key] ?? {};
      return typeof given === 'function' ? given(ids, state, role) : given;
    },
  };
}
