import { SciZooError } from '@scizoo/domain';
import { ConfigError, type Environment, loadConfig } from '../config/load-config';
import { Health } from '../health/health';
import type { DestinationStream } from 'pino';
import { createLogger, type Logger, type LogLevel } from '../log/logger';

export type Stop = () => Promise<unknown> | unknown;

/** What a running service gets. */
export interface Service {
  readonly name: string;
  readonly logger: Logger;
  readonly health: Health;
  /** Called at the end, the last one registered first. */
  onStop(what: string, stop: Stop): void;
}
interface Surroundings {
  readonly env?: Environment;
  readonly exit?: (code: number) => void;
  /** Where the log goes; standard output. */
  readonly log?: DestinationStream;
}

const STOP_LIMIT_MS = 20_000;

/** Why a program could not start, as one sentence that says what to do. */
export function startFault(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SciZooError) return error.message;
  const { code, port, address, message, path } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is taken: stop the other program or choose another port`;
  if (code === 'EACCES' && port !== undefined)
    return `Port ${port} may not be used by this account: choose one above 1023`;
  if (code === 'ENOENT') return `File ${path} does not exist`;
  return message ?? String(error);
}

class Stopper {
  private readonly stops: { what: string; stop: Stop }[] = [];
  private stopping?: Promise<number>;
  constructor(private readonly logger: Logger) {}

  add(what: string, stop: Stop): void {
    this.stops.unshift({ what, stop });
  }
  /** @returns the exit status */
  run(): Promise<number> {
    this.stopping ??= this.all();
    return this.stopping;
  }
  private async all(): Promise<number> {
    const limit = new Promise<number>((resolve) => {
      setTimeout(() => {
        this.logger.error(`did not stop within ${STOP_LIMIT_MS / 1000} s`);
        resolve(1);
      }, STOP_LIMIT_MS).unref();
    });
    return Promise.race([this.each(), limit]);
  }
  private async each(): Promise<number> {
    let status = 0;
    for (const { what, stop } of this.stops) {
      try {
        await stop();
      } catch (err) {
        status = 1;
        this.logger.error({ err }, `could not stop ${what}`);
      }
    }
    return status;
  }
}

/**
 * Runs a program: settings, log, start, graceful stop on SIGTERM and SIGINT within 20 s. What cannot be started ends with
 * one sentence and status 1, as does a fault that nobody caught.
 */
export async function runService<C extends object>(
  name: string,
  config: new () => C,
  start: (config: C, service: Service) => Promise<unknown>,
  { env = process.env, exit = (code) => process.exit(code), log }: Surroundings = {},
): Promise<void> {
  let logger = createLogger(name, 'info', log);
  let stopper = new Stopper(logger);
  const end = async (why: string, atLeast: number) => {
    logger.info(why);
    exit(Math.max(atLeast, await stopper.run()));
  };
  try {
    const settings = loadConfig(config, env);
    logger = createLogger(name, (settings as { logLevel?: LogLevel }).logLevel, log);
    stopper = new Stopper(logger);
    const health = new Health();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        process.once(signal, () => exit(1));
        void end(`stopping on ${signal}`, 0);
      });
    }
    for (const fault of ['unhandledRejection', 'uncaughtException'] as const) {
      process.on(fault, (err: unknown) => {
        logger.fatal({ err }, fault);
        void end('stopping after a fault', 1);
      });
    }
    await start(settings, { name, logger, health, onStop: (what, stop) => stopper.add(what, stop) });
  } catch (error) {
    logger.debug({ err: error }, 'start failed');
    logger.fatal(`${name} cannot start. ${startFault(error)}`);
    await end('stopped', 1);
  }
}
