import { emptyContent, itemsOf } from '@scizoo/domain';
import {
  backOffMs,
  type CaptureActivated,
  ConsumerRunner,
  type EventSender,
  EventSpool,
  makeEvent,
  sourceOf,
  SpoolForwarder,
  topicNames,
} from '@scizoo/messaging';
import { reportTo, type Service } from '@scizoo/service-kit';
import type { TangoGqlGateway } from '@scizoo/tango-gateway';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { attributeOf, isRead } from './captured-values';
import type { TangoHarvesterConfig } from './config';
import { openConfigurations } from './configurations';
import { Harvester } from './harvester';
import { count, watchSpool } from './harvester.metrics';
import { serveHarvester } from './http-server';
import { machineFact } from './machine-fact';
import { MachineMemory, type MachineNews } from './machine-memory';
import { MachineWatch } from './machine-watch';
import { ScanMemory } from './scan-memory';

const MEGABYTE = 1024 * 1024;
const ACQUAINTANCE_MS = 10_000;

/** Scans on Kafka → values of Tango → spool on the disk → Kafka. */
export async function startTangoHarvester(
  config: TangoHarvesterConfig,
  service: Service,
  { gateway, sender }: { gateway: TangoGqlGateway; sender: EventSender },
): Promise<void> {
  const { health, logger, onStop } = service;
  health.probe('tango', () => gateway.devices('sys/database/*'));
  // the port first: a second harvester that is started by mistake ends here, before it touches the state of the first
  const server = await serveHarvester({ host: config.healthHost, port: config.healthPort, health, gateway });
  onStop('the port', () => server.close());
  const { spool, forwarder } = await startSending(config, service, sender);
  let harvester: Harvester | undefined;
  const configurations = await configurationsOf(config, service, gateway, (beamline) => {
    harvester
      ?.reconfigured(beamline)
      .catch((err: unknown) => logger.error({ err, beamline }, 'changes are not watched'));
  });
  const following = (harvester = new Harvester({
    beamlines: config.beamlines,
    gateway,
    configurationOf: (beamline) => configurations.values.get(beamline),
    memory: await ScanMemory.open(config.stateDir),
    tell: (event) => spool.append(JSON.stringify(event)),
    lateAfterMs: config.lateAfterSeconds * 1000,
    logger,
  }));
  onStop('watching changes', () => following.stop());
  following.resume();
  await watchMachine(config, service, gateway, spool);
  await followScans(config, service, following);
  const reporter = reportTo(config, {
    service: 'tango-harvester',
    instance: `${hostname()}:${server.port}`,
    beamlines: config.beamlines,
    health,
    logger,
    figures: () => forwarder.figures(),
  });
  onStop('reports', () => reporter?.stop());
  logger.info({ beamlines: config.beamlines, port: server.port }, 'the Tango harvester follows scans');
}

async function startSending(config: TangoHarvesterConfig, service: Service, sender: EventSender) {
  const { health, logger, onStop } = service;
  const spool = await EventSpool.open({
    dir: join(config.stateDir, 'spool'),
    maxBytes: config.spoolMaxMb * MEGABYTE,
  });
  watchSpool(spool);
  const forwarder = new SpoolForwarder({
    spool,
    sender,
    health,
    logger,
    refusedFile: join(config.stateDir, 'refused.ndjson'),
    onRefused: count.refused,
  });
  onStop('Kafka', () => sender.disconnect());
  onStop('the spool', () => spool.close());
  onStop('sending', () => forwarder.stop());
  forwarder.start();
  return { spool, forwarder };
}

/** TangoGQL connects to a device at the first question, which takes a while: better now than at the start of a scan. */
async function makeAcquaintance(gateway: TangoGqlGateway, configuration: CaptureActivated | undefined): Promise<void> {
  const items = itemsOf(configuration ?? emptyContent()).filter(isRead);
  if (items.length > 0) await gateway.read([...new Set(items.map(attributeOf))], { timeoutMs: ACQUAINTANCE_MS });
}

