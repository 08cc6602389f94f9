import { type EventSender, EventSpool, SpoolForwarder, topicNames } from '@scizoo/messaging';
import { reportTo, type Service } from '@scizoo/service-kit';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { ScifishConfig } from './config';
import { FinishedFiles, isFinished } from './finished-files';
import { OpenScans } from './open-scans';
import { openSchedule, proposalAt } from './schedule';
import { type RunningServer, serveScanEvents } from './http-server';
import { ScanIntake } from './scan-intake';
import { count, watchSpool } from './scifish.metrics';

const MEGABYTE = 1024 * 1024;

/** Recorder → HTTP → spool on the disk → Kafka. */
export async function startScifish(
  config: ScifishConfig,
  service: Service,
  sender: EventSender,
): Promise<RunningServer> {
  const { health, logger } = service;
  const maxBytes = config.spoolMaxMb * MEGABYTE;
  let isOpen: (intake: ScanIntake) => void = () => undefined;
  const intake = new Promise<ScanIntake>((resolve) => (isOpen = resolve));
  // the port first: a second SciFish that is started by mistake ends here, before it touches the spool of the first
  const server = await serveScanEvents({
    host: config.host,
    port: config.port,
    health,
    logger,
    take: async (body) => (await intake).take(body),
    onAnswer: count.answer,
    onRecorder: count.recorder,
  });
  const spool = await EventSpool.open({ dir: config.spoolDir, maxBytes });
  watchSpool(spool, maxBytes);
  health.probe('spool', () =>
    spool.isFull ? Promise.reject(new Error('full: recorders keep their events')) : Promise.resolve(),
  );
  const forwarder = new SpoolForwarder({
    spool,
    sender,
    health,
    logger,
    refusedFile: join(config.spoolDir, 'refused.ndjson'),
    onSent: count.sent,
    onRefused: count.refused,
  });
  service.onStop('Kafka', () => sender.disconnect());
  service.onStop('the spool', () => spool.close());
  service.onStop('sending', () => forwarder.stop());
  const files = new FinishedFiles((event) => spool.append(JSON.stringify(event)), logger);
  service.onStop('sizes of files', () => files.stop());
  const open = new OpenScans(join(config.spoolDir, 'open-scans.json'));
  service.onStop('the scans that go on', () => open.stop());
  service.onStop('the port', () => server.close());
  const place = { ...config, proposalAt: await scheduleOf(config, service) };
  const onAccepted: ConstructorParameters<typeof ScanIntake>[2] = (event, message) => {
    open.note(event, message);
    if (isFinished(event)) files.follow(event);
  };
  isOpen(new ScanIntake(spool, place, onAccepted, (event, message) => open.endedBy(event, message)));
  forwarder.start();
  const reporter = reportTo(config, {
    service: 'scifish',
    instance: `${hostname()}:${server.port}`,
    ...(config.beamline && { beamlines: [config.beamline] }),
    health,
    logger,
    figures: () => forwarder.figures(),
  });
  service.onStop('reports', () => reporter?.stop());
  logger.info({ port: server.port, waitingBytes: spool.bytes }, 'SciFish takes scan events');
  return server;
}

/** Whose turn it is at a beamline, if SciFish is to look that up. */
async function scheduleOf(
  config: ScifishConfig,
  { logger, onStop }: Service,
): Promise<((beamline: string, time: string) => string | undefined) | undefined> {
  if (!config.proposalFromSchedule) return undefined;
  const schedule = await openSchedule({
    brokers: config.kafkaBrokers,
    clientId: 'scifish-schedule',
    topic: topicNames(config.topicPrefix).proposals,
    file: join(config.spoolDir, 'schedule.json'),
    logger,
  });
  onStop('the schedule', () => schedule.stop());
  return (beamline, time) => proposalAt(schedule.values, beamline, time);
}
