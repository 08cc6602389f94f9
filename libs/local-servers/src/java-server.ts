import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverEnvironment } from './environment';
import { findJars, type JavaServer } from './fetch-jars';
import { findJava } from './fetch-kafka';
import type { ServerOptions } from './mongod';
import { answers, isPortTaken } from './ports';
import { type ProcessGroup, startGroup } from './process-group';
import { SetupError } from './setup-error';

const READY_WITHIN_MS = 60_000;

export interface RunningServer {
  readonly exited: ProcessGroup['exited'];
  stop(): Promise<void>;
}
interface Start extends Pick<ServerOptions, 'port' | 'logFile' | 'onProgress'> {
  readonly server: JavaServer;
  /** The class that is started, with what it is told. */
  readonly main: string;
  readonly args: readonly string[];
  readonly memoryMb: number;
  /** System properties. */
  readonly properties?: Readonly<Record<string, string>>;
}

/** Starts a small Java server that Maven has, and comes back when its port answers. */
export async function startJavaServer({ server, main, args, memoryMb, properties = {}, ...options }: Start) {
  const { port, logFile, onProgress } = options;
  if (await isPortTaken(port)) throw new SetupError(`Port ${port} is taken: choose another one for ${server.title}.`);
  const java = await findJava(onProgress);
  const jars = await findJars(server, java, onProgress);
  const told = Object.entries(properties).map(([name, value]) => `-D${name}=${value}`);
  const group = await startGroup({
    env: serverEnvironment(),
    command: java,
    args: [`-Xmx${memoryMb}m`, '-XX:+UseSerialGC', ...told, '-cp', join(jars, '*'), main, ...args],
    logFile,
  });
  let gone = false;
  void group.exited.then(() => (gone = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!gone && Date.now() < deadline) {
    if (await answers(port)) return { exited: group.exited, stop: () => group.stop() } satisfies RunningServer;
    await sleep(100);
  }
  await group.stop();
  throw new SetupError(`Could not start ${server.title} (see ${logFile}).`);
}
