import { unavailable } from '@scizoo/domain';
import { type Environment } from '../config/load-config';
import * as field from '../shape/field';
import { runService, type Service, startFault } from './run-service';

class Settings {
  @field.integer({ required: true, min: 1 })
  port!: number;
  @field.text({ minLength: 32 })
  jwtSecret?: string;
  @field.text()
  logLevel = 'info';
}

/** Runs a service until it would leave the process, and says with which status and what it logged. */
async function run(start: (config: Settings, service: Service) => Promise<unknown>, env: Environment = { PORT: '1' }) {
  const lines: string[] = [];
  const listeners = new Map(EVENTS.map((event) => [event, process.listeners(event as 'SIGTERM')]));
  const exits: number[] = [];
  const to = { write: (line: string) => void lines.push(line) };
  await runService('test', Settings, start, { env, exit: (code) => void exits.push(code), log: to });
  return {
    exits,
    log: () => lines.join(''),
    signal: async (name: 'SIGTERM' | 'SIGINT') => {
      const known = listeners.get(name) ?? [];
      const ours = process.listeners(name).filter((listener) => !known.includes(listener));
      for (const listener of ours) (listener as (signal: string) => void)(name);
      await new Promise((resolve) => setTimeout(resolve, 20));
    },
    tidy: () => {
      for (const event of EVENTS)
        for (const listener of process.listeners(event as 'SIGTERM'))
          if (!listeners.get(event)?.includes(listener)) process.removeListener(event, listener);
    },
  };
}
const EVENTS = ['SIGTERM', 'SIGINT', 'unhandledRejection', 'uncaughtException'];

describe('runService', () => {
  it('stops everything on a signal, the last one started first', async () => {
    const stopped: string[] = [];
    const { exits, signal, tidy } = await run((_, { onStop }) => {
      onStop('server', () => void stopped.push('server'));
      onStop('consumer', async () => void stopped.push('consumer'));
      return Promise.resolve();
    });
    expect(exits).toEqual([]);
    await signal('SIGTERM');
    expect([stopped, exits]).toEqual([['consumer', 'server'], [0]]);
    tidy();
  });

  it('says so when a part does not stop, and stops the others', async () => {
    const stopped: string[] = [];
    const { exits, signal, log, tidy } = await run((_, { onStop }) => {
      onStop('server', () => void stopped.push('server'));
      onStop('spool', () => Promise.reject(new Error('disk full')));
      return Promise.resolve();
    });
    await signal('SIGINT');
    expect([stopped, exits]).toEqual([['server'], [1]]);
    expect(log()).toContain('could not stop spool');
    tidy();
  });

  it('ends with one sentence and status 1 when it cannot start', async () => {
    const stopped: string[] = [];
    const { exits, log, tidy } = await run((_, { onStop }) => {
      onStop('server', () => void stopped.push('server'));
      return Promise.reject(unavailable('Kafka at 127.0.0.1:1 does not answer'));
    });
    expect([exits, stopped]).toEqual([[1], ['server']]);
    expect(log()).toContain('test cannot start. Kafka at 127.0.0.1:1 does not answer');
    expect(log()).not.toContain('"stack"');
    tidy();
  });

  it('names all faults of the settings, never a value', async () => {
    const { exits, log, tidy } = await run(() => Promise.resolve(), { PORT: 'harbour', JWT_SECRET: 'short-secret' });
    expect(exits).toEqual([1]);
    expect(log()).toMatch(/PORT must be a number; JWT_SECRET must be longer/);
    expect(log()).not.toMatch(/harbour|short-secret/);
    tidy();
  });

  it('words what the system says', () => {
    const system = (members: object) => Object.assign(new Error('listen failed'), members);
    expect(startFault(system({ code: 'EADDRINUSE', port: 3000, address: '127.0.0.1' }))).toBe(
      'Port 3000 on 127.0.0.1 is taken: stop the other program or choose another port',
    );
    expect(startFault(system({ code: 'ENOENT', path: '/etc/none.json' }))).toBe('File /etc/none.json does not exist');
    expect(startFault(new Error('something else'))).toBe('something else');
  });
});
