import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { type Role, ROLES } from './roles';
import { RESOURCES } from './tables';
import type { Resource, Row } from './table';
import { type MatrixAnswer, World } from './world';

// Hundreds of requests on a busy machine.
jest.setTimeout(300_000);

type Body = Record<string, unknown>;
interface Writing {
  readonly resource: Resource;
  readonly row: Row;
  readonly role: Role;
  /** A body that the route takes; undefined where it takes none. */
  readonly body: Body | undefined;
}
/**
 * Bodies that are whatever the user likes; routes that answer 200 with what is wrong; sign-in, which takes from a form what
 * it needs; annotations, where a wrong former value is a conflict.
 */
const LENIENT = /\/isvalid$|settings\/external$|\/login$|auth\/(ldap|msad)$|v4\/session$|\/annotations$/u;
/** No body at all is allowed, and null is none. */
const MAY_BE_NONE = /\/(resync|jwt)$/u;
/** The first role that the row lets in: refusals for other reasons would hide what is tested. */
const whoMay = (resource: Resource, row: Row): Role =>
  [...ROLES].reverse().find((role) => role !== 'token' && resource.has(role, row.right, 'private')) ??
  [...ROLES].reverse().find((role) => role !== 'token' && resource.has(role, row.right, 'new')) ??
  'admin';

const JSON_TYPE = { 'content-type': 'application/json' };
const nested = (depth: number): string => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);
const TOO_LARGE = Buffer.alloc(34 * 1024 * 1024, ' ');

/** What is wrong with the body as such, whatever the route takes. */
const BROKEN: readonly (readonly [string, { body: string | Buffer; headers: Record<string, string> }, number])[] = [
  ['malformed', { body: '{"a":', headers: JSON_TYPE }, 400],
  ['malformed twice', { body: '{"a":1}{"b":2}', headers: JSON_TYPE }, 400],
  ['a key __proto__', { body: '{"__proto__":{"polluted":true}}', headers: JSON_TYPE }, 400],
  ['a key constructor.prototype', { body: '{"constructor":{"prototype":{"polluted":true}}}', headers: JSON_TYPE }, 400],
  ['another type', { body: '<a/>', headers: { 'content-type': 'application/xml' } }, 415],
  ['too large', { body: TOO_LARGE, headers: JSON_TYPE }, 413],
];
/** What is wrong with what it says. */
const REFUSED: readonly (readonly [string, (body: Body) => string, string?])[] = [
  ['an unknown field', (body) => JSON.stringify({ ...body, zqUnknown: 1 }), 'zqUnknown'],
  ['an operator', (body) => JSON.stringify({ ...body, $where: 'sleep(1000)' }), '$where'],
  ['a dotted name', (body) => JSON.stringify({ ...body, 'ownerGroup.x': 1 }), 'ownerGroup.x'],
  ['a NUL in a name', (body) => JSON.stringify({ ...body, 'a\0b': 1 })],
  ['audit fields', (body) => JSON.stringify({ ...body, createdBy: 'somebody' }), 'createdBy'],
  ['internal members', (body) => JSON.stringify({ ...body, readers: ['*'] }), 'readers'],
  ['depth 1,000', (body) => `${JSON.stringify(body).slice(0, -1)},"zqDeep":${nested(1000)}}`.replace('{,', '{')],
  ['depth 100,000', () => nested(100_000)],
  ['a list', () => '[]'],
  ['null', () => 'null'],
  ['a text', () => '"text"'],
];

describe('bad input', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(testMongo('bad-input').uri);
  });
  afterAll(() => world.stop());

  const writings = (): Writing[] => {
    const seen = new Set<string>();
    return RESOURCES.flatMap((resource) =>
      resource.rows
        .filter(({ method, key }) => method !== 'GET' && method !== 'DELETE' && !key.includes('#'))
        .filter(({ method, path }) => !seen.has(`${method} ${path}`) && seen.add(`${method} ${path}`))
        .map((row) => {
          const role = whoMay(resource, row);
          return { resource, row, role, body: world.bodyOf({ resource, row, role, state: 'private' }) };
        }),
    );
  };
  const ask = ({ resource, row, role }: Writing, body: string | Buffer, headers = JSON_TYPE): Promise<MatrixAnswer> =>
    world.ask({ resource, row, role, state: 'private' }, { body, headers });
  const isRude = ({ status, text }: MatrixAnswer): boolean =>
    status >= 500 || status < 400 || /\n\s+at |node_modules|\.[jt]s:\d/u.test(text);
  const told = ({ row }: Writing, what: string, { status, text }: MatrixAnswer) =>
    `${row.key}, ${what}: ${status} ${text.slice(0, 200)}`;

  it('that is no body at all is refused everywhere alike', async () => {
    const faults: string[] = [];
    for (const writing of writings())
      for (const [what, { body, headers }, status] of BROKEN) {
        const answer = await ask(writing, body, headers as typeof JSON_TYPE);
        const isExpected = answer.status === status || (what.startsWith('a key') && answer.status < 500);
        const isOdd = !isExpected && !(status === 415 && answer.status === 400);
        if (isOdd || (isRude(answer) && !what.startsWith('a key'))) faults.push(told(writing, what, answer));
      }
    expect(faults).toEqual([]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('is refused with the field named, by every route that takes a body', async () => {
    const faults: string[] = [];
    for (const writing of writings()) {
      const { body, row } = writing;
      if (body === undefined || LENIENT.test(row.path)) continue;
      for (const [what, spoil, named] of REFUSED) {
        if (what === 'null' && MAY_BE_NONE.test(row.path)) continue;
        const answer = await ask(writing, spoil(body));
        if (isRude(answer) || (named !== undefined && !answer.text.includes(named)))
          faults.push(told(writing, what, answer));
      }
    }
    expect(faults).toEqual([]);
  });

  it('of a wrong kind is refused field by field', async () => {
    const faults: string[] = [];
    for (const writing of writings()) {
      const { body, row } = writing;
      if (body === undefined || LENIENT.test(row.path)) continue;
      for (const [name, value] of Object.entries(body)) {
        if (value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value))) continue;
        const wrong = typeof value === 'string' || Array.isArray(value) ? { $ne: null } : 'text';
        const answer = await ask(writing, JSON.stringify({ ...body, [name]: wrong }));
        if (isRude(answer) || !answer.text.includes(name))
          faults.push(told(writing, `${name} of a wrong kind`, answer));
      }
    }
    expect(faults).toEqual([]);
  });

  it('changes nothing', async () => {
    expect(await world.differences()).toEqual([]);
  });
});
