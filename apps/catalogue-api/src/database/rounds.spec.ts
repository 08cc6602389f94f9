import { jest } from '@jest/globals';
import { Health } from '@scizoo/service-kit';
import { Surroundings } from '../surroundings';
import type { DatabaseService } from './database.service';
import type { Leases } from './leases';
import { type RoundOptions, Rounds } from './rounds';

const OPTIONS: RoundOptions = { what: 'a thing', whenFailed: 'the thing is done again', everyMs: 1000 };
const LEASE = { name: 'thing', ms: 5000 };

/** Rounds of one copy of the program; time passes by hand. */
function aProgram({ isHeldElsewhere = false } = {}) {
  const database = { isUp: true, starts: [] as (() => Promise<unknown>)[] };
  const given: string[] = [];
  const warnings: string[] = [];
  const logger = { warn: (_: unknown, text: string) => warnings.push(text) };
  const rounds = new Rounds(
    {
      get isUp() {
        return database.isUp;
      },
      atStart: (_: string, task: () => Promise<unknown>) => database.starts.push(task),
    } as unknown as DatabaseService,
    {
      take: () => Promise.resolve(!isHeldElsewhere),
      give: (name: string) => Promise.resolve(void given.push(name)),
    } as unknown as Leases,
    new Surroundings(logger as never, new Health()),
  );
  const start = async () => {
    for (const task of database.starts) await task();
  };
  return { rounds, database, given, warnings, start };
}
const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

describe('rounds', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('begin when the database is ready, and not before', async () => {
    const { rounds, start } = aProgram();
    const work = jest.fn(() => Promise.resolve());
    rounds.every(OPTIONS, work);
    await pass(5000);
    expect(work).toHaveBeenCalledTimes(0);
    await start();
    await pass(3500);
    expect(work).toHaveBeenCalledTimes(3);
    await rounds.beforeApplicationShutdown();
  });

  it('have a first one early where that is asked for', async () => {
    const { rounds, start } = aProgram();
    const work = jest.fn(() => Promise.resolve());
    rounds.every({ ...OPTIONS, firstMs: 50 }, work);
    await start();
    await pass(100);
    expect(work).toHaveBeenCalledTimes(1);
    await rounds.beforeApplicationShutdown();
  });

  it('never overlap: a call in the middle of one waits for that one', async () => {
    const { rounds, start } = aProgram();
    let finish = () => undefined as void;
    const work = jest.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const round = rounds.every(OPTIONS, work);
    await start();
    await pass(3500);
    const asked = round.wake();
    expect(work).toHaveBeenCalledTimes(1);
    finish();
    await asked;
    await pass(1000);
    expect(work).toHaveBeenCalledTimes(2);
    finish();
    await rounds.beforeApplicationShutdown();
  });

  it('rest while the database is away, and while another copy of the program does them', async () => {
    const [here, there] = [aProgram(), aProgram({ isHeldElsewhere: true })];
    const work = jest.fn(() => Promise.resolve());
    here.rounds.every(OPTIONS, work);
    there.rounds.every({ ...OPTIONS, lease: LEASE }, work);
    here.database.isUp = false;
    await here.start();
    await there.start();
    await pass(5000);
    expect(work).toHaveBeenCalledTimes(0);
    await there.rounds.beforeApplicationShutdown();
    expect(there.given).toEqual([]);
  });

  it('go on after one that failed, which the log tells', async () => {
    const { rounds, start, warnings } = aProgram();
    const work = jest.fn(() => Promise.resolve()).mockRejectedValueOnce(new Error('no'));
    rounds.every(OPTIONS, work);
    await start();
    await pass(2500);
    expect(work).toHaveBeenCalledTimes(2);
    expect(warnings).toEqual(['the thing is done again']);
    await rounds.beforeApplicationShutdown();
  });

  it('end with the process: the one under way hears of it and is waited for, the lease is given back, no other begins', async () => {
    const { rounds, start, given } = aProgram();
    const seen: string[] = [];
    const round = rounds.every({ ...OPTIONS, lease: LEASE }, async () => {
      seen.push('begun');
      while (await round.goesOn()) await new Promise((resolve) => setTimeout(resolve, 100));
      seen.push(round.isEnding ? 'heard' : 'deaf');
    });
    await start();
    await pass(1000);
    const ended = rounds.beforeApplicationShutdown().then(() => seen.push('ended'));
    expect(given).toEqual([]);
    await pass(200);
    await ended;
    await round.wake();
    await pass(5000);
    expect(seen).toEqual(['begun', 'heard', 'ended']);
    expect(given).toEqual(['thing']);
  });
});
