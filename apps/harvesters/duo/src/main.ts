import { createProducer, topicNames } from '@scizoo/messaging';
import { Counter, Gauge, metrics, runService, type Service, serveHealth } from '@scizoo/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { DuoConfig } from './config';
import { Harvester, type Report } from './harvester';
import { Ledger } from './ledger';
import { onlyOneIn } from './only-one';
import { PagedProfile } from './paged-profile';
import { PsiProfile } from './psi-profile';
import type { UserOffice } from './user-office';
import { WebReader } from './web-reader';

const { values: asked } = parseArgs({
  options: {
    once: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
    whole: { type: 'boolean', default: false },
    'let-vanish': { type: 'boolean', default: false },
  },
});
const TRIES = 5;

function officeOf(config: DuoConfig): UserOffice {
  const isPsi = config.duoProfile === 'psi';
  const headers: Record<string, string> = isPsi
    ? { cookie: `SECRET=${config.duoSecret}` }
    : { authorization: `Bearer ${config.duoSecret}` };
  const reader = new WebReader({ endpoint: config.duoUrl, headers, timeoutMs: config.answerTimeoutMs, tries: TRIES });
  const beamlines = new Map(config.duoBeamlines.map((pair) => pair.split('=') as [string, string]));
  if (!isPsi) return new PagedProfile(reader, beamlines);
  const years = () => {
    const coming = new Date().getUTCFullYear() + 1;
    return Array.from({ length: config.duoYearsBack + 2 }, (_, back) => coming - back);
  };
  return new PsiProfile(reader, { facilities: config.duoFacilities, zone: config.timeZone, years, beamlines });
}

const told = new Counter({
  name: 'scizoo_duo_proposals_total',
  help: 'Proposals told to the catalogue, and those that could not be',
  labelNames: ['result'],
});
const lastSuccess = new Gauge({
  name: 'scizoo_duo_last_success_timestamp_seconds',
  help: 'When the user office was last harvested without a fault of its own',
});

function account({ logger }: Service, report: Report): void {
  const { kind, seen, changed, withdrawn, faults } = report;
  told.inc({ result: 'changed' }, changed.length);
  told.inc({ result: 'withdrawn' }, withdrawn.length);
  told.inc({ result: 'refused' }, faults.length);
  lastSuccess.setToCurrentTime();
  const line = { kind, seen, changed: changed.length, withdrawn: withdrawn.length, refused: faults.length };
  if (changed.length + withdrawn.length + faults.length > 0) logger.info(line, 'harvested');
  for (const fault of faults) logger.warn({ ...fault }, 'proposal not understood, the others were taken');
}

async function dryRun(harvester: Harvester): Promise<void> {
  const report = await harvester.dryRun(asked.whole ? 'whole' : 'changes');
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
}
/** The orderly end that a signal would bring. */
const end = () => void process.kill(process.pid, 'SIGTERM');

async function start(config: DuoConfig, service: Service): Promise<void> {
  const { logger, health, onStop } = service;
  metrics();
  const giveFree = await onlyOneIn(config.stateDir);
  onStop('lock', giveFree);
  const ledger = await Ledger.open(config.stateDir);
  const producer = createProducer({
    brokers: config.kafkaBrokers,
    clientId: 'duo-harvester',
    names: topicNames(config.kafkaTopicPrefix),
  });
  onStop('producer', () => producer.disconnect());
  const harvester = new Harvester(officeOf(config), ledger, {
    facility: config.facility,
    mostVanishing: asked['let-vanish'] ? 1 : config.mostVanishingPercent / 100,
    send: (events) => producer.send(events),
  });
  if (asked['dry-run']) return dryRun(harvester).then(end);
  const isWholeDue = () => Date.now() - (ledger.lastWhole?.getTime() ?? 0) > config.wholeEveryMinutes * 60_000;
  const run = async () => account(service, await harvester.run(asked.whole || isWholeDue() ? 'whole' : 'changes'));
  if (asked.once) return run().then(end);

  const server = await serveHealth({ port: config.healthPort, host: config.healthHost, health });
  onStop('health server', () => server.close());
  health.down('user office', 'not asked yet');
  const stopping = new AbortController();
  const rounds = (async () => {
    while (!stopping.signal.aborted) {
      await run().then(
        () => health.up('user office'),
        (error: Error) => {
          health.down('user office', error.message);
          logger.warn({ reason: error.message }, 'harvest failed, tried again in the next round');
        },
      );
      await sleep(config.intervalSeconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  })();
  onStop('rounds', () => {
    stopping.abort();
    return rounds;
  });
}

await runService('duo-harvester', DuoConfig, start);
