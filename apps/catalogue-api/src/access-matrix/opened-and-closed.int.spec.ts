import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { markerOf, type Role } from './roles';
import { RESOURCES } from './tables';
import type { Row } from './table';
import { type Case, casesOf, faultsOf } from './verdict';
import { type MatrixAnswer, World } from './world';

// Hundreds of questions on a busy machine.
jest.setTimeout(300_000);

/** Routes of the matrix, which has all of the running program, that change nothing. */
const isReading = ({ method, kind, path }: Row): boolean =>
  method === 'GET' || kind === 'list' || kind === 'count' || /\/download(-links)?$/u.test(path);
const isOfOne = ({ row }: Case): boolean => row.kind === 'one';

describe('a dataset that opens and is closed again', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.start(testMongo('opened-and-closed').uri);
  });
  afterAll(() => world.stop());

  const questionsOf = (role: Role): Case[] =>
    RESOURCES.flatMap((resource) => resource.rows.filter(isReading).flatMap((row) => casesOf(resource, row))).filter(
      (one) => one.role === role && (one.state === 'new' || one.state === 'private'),
    );
  const tells = ({ text }: MatrixAnswer, state: 'private' | 'published') => text.includes(markerOf('dataset', state));

  it.each(['anonymous', 'stranger'] as const)(
    'is told to %s in between as every open one is, and no word or number of it stays anywhere, nor does what was kept of it count as current',
    async (role) => {
      const questions = questionsOf(role);
      await world.turn('private', true);
      const open = new Map<Case, MatrixAnswer>();
      const differing: string[] = [];
      let told = 0;
      for (const one of questions) {
        const answer = await world.ask(one);
        open.set(one, answer);
        if (tells(answer, 'private')) told++;
        if (one.resource.name !== 'dataset' || !one.row.states.includes('published')) continue;
        const other = isOfOne(one) ? await world.ask({ ...one, state: 'published' }) : answer;
        if (tells(answer, 'private') !== tells(other, 'published')) differing.push(one.row.key);
      }
      expect(differing).toEqual([]);
      expect(told).toBeGreaterThan(30);

      await world.turn('private', false);
      const faults: string[] = [];
      for (const one of questions) {
        const { etag, 'last-modified': modified } = open.get(one)!.headers;
        const kept = {
          ...(typeof etag === 'string' && { 'if-none-match': etag }),
          ...(typeof modified === 'string' && { 'if-modified-since': modified }),
        };
        faults.push(...faultsOf(one, await world.ask(one, { headers: kept }), RESOURCES));
      }
      expect(faults).toEqual([]);
    },
  );
});