async function configurationsOf(
  config: TangoHarvesterConfig,
  { health, logger, onStop }: Service,
  gateway: TangoGqlGateway,
  onNew: (beamline: string) => void,
) {
  const tellHealth = (values: ReadonlyMap<string, CaptureActivated>) => {
    const versions = config.beamlines.map(
      (beamline) => `${beamline}: ${values.get(beamline)?.version ?? 'none active'}`,
    );
    health.up('configuration', versions.join(', '));
  };
  const copy = await openConfigurations({
    brokers: config.kafkaBrokers,
    clientId: 'tango-harvester',
    topic: topicNames(config.kafkaTopicPrefix).captureConfiguration,
    file: join(config.stateDir, 'configurations.json'),
    logger,
    onChange: (beamline, values) => {
      tellHealth(values);
      logger.info({ beamline, version: values.get(beamline)?.version }, 'configuration in force');
      if (config.beamlines.includes(beamline)) void makeAcquaintance(gateway, values.get(beamline));
      onNew(beamline);
    },
  });
  tellHealth(copy.values);
  for (const beamline of config.beamlines) void makeAcquaintance(gateway, copy.values.get(beamline));
  onStop('configurations', () => copy.stop());
  return copy;
}

const eventsOf = ({ number, ...news }: MachineNews, beamlines: readonly string[]) =>
  beamlines.map((beamline) =>
    makeEvent(
      'org.scizoo.machine.changed.v1',
      { subject: beamline, source: sourceOf('tango', beamline), sequence: number },
      { beamline, ...news },
    ),
  );

/** What the logbooks of the beamlines tell of the machine. */
async function watchMachine(
  config: TangoHarvesterConfig,
  { logger, onStop }: Service,
  gateway: TangoGqlGateway,
  spool: EventSpool,
): Promise<void> {
  const { beamlines, machineNotes, machineHoldSeconds, stateDir } = config;
  if (machineNotes.length === 0) return;
  const watch = new MachineWatch({
    facts: machineNotes.map(machineFact),
    subscribe: (names, onReading) => gateway.subscribe(names, onReading),
    memory: await MachineMemory.open(stateDir),
    holdMs: machineHoldSeconds * 1000,
    tell: async (news) => {
      for (const event of eventsOf(news, beamlines)) await spool.append(JSON.stringify(event));
    },
    onFault: (err, { name, attribute }) => logger.error({ err, name, attribute }, 'the machine is not told of'),
  });
  onStop('watching the machine', () => watch.stop());
}

/** In a group of its own: what other consumers do with the same events is none of its business. */
async function followScans(config: TangoHarvesterConfig, service: Service, harvester: Harvester): Promise<void> {
  const { health, logger, onStop } = service;
  let isStopping = false;
  const consumer = new ConsumerRunner({
    brokers: config.kafkaBrokers,
    clientId: 'tango-harvester',
    groupId: `tango-harvester-${config.beamlines.join('-')}`,
    topics: [topicNames(config.kafkaTopicPrefix).acquisition],
    // what was before the harvester's first day cannot be read any more
    from: 'now',
    logger,
    handle: (messages) => harvester.take(messages),
    onWaiting: (reason) => (reason === undefined ? health.up('scans') : health.down('scans', reason)),
    onStuck: (reason) => {
      logger.fatal({ reason }, 'cannot go on; the supervisor starts this process anew');
      process.exit(1);
    },
  });
  onStop('following scans', () => {
    isStopping = true;
    return consumer.stop();
  });
  health.down('scans', 'not connected yet');
  for (let attempt = 1; !isStopping; attempt++) {
    try {
      await consumer.start();
      health.up('scans');
      return;
    } catch (error) {
      health.down('scans', (error as Error).message);
      logger.warn({ attempt, reason: (error as Error).message }, 'waiting for Kafka');
      await sleep(backOffMs(attempt));
    }
  }
}
