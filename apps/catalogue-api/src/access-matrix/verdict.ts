import { markerOf, type Role, ROLES, type State, STATES } from './roles';
import type { Column, Resource, Row, Status } from './table';
import type { MatrixAnswer, World } from './world';

/** One question of the matrix. */
export interface Case {
  readonly resource: Resource;
  readonly row: Row;
  readonly role: Role;
  readonly state: Column;
}
const SAME_FOR_ALL: readonly Role[] = ['anonymous', 'stranger', 'admin'];

export function casesOf(resource: Resource, row: Row): Case[] {
  if (row.kind === 'stream') return [];
  const roles = row.kind === 'open' ? SAME_FOR_ALL : ROLES;
  const perRecord = row.kind === 'one' || row.kind === 'told' || (row.kind === 'item' && row.right !== 'n');
  const states: readonly Column[] = perRecord ? row.states : ['new'];
  // One stranger is asked for every state; those with rights elsewhere are strangers here, and are asked for one.
  const isOneMore = (role: Role) => !resource.isNamed(role) && role !== 'stranger';
  return roles.flatMap((role) =>
    (isOneMore(role) ? states.slice(0, 1) : states).map((state) => ({ resource, row, role, state })),
  );
}

const mayRead = (resource: Resource, role: Role, state: Column) => resource.has(role, 'r', state);

export function expectedStatus({ resource, row, role, state }: Case): Status {
  if (row.kind === 'open') return row.allowed;
  if (row.kind === 'item' && role !== 'anonymous') return role === 'token' ? row.refused[0] : row.allowed;
  if (row.kind === 'list' || row.kind === 'count') return role === 'anonymous' ? row.anonymous : row.allowed;
  if (role === 'anonymous' && row.asksAnonymous) return row.anonymous;
  if (resource.has(role, row.right, state)) return row.allowed;
  if (role === 'anonymous') return row.anonymous;
  // A token without the scope for the route gets no further.
  if (role === 'token' && row.method !== 'GET') return 403;
  return row.refused[mayRead(resource, role, state) ? 0 : 1];
}

const isStatus = (answer: MatrixAnswer, expected: Status): boolean =>
  expected === 'empty' ? answer.status === 200 && answer.text === '' : answer.status === expected;
/** What was seen, in words. */
const seen = ({ status, text }: MatrixAnswer) => `${status} ${text.slice(0, 160)}`;

/** Markers of records that the role may not read. The answer to a deletion shows what is gone to whoever may delete. */
function leaks({ resource, row, role, state }: Case, answer: MatrixAnswer, resources: readonly Resource[]): string[] {
  const isAllowed = row.kind === 'one' && resource.has(role, row.right, state);
  return resources.flatMap((other) =>
    STATES.filter((of) => !mayRead(other, role, of) && !(isAllowed && of === state))
      .map((of) => markerOf(other.name, of))
      .filter((marker) => answer.text.includes(marker)),
  );
}

const listed = (resource: Resource, row: Row, role: Role): State[] =>
  row.states.filter((state) => resource.has(role, row.right, state));

function contentFault({ resource, row, role, state }: Case, answer: MatrixAnswer): string | undefined {
  if (row.kind === 'told' && answer.status === 200)
    return answer.text.includes(':true') === resource.has(role, row.right, state)
      ? undefined
      : `is told ${answer.text}`;
  if (row.kind === 'item' && answer.status === 200) {
    const isRefused = answer.text.includes('"refused"');
    return isRefused === resource.has(role, row.right, state) ? `the item is told ${answer.text}` : undefined;
  }
  if (answer.status !== 200 || (row.kind !== 'list' && row.kind !== 'count')) return undefined;
  const wanted = listed(resource, row, role);
  if (row.kind === 'list') {
    const found = STATES.filter((state) => answer.text.includes(markerOf(resource.name, state)));
    return found.join() === wanted.join() ? undefined : `shows [${found.join()}] instead of [${wanted.join()}]`;
  }
  const counted = /"(?:count|totalSets|totalCount|datasets)":(\d+)/u.exec(answer.text)?.[1] ?? '0';
  return Number(counted) === wanted.length ? undefined : `counts ${counted} instead of ${wanted.length}`;
}

/** What is wrong with the answer; empty when it is as the table says. */
export function faultsOf(one: Case, answer: MatrixAnswer, resources: readonly Resource[]): string[] {
  const { row, role, state } = one;
  const at = `${role} ${row.key}${state === 'new' ? '' : ` (${state})`}`;
  const expected = expectedStatus(one);
  const content = contentFault(one, answer);
  return [
    ...(isStatus(answer, expected) ? [] : [`${at}: ${expected} expected, seen ${seen(answer)}`]),
    ...(content === undefined ? [] : [`${at}: ${content}`]),
    ...leaks(one, answer, resources).map((marker) => `${at}: tells ${marker}`),
  ];
}

/** Asks and judges; what the request has changed is put back. */
export async function ask(one: Case, world: World, resources: readonly Resource[]): Promise<string[]> {
  const answer = await world.ask(one);
  const faults = faultsOf(one, answer, resources);
  if (one.row.method !== 'GET' && answer.status < 400) await world.restore();
  return faults;
}
