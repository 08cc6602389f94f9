import { Injectable, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { ANONYMOUS, type Caller, tooMany, unavailable } from '@scizoo/domain';
import { Counter, Gauge, type Logger, metrics } from '@scizoo/service-kit';
import type { Connection } from 'mongoose';
import type { ServerResponse } from 'node:http';
import { AccessService, ApiTokensService, type Identified, SessionsService } from '../access';
import { CatalogueConfig } from '../config';
import { masked } from '../http/personal-info';
import type { ScanLogFilter } from '../scan-log/scan-log-query';
import { rowOf, rowProjection } from '../scan-log/scan-log-row';
import { Surroundings } from '../surroundings';
import { type Change, isToken, type LiveDocument, visibilityOf } from './change';
import { type ChangeListener, DatasetChanges } from './dataset-changes';
import { frame, LiveClient } from './live-client';
import { LiveNotes } from './live-notes';
import { OplogReplay } from './oplog-replay';
import { type RecentChange, RecentChanges } from './recent-changes';

const PING_MS = 10_000;
const CLIENTS_AT_MOST = 10_000;
/** As many people without sign-in at one address as this. */
const STREAMS_OF_AN_ADDRESS = 10;
const TOO_MANY_STREAMS = 'You have too many live views open: close some of their windows';
/** Browsers that come back within this time find what they missed in memory; later it is in the database's log. */
const REMEMBERED_MS = 60_000;

const gauge = () =>
  (metrics().getSingleMetric('live_clients') as Gauge | undefined) ??
  new Gauge({ name: 'live_clients', help: 'Browsers that listen to changes', registers: [metrics()] });
const counter = () =>
  (metrics().getSingleMetric('live_changes_total') as Counter | undefined) ??
  new Counter({ name: 'live_changes_total', help: 'Changes of datasets seen', registers: [metrics()] });

/** Changes of datasets to the browsers that may see them: one change stream per process, fan-out in memory. */
@Injectable()
export class LiveService implements ChangeListener, OnModuleInit, OnModuleDestroy {
  private readonly clients = new Set<LiveClient>();
  /** Not yet among the clients, but they count. */
  private readonly joining = new Set<LiveClient>();
  private readonly recent = new RecentChanges();
  private readonly logger: Logger;
  private readonly gauge = gauge();
  private readonly counter = counter();
  private pinger?: NodeJS.Timeout;
  private pauseTimer?: NodeJS.Timeout;
  private pausing?: Promise<void>;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly sessions: SessionsService,
    private readonly apiTokens: ApiTokensService,
    private readonly config: CatalogueConfig,
    private readonly changes: DatasetChanges,
    private readonly oplog: OplogReplay,
    private readonly notes: LiveNotes,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }

  onModuleInit(): void {
    this.changes.listen(this);
    this.notes.begin(this.clients);
    this.pinger = setInterval(() => void this.ping(), PING_MS);
    this.pinger.unref();
  }
  onModuleDestroy(): void {
    clearInterval(this.pinger);
    for (const client of [...this.clients]) client.end();
    clearTimeout(this.pauseTimer);
  }

  /** Lets a browser listen; with the id of the last event it got, what it missed comes first. */
  async join(
    response: ServerResponse,
    { caller, credential }: Identified,
    about: { filter: ScanLogFilter; columns: readonly string[]; lastEventId?: string; address: string },
  ): Promise<void> {
    const client = new LiveClient(response, about, credential, (ended) => this.left(ended));
    this.introduce(client, caller);
    clearTimeout(this.pauseTimer);
    this.joining.add(client);
    try {
      await this.pausing;
      await this.changes.open();
    } finally {
      this.joining.delete(client);
    }
    if (client.isEnded) return this.left(client);
    // From here on live frames are held, so that nothing between replay and live is lost.
    this.clients.add(client);
    this.gauge.set(this.clients.size);
    const position = this.changes.position;
    this.recent.startAt(position);
    const { lastEventId } = about;
    const isFresh = lastEventId === undefined || lastEventId === '';
    client.write(
      `retry: 2000\n${frame('hello', { serverTime: new Date().toISOString() }, isFresh && position ? position : undefined)}`,
    );
    try {
      if (!isFresh) await this.replay(client, lastEventId, position);
    } catch (error) {
      this.logger.info({ reason: (error as Error).message }, 'replay failed; the browser reads anew');
      client.write(frame('reset', {}, position || undefined));
    }
    client.caughtUp();
  }
  /** Asked before the answer begins. @throws unavailable, or too many when one person has enough open */
  assertRoom({ caller }: Identified, address: string): void {
    if (this.clients.size >= CLIENTS_AT_MOST) throw unavailable('Too many browsers listen; try again later');
    const { userId } = caller;
    // A whole facility may be behind one address.
    const most = this.config.liveStreamsPerUser * (userId === undefined ? STREAMS_OF_AN_ADDRESS : 1);
    const isSame = (client: LiveClient) =>
      userId === undefined
        ? client.caller.userId === undefined && client.address === address
        : client.caller.userId === userId;
    let open = 0;
    for (const client of [...this.joining, ...this.clients])
      if (isSame(client) && ++open >= most) throw tooMany(TOO_MANY_STREAMS);
  }
  private introduce(client: LiveClient, caller: Caller): void {
    client.become(caller, this.access.readRule(caller, 'dataset'));
    const isMasked = this.config.maskPersonalInfo && !this.access.isAdmin(caller);
    client.filterText = isMasked ? (text) => masked(text, caller.email) : (text) => text;
  }
  private left(client: LiveClient): void {
    this.clients.delete(client);
    this.gauge.set(this.clients.size);
    if (this.clients.size > 0) return;
    clearTimeout(this.pauseTimer);
    this.pauseTimer = setTimeout(() => this.rest(), REMEMBERED_MS).unref();
  }
  /** Following every change costs the database and this process as much as writing it: only while somebody listens. */
  private rest(): void {
    if (this.clients.size > 0) return;
    this.pausing = this.changes.pause().finally(() => {
      this.pausing = undefined;
      this.recent.forget();
    });
  }

  // ---- live

  async changed(changes: readonly Change[]): Promise<void> {
    this.counter.inc(changes.length);
    this.recent.startAt(this.changes.position);
    const datasets = await this.readForClients(changes.map(({ pid }) => pid));
    const frames = new Map<LiveClient, string[]>();
    for (const change of changes) this.addFrames(change, datasets.get(change.pid), frames);
    for (const [client, texts] of frames) client.send(texts.join(''));
  }
  /** With all columns that somebody shows; who comes meanwhile may show others. */
  private async readForClients(pids: readonly string[]): Promise<Map<string, LiveDocument>> {
    const shown = () => new Set([...this.clients].flatMap(({ columns }) => columns));
    for (;;) {
      const columns = shown();
      const datasets = await this.read(pids, [...columns]);
      if ([...shown()].every((column) => columns.has(column))) return datasets;
    }
  }
  private addFrames(change: Change, dataset: LiveDocument | undefined, frames: Map<LiveClient, string[]>): void {
    const { pid, token, mayHide, isDeleted } = change;
    // Deleted before it could be read: its deletion comes as a change of its own.
    if (!dataset && !isDeleted) return;
    const before = this.recent.add(change, dataset);
    const now = dataset && visibilityOf(dataset);
    const texts = new Map<string, string>();
    const add = (client: LiveClient, text: string) => {
      const ofClient = frames.get(client);
      if (ofClient) ofClient.push(text);
      else frames.set(client, [text]);
    };
    for (const client of this.clients) {
      if (dataset && now && client.sees(now)) add(client, this.rowFrame(client, dataset, token, texts));
      else if (!mayHide) continue;
      else if (!before) client.resetSoon();
      else if (client.sees(before)) add(client, frame('gone', { pid }, token));
    }
  }
  interrupted(): void {
    this.recent.forget();
    for (const client of this.clients) client.send(frame('reset', {}));
  }

  /** A row is written once per event; only the right to annotate and the columns differ between browsers. */
  private rowFrame(client: LiveClient, dataset: LiveDocument, token: string, texts: Map<string, string>): string {
    const mayAnnotate = this.access.mayAnnotate(client.caller, dataset);
    const key = `${mayAnnotate ? '+' : '-'}${client.columnsKey}`;
    let text = texts.get(key);
    if (text === undefined) texts.set(key, (text = frame('row', rowOf(dataset, mayAnnotate, client.columns), token)));
    return text;
  }

  // ---- replay

  private async replay(client: LiveClient, lastEventId: string, position: string): Promise<void> {
    const missed = isToken(lastEventId) ? await this.missed(lastEventId, position) : undefined;
    if (!missed) return client.write(frame('reset', {}, position || undefined));
    const latest = new Map<string, RecentChange & { wasSeen: boolean; isUnknown: boolean }>();
    for (const change of missed) {
      const known = latest.get(change.pid);
      const wasSeen = (known?.wasSeen ?? false) || (change.before !== undefined && client.sees(change.before));
      const isUnknown = (known?.isUnknown ?? false) || (change.mayHide && !change.before);
      latest.delete(change.pid);
      latest.set(change.pid, { ...change, wasSeen, isUnknown });
    }
    const datasets = await this.read([...latest.keys()], client.columns);
    let isReset = false;
    for (const { pid, token, wasSeen, isUnknown } of latest.values()) {
      const dataset = datasets.get(pid);
      if (dataset && client.sees(visibilityOf(dataset))) client.write(this.rowFrame(client, dataset, token, new Map()));
      else if (wasSeen) client.write(frame('gone', { pid }, token));
      else isReset ||= isUnknown;
    }
    if (isReset) client.write(frame('reset', {}, position || undefined));
    else client.write(`id: ${position}\n\n`);
  }
  private async missed(lastEventId: string, position: string): Promise<readonly RecentChange[] | undefined> {
    const token = lastEventId.toUpperCase();
    const recent = this.recent.since(token);
    if (recent) return recent;
    // The stream of this process has just been opened and stands nowhere yet.
    if (position === '') return undefined;
    return token > position ? [] : this.oplog.between(token, position);
  }
  private async read(pids: readonly string[], columns: readonly string[]): Promise<Map<string, LiveDocument>> {
    const found = await this.connection
      .collection<LiveDocument>('datasets')
      .find({ _id: { $in: [...pids] } }, { projection: { ...rowProjection(columns), readers: 1 }, maxTimeMS: 2000 })
      .toArray();
    return new Map(found.map((dataset) => [dataset._id, dataset as LiveDocument]));
  }

  // ---- every ten seconds

  private async ping(): Promise<void> {
    // An event, not a comment: the page sees it and so knows a silent stream from a dead one. The id moves the browser's
    // position on, so that it later asks for little.
    const { position } = this.changes;
    const text = `${position === '' ? '' : `id: ${position}\n`}event: ping\ndata: {}\n\n`;
    for (const client of [...this.clients]) {
      client.send(text);
      await this.checkAgain(client);
    }
  }
  /** Signing out and changed groups take effect on open streams too. */
  private async checkAgain(client: LiveClient): Promise<void> {
    const { caller } = client;
    if (caller.userId === undefined || client.credential?.kind === 'service') return;
    try {
      const now = (await this.callerNow(client, caller.userId)) ?? ANONYMOUS;
      if (now.userId === undefined) return client.end();
      const isSame = now.email === caller.email && now.groups.join('\n') === caller.groups.join('\n');
      if (isSame) return;
      this.introduce(client, now);
      client.send(frame('reset', {}));
    } catch (error) {
      // Nobody is signed out because the database is away.
      this.logger.debug({ err: error }, 'session of a live stream not checked');
    }
  }
  private async callerNow({ credential }: LiveClient, userId: string) {
    const { sessionId, tokenId } = credential ?? {};
    if (tokenId !== undefined) return (await this.apiTokens.identifyById(tokenId))?.caller;
    return sessionId === undefined ? undefined : this.sessions.callerOf(sessionId, userId);
  }
}
