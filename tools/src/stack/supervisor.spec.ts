import { eventually } from '@scizoo/testing';
import { type RunningPart, Supervisor } from './supervisor';

type Exit = { code: number | null; signal: NodeJS.Signals | null };
const QUICK = { quickMs: 1000, quickDeaths: 3, firstPauseMs: 1, longestPauseMs: 2 };

function fakePart() {
  const runs: { die: (exit: Exit) => void; stopped: boolean }[] = [];
  let fault: Error | undefined;
  const start = async (): Promise<RunningPart> => {
    if (fault) throw fault;
    let die: (exit: Exit) => void = () => undefined;
    const exited = new Promise<Exit>((resolve) => (die = resolve));
    const run = { die, stopped: false };
    runs.push(run);
    return {
      pid: runs.length,
      exited,
      stop: async () => {
        run.stopped = true;
        die({ code: 0, signal: null });
      },
    };
  };
  return { part: { name: 'scicow', start }, runs, fail: (error: Error) => (fault = error) };
}

describe('Supervisor', () => {
  const said: string[] = [];
  const given: string[] = [];
  const hooks = {
    say: (text: string) => void said.push(text),
    onGivenUp: (error: Error) => void given.push(error.message),
    logFile: 'scicow.log',
  };
  beforeEach(() => {
    said.length = 0;
    given.length = 0;
  });

  it('starts a part again that died, and stops it for good', async () => {
    const { part, runs } = fakePart();
    const supervisor = new Supervisor(part, hooks, QUICK);
    await supervisor.start();
    runs[0]!.die({ code: null, signal: 'SIGKILL' });
    await eventually(() => runs.length === 2);
    await eventually(() => said.includes('is back'));
    expect(said[0]).toContain('SIGKILL');
    await supervisor.stop();
    expect(runs[1]!.stopped).toBe(true);
    expect(runs).toHaveLength(2);
  });
  it('gives up with a sentence after repeated quick deaths', async () => {
    const { part, runs } = fakePart();
    const supervisor = new Supervisor(part, hooks, QUICK);
    await supervisor.start();
    for (let death = 1; death <= 3; death++) {
      await eventually(() => runs.length === death);
      runs[death - 1]!.die({ code: 1, signal: null });
    }
    await eventually(() => given.length > 0);
    expect(given).toEqual(['scicow ended 3 times in a row; see scicow.log.']);
    expect(runs).toHaveLength(3);
    await supervisor.stop();
  });
  it('calls off a start that takes long, and waits for it', async () => {
    let left = false;
    const start = (calledOff: AbortSignal) =>
      new Promise<RunningPart>((_resolve, reject) =>
        calledOff.addEventListener('abort', () =>
          setTimeout(() => {
            left = true;
            reject(new Error('called off'));
          }, 20),
        ),
      );
    const supervisor = new Supervisor({ name: 'catalogue-api', start }, hooks, QUICK);
    const started = supervisor.start();
    await supervisor.stop();
    expect(left).toBe(true);
    await expect(started).rejects.toThrow('called off');
  });
  it('counts starts that fail, and hands the first one to the caller', async () => {
    const { part, runs, fail } = fakePart();
    const supervisor = new Supervisor(part, hooks, QUICK);
    await supervisor.start();
    fail(new Error('port taken'));
    runs[0]!.die({ code: 1, signal: null });
    await eventually(() => given.length > 0);
    expect(said).toContain('did not start: port taken');
    await supervisor.stop();
    await expect(new Supervisor(part, hooks, QUICK).start()).rejects.toThrow('port taken');
  });
});
