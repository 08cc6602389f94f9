import { type EventSender, EventSpool, SpoolForwarder } from '@scizoo/messaging';
import {
  ConfigError,
  Counter,
  faultTexts,
  Gauge,
  metrics,
  reportTo,
  type Service,
  validationErrors,
} from '@scizoo/service-kit';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type SciflyConfig, WatchedFolder } from './config';
import { FileWatcher, type FoundFile } from './file-watcher';
import { ForeignFile, formatOf } from './formats';
import { Journal } from './journal';
import { measuredFile, type ReadFile, readFileOf } from './measured-file';

const MEGABYTE = 1024 * 1024;
/** More at once would be quicker on an idle machine, and need more memory. */
const FILES_AT_ONCE = 8;
const registers = [metrics()];
const told = new Counter({
  name: 'scifly_files_total',
  help: 'Files told, and those whose header could not be read',
  labelNames: ['result'],
  registers,
});
const sent = new Counter({ name: 'scifly_events_sent_total', help: 'Events that Kafka has taken', registers });
const growing = new Gauge({ name: 'scifly_files_growing', help: 'Files that are not complete yet', registers });

/** @throws ConfigError that names the file and what is wrong in it */
async function foldersIn(file: string): Promise<WatchedFolder[]> {
  const found: unknown = await readFile(file, 'utf8').then(JSON.parse, (error: Error) => {
    throw new ConfigError([`FOLDERS_FILE cannot be read: ${error.message}`]);
  });
  if (!Array.isArray(found) || found.length === 0) throw new ConfigError([`${file} has to be a list of folders`]);
  return found.map((folder, at) => {
    const faults = faultTexts(validationErrors(WatchedFolder, folder));
    if (faults.length > 0) throw new ConfigError([`${file}, entry ${at + 1}: ${faults.join('; ')}`]);
    return folder as WatchedFolder;
  });
}

/** Folders → complete files → their headers → journal → spool on the disk → Kafka. */
export class SciFly {
  private readonly stopping = new AbortController();
  private withoutHeader = 0;
  /** Files of other programs, as they were when they were looked at; looked at once more after a restart. */
  private readonly foreign = new Map<string, string>();
  /** Files that the system does not let us read, with the reason: looked for again, since nothing was told of them. */
  private readonly unreadable = new Map<string, string>();

  private constructor(
    private readonly config: SciflyConfig,
    private readonly service: Service,
    private readonly journal: Journal,
    private readonly spool: EventSpool,
    private readonly folders: readonly WatchedFolder[],
  ) {}

  static async start(config: SciflyConfig, service: Service, sender: EventSender): Promise<SciFly> {
    const { health, logger } = service;
    const folders = await foldersIn(config.foldersFile);
    const spool = await EventSpool.open({
      dir: join(config.stateDir, 'spool'),
      maxBytes: config.spoolMaxMb * MEGABYTE,
    });
    const journal = await Journal.open(config.stateDir);
    const forwarder = new SpoolForwarder({
      spool,
      sender,
      health,
      logger,
      refusedFile: join(config.stateDir, 'refused.ndjson'),
      onSent: (events) => sent.inc(events.length),
      onRefused: () => told.inc({ result: 'refused' }),
    });
    service.onStop('Kafka', () => sender.disconnect());
    service.onStop('the journal', () => journal.close());
    service.onStop('the spool', () => spool.close());
    service.onStop('sending', () => forwarder.stop());
    const scifly = new SciFly(config, service, journal, spool, folders);
    for (const event of journal.unfinished) await spool.append(JSON.stringify(event));
    forwarder.start();
    const rounds = Promise.all(folders.map((folder) => scifly.watch(folder)));
    service.onStop('looking', () => {
      scifly.stopping.abort();
      return rounds;
    });
    const reporter = reportTo(config, {
      service: 'scifly',
      instance: `${hostname()}:${config.healthPort}`,
      beamlines: [...new Set(folders.map(({ beamline }) => beamline))],
      health,
      logger,
      figures: async () => ({
        ...(await forwarder.figures()),
        files: journal.size,
        withoutHeader: scifly.withoutHeader,
      }),
    });
    service.onStop('reports', () => reporter?.stop());
    logger.info({ folders: folders.map(({ path }) => path), known: journal.size }, 'SciFly looks');
    return scifly;
  }

