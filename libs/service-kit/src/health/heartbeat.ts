import { hostname } from 'node:os';
import type { Logger } from '../log/logger';
import type { Health, HealthReport } from './health';

/** What a service tells about itself; numbers an alarm may be set on stand in `figures`. */
export interface Heartbeat {
  readonly service: string;
  /** Tells copies of one service apart: host and process. */
  readonly instance: string;
  /** Absent: for all of them. */
  readonly beamlines?: readonly string[];
  readonly startedAt: string;
  /** By this machine's clock. */
  readonly sentAt: string;
  readonly everyMs: number;
  readonly status: HealthReport['status'];
  readonly checks: HealthReport['checks'];
  readonly figures: Readonly<Record<string, number>>;
}
export interface HeartbeatOptions {
  /** Address of the catalogue. */
  readonly url: string;
  /** Its REPORT_TOKEN, or its INGEST_TOKEN. */
  readonly token: string;
  readonly service: string;
  readonly instance?: string;
  readonly beamlines?: readonly string[];
  readonly health: Health;
  readonly logger: Logger;
  /** Asked before each beat, for example for the size of the spool. */
  readonly figures?: () => Readonly<Record<string, number>> | Promise<Readonly<Record<string, number>>>;
  /** What the catalogue answers: wishes of its operators to this service. */
  readonly onAnswer?: (answer: unknown) => void | Promise<void>;
  readonly everyMs?: number;
  readonly now?: () => number;
}

const EVERY_MS = 5000;
const PATIENCE_MS = 4000;

/**
 * Tells the catalogue from time to time that this service lives and how it is. By HTTP and not through Kafka, since the
 * report that Kafka is away must not need Kafka. A catalogue that does not answer changes nothing for the service.
 */
export class HeartbeatReporter {
  private readonly startedAt = new Date().toISOString();
  private readonly url: string;
  private readonly instance: string;
  private timer?: NodeJS.Timeout;
  private beating?: Promise<boolean>;
  private wasHeard = true;

  constructor(private readonly options: HeartbeatOptions) {
    this.url = `${options.url.replace(/\/$/, '')}/api/v4/heartbeats`;
    this.instance = options.instance ?? `${hostname()}:${process.pid}`;
  }

  start(): void {
    const round = () => void this.beat();
    round();
    this.timer = setInterval(round, this.everyMs);
    this.timer.unref();
  }
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.beating;
  }

  /** @returns whether the catalogue took it; never rejects */
  beat(): Promise<boolean> {
    this.beating ??= this.once().finally(() => (this.beating = undefined));
    return this.beating;
  }

  private get everyMs(): number {
    return this.options.everyMs ?? EVERY_MS;
  }
  private async once(): Promise<boolean> {
    const { logger, onAnswer } = this.options;
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.options.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(await this.heartbeat()),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`the catalogue answers ${response.status}`);
      if (!this.wasHeard) logger.info('the catalogue takes reports again');
      this.wasHeard = true;
      await onAnswer?.(JSON.parse(text));
      return true;
    } catch (error) {
      // Said once: the catalogue itself notices the silence.
      if (this.wasHeard) logger.warn({ reason: (error as Error).message }, 'the catalogue does not take reports');
      this.wasHeard = false;
      return false;
    }
  }
  private async heartbeat(): Promise<Heartbeat> {
    const { service, beamlines, health, figures } = this.options;
    const { status, checks } = await health.report();
    return {
      service,
      instance: this.instance,
      ...(beamlines && { beamlines }),
      startedAt: this.startedAt,
      sentAt: new Date(this.options.now?.() ?? Date.now()).toISOString(),
      everyMs: this.everyMs,
      status,
      checks,
      figures: (await figures?.()) ?? {},
    };
  }
}

/** Reports when both settings are there; a service works without. */
export function reportTo(
  { catalogueUrl, reportToken }: { catalogueUrl?: string; reportToken?: string },
  options: Omit<HeartbeatOptions, 'url' | 'token'>,
): HeartbeatReporter | undefined {
  if (!catalogueUrl || !reportToken) return undefined;
  const reporter = new HeartbeatReporter({ ...options, url: catalogueUrl, token: reportToken });
  reporter.start();
  return reporter;
}
