import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, open, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { serverEnvironment } from './environment';
import { findJava, findKafka } from './fetch-kafka';
import type { ServerOptions } from './mongod';
import { answers, freePort, isPortTaken } from './ports';
import { type ProcessGroup, startGroup } from './process-group';
import { SetupError } from './setup-error';
import { runTool } from './tool';

const READY_WITHIN_MS = 90_000;
const LARGEST_MESSAGE = 32 * 1024 * 1024;

export interface RunningKafka {
  readonly brokers: string;
  readonly pid: number;
  readonly exited: ProcessGroup['exited'];
  stop(): Promise<void>;
}

/** One broker that is its own controller, for one machine. The short session lets it come back 5 s after a kill. */
const settings = (logDir: string, port: number, controllerPort: number) => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${logDir.replaceAll('\\', '/')}
num.partitions=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=8
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=8
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
broker.session.timeout.ms=2000
broker.heartbeat.interval.ms=500
message.max.bytes=${LARGEST_MESSAGE}
replica.fetch.max.bytes=${LARGEST_MESSAGE}
auto.create.topics.enable=false
log.retention.hours=720
log.segment.bytes=134217728
log.cleaner.dedupe.buffer.size=33554432
num.network.threads=2
num.io.threads=4
background.threads=4
`;
const JVM = ['-Xms256m', '-Xmx512m', '-XX:+UseSerialGC', '-Xshare:auto', '-Djava.awt.headless=true'].concat(
  ['defaultLogLevel=warn', 'log.kafka.server.KafkaRaftServer=info', 'showDateTime=true'].map(
    (setting) => `-Dorg.slf4j.simpleLogger.${setting}`,
  ),
);

/** Starts the broker, formats its folder when new, and comes back when it has joined its controller. */
export async function startKafka(options: ServerOptions): Promise<RunningKafka> {
  const { dataDir, port, logFile } = options;
  if (await isPortTaken(port))
    throw new SetupError(`Port ${port} is taken: end what uses it, or choose another one for Kafka.`);
  const java = await findJava(options.onProgress);
  const jars = await findKafka(java, options.onProgress);
  await mkdir(dataDir, { recursive: true });
  const logDir = join(dataDir, 'log');
  const properties = join(dataDir, 'server.properties');
  await writeFile(properties, settings(logDir, port, await freePort()));
  const program = (main: string, args: string[]) => [...JVM, '-cp', join(jars, '*'), main, ...args];
  if (!existsSync(join(logDir, 'meta.properties'))) {
    options.onProgress?.('preparing Kafka');
    const args = program('kafka.tools.StorageTool', ['format', '-t', clusterIdOf(randomUUID()), '-c', properties]);
    const { code, output } = await runTool(java, args);
    if (code !== 0)
      throw new SetupError(`Kafka could not prepare its folder ${dataDir}: ${output.trim().split('\n').at(-1)}`);
  }
  const from = await stat(logFile).then(
    ({ size }) => size,
    () => 0,
  );
  const group = await startGroup({
    command: java,
    args: program('kafka.Kafka', [properties]),
    env: serverEnvironment(),
    logFile,
  });
  let gone = false;
  void group.exited.then(() => (gone = true));
  if (!(await hasStarted(logFile, from, port, () => gone))) {
    await group.stop();
    throw new SetupError(`Kafka did not start: ${await reasonIn(logFile)} (see ${logFile}).`);
  }
  return { brokers: `127.0.0.1:${port}`, pid: group.pid, exited: group.exited, stop: () => group.stop(20_000) };
}

/** A UUID as Kafka writes cluster ids. A leading `-` would be read as an option of its command, so Kafka never has one either. */
export const clusterIdOf = (uuid: string): string =>
  Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url').replace(/^-/, 'A');

async function hasStarted(logFile: string, from: number, port: number, isGone: () => boolean): Promise<boolean> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (Date.now() < deadline && !isGone()) {
    if ((await textSince(logFile, from)).includes('Kafka Server started') && (await answers(port))) return true;
    await sleep(100);
  }
  return false;
}

async function textSince(file: string, from: number): Promise<string> {
  const handle = await open(file).catch(() => undefined);
  if (!handle) return '';
  try {
    const { buffer, bytesRead } = await handle.read({ position: from, buffer: Buffer.alloc(1_000_000) });
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}

const reasonIn = async (logFile: string): Promise<string> => {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-300);
  return (lines.findLast((line) => /Exception|ERROR|FATAL/.test(line)) ?? lines.at(-1) ?? 'no reason given').slice(
    0,
    300,
  );
};