  private async watch(folder: WatchedFolder): Promise<void> {
    const { health, logger } = this.service;
    const watcher = new FileWatcher({
      root: folder.path,
      settleMs: this.config.settleMs,
      wholeLookMs: this.config.wholeLookSeconds * 1000,
      wanted: (path) => formatOf(path) !== undefined,
      patience: (path) => (formatOf(path)?.format.growsForHours ? 10 : 1),
      isKnown: (file) => this.journal.isKnown(file) || this.foreign.get(file.path) === versionOf(file),
    });
    let fault = '';
    while (!this.stopping.signal.aborted) {
      try {
        const files = await watcher.look();
        growing.set(watcher.growing);
        const ordered = inOrder(files);
        for (let at = 0; at < ordered.length && !this.stopping.signal.aborted; at += FILES_AT_ONCE)
          await this.tell(ordered.slice(at, at + FILES_AT_ONCE), folder);
        fault = '';
        health.up(folder.path);
        await this.tellUnreadable(folder, watcher.unreadable);
      } catch (error) {
        const { message } = error as Error;
        health.down(folder.path, message);
        if (message !== fault)
          logger.warn({ folder: folder.path, reason: message }, 'folder cannot be watched, tried again');
        fault = message;
      }
      await sleep(this.config.lookEveryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    }
  }

  /** What cannot be read is not recorded: people have to hear of it, and nothing else waits for it. */
  private async tellUnreadable({ path: root }: WatchedFolder, folders: ReadonlyMap<string, string>): Promise<void> {
    const files = [...this.unreadable].filter(([path]) => path.startsWith(join(root, '/')));
    for (const [path] of files)
      await stat(path).catch(({ code }: NodeJS.ErrnoException) => code === 'ENOENT' && this.unreadable.delete(path));
    const all = [...folders, ...files.filter(([path]) => this.unreadable.has(path))];
    const [first] = all;
    const name = `${root}: files`;
    if (first) this.service.health.down(name, `${all.length} cannot be read, among them ${first[0]}: ${first[1]}`);
    else this.service.health.up(name);
  }

  private queue: Promise<unknown> = Promise.resolve();
  /** One after the other over all folders: numbers of events are given in order. */
  private tell(files: readonly FoundFile[], folder: WatchedFolder): Promise<void> {
    const mine = this.queue.then(() => this.tellNow(files, folder));
    this.queue = mine.catch(() => undefined);
    return mine;
  }
  private async tellNow(files: readonly FoundFile[], watched: WatchedFolder): Promise<void> {
    const { facility, timeZone } = this.config;
    const around = { facility, zone: timeZone, host: hostname() };
    // Left over when the spool was full: the same events first.
    const lines = this.journal.unfinished.map((event) => JSON.stringify(event));
    for (const read of await Promise.all(files.map((file) => this.read(file)))) {
      if (!read) continue;
      const { event, checksum, folder, stem } = measuredFile(read, watched, this.journal, around);
      const { scansequence: sequence, subject: key } = event;
      this.journal.leave({ ...read.file, checksum, key, sequence, ...faultOf(read) }, folder, stem, event);
      lines.push(JSON.stringify(event));
      if (read.fault) this.withoutHeader++;
      told.inc({ result: read.fault ? 'without-header' : 'read' });
    }
    await this.journal.noteLeaving();
    await Promise.all(lines.map((line) => this.spool.append(line)));
    await this.journal.noteLeft();
  }
  private cannotRead({ path }: FoundFile, reason: string): void {
    if (this.unreadable.get(path) !== reason)
      this.service.logger.warn(
        { file: path, reason },
        'file cannot be read, tried again at the next look at all files',
      );
    this.unreadable.set(path, reason);
    told.inc({ result: 'unreadable' });
  }
  private async read(file: FoundFile): Promise<ReadFile | undefined> {
    try {
      const read = await readFileOf(file, this.journal);
      this.unreadable.delete(file.path);
      if (read.fault)
        this.service.logger.warn(
          { file: file.path, reason: read.fault },
          'header cannot be read, or not all of it: the file is told with what there is',
        );
      return read;
    } catch (error) {
      if (error instanceof ForeignFile) {
        this.foreign.set(file.path, versionOf(file));
        this.service.logger.info({ file: file.path, reason: error.message }, 'a file of another program, left alone');
        return undefined;
      }
      // Moved or removed while it was read: it is found again where it is, or it is gone.
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT') this.unreadable.delete(file.path);
      else this.cannotRead(file, message);
      return undefined;
    }
  }
}

const faultOf = ({ fault }: ReadFile) => (fault ? { fault } : {});
const versionOf = ({ size, modifiedMs }: FoundFile): string => `${size} ${modifiedMs}`;
/** Oldest first: the first file of a measurement gives it its time. */
const inOrder = (files: readonly FoundFile[]): FoundFile[] =>
  [...files].sort((a, b) => a.modifiedMs - b.modifiedMs || basename(a.path).localeCompare(basename(b.path)));
