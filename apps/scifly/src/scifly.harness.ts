import { type EventSender, type SciZooEvent } from '@scizoo/messaging';
import { createLogger, Health, type Service } from '@scizoo/service-kit';
import { eventually } from '@scizoo/testing';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SciflyConfig } from './config';
import { SciFly } from './scifly';

export type FileEvent = SciZooEvent<'org.scizoo.file.written.v1'>;

/** A SciFly that watches a folder of its own and sends to a list. */
export class WatchedPlace {
  readonly sent: FileEvent[] = [];
  private running: { stop: () => Promise<void>; health: Health } | undefined;

  private constructor(readonly place: string) {}
  static async make(): Promise<WatchedPlace> {
    const place = new WatchedPlace(await mkdtemp(join(tmpdir(), 'scifly-')));
    await mkdir(place.data);
    await writeFile(
      join(place.place, 'folders.json'),
      JSON.stringify([{ path: place.data, beamline: 'b310a', host: 'ses-pc', shownAs: '/data/visitors/b310a' }]),
    );
    return place;
  }
  get data(): string {
    return join(this.place, 'data');
  }
  async start(): Promise<void> {
    const config = Object.assign(new SciflyConfig(), {
      foldersFile: join(this.place, 'folders.json'),
      stateDir: join(this.place, 'state'),
      kafkaBrokers: ['unused'],
      lookEveryMs: 100,
      settleMs: 300,
      wholeLookSeconds: 5,
      timeZone: 'Europe/Stockholm',
    });
    const stops: (() => unknown)[] = [];
    const health = new Health();
    const service: Service = {
      name: 'scifly',
      logger: createLogger('scifly', 'fatal'),
      health,
      onStop: (_, stop) => stops.unshift(stop),
    };
    const sender: EventSender = {
      connect: () => Promise.resolve(),
      send: (events) => {
        this.sent.push(...(events as FileEvent[]));
        return Promise.resolve();
      },
      disconnect: () => Promise.resolve(),
    };
    await SciFly.start(config, service, sender);
    this.running = {
      health,
      stop: async () => {
        for (const stop of stops) await stop();
      },
    };
  }
  async stop(): Promise<void> {
    await this.running?.stop();
    this.running = undefined;
  }
  async remove(): Promise<void> {
    await this.stop();
    await rm(this.place, { recursive: true });
  }
  async checkOf(name: string) {
    return (await this.running?.health.report())?.checks[name];
  }
  many(count: number): Promise<unknown> {
    return eventually(() => this.sent.length >= count, { withinMs: 15_000, what: `${count} files` });
  }
  /** Longer than a file needs to be found and told. */
  quiet(): Promise<void> {
    return sleep(900);
  }
  valueOf(event: FileEvent | undefined, key: string) {
    return event?.data.header?.find((value) => value.key === key);
  }
  /** As a user whom the rights of files bind, which they do not do to root. */
  async asOrdinaryUser(): Promise<() => void> {
    if (process.geteuid?.() !== 0) return () => undefined;
    for (const path of [this.place, this.data]) await chmod(path, 0o777);
    process.seteuid?.(NOBODY);
    return () => process.seteuid?.(0);
  }
}
const NOBODY = 65_534;
