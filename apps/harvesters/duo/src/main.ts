import { createProducer, topicNames } from '@scizoo/messaging';
import { Counter, Gauge, metrics, reportTo, runService, type Service, serveHealth } from '@scizoo/service-kit';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { CatalogueClient } from '@scizoo/catalogue-client';
import { hostname } from 'node:os';
import { CatalogueState, LEASE_SECONDS } from './catalogue-state';
import { DuoConfig } from './config';
import { Harvester, type Report } from './harvester';
import { Ledger } from './ledger';
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

function officeOf(config: DuoConfig, ledger: Ledger, signal: AbortSignal): UserOffice {
  const isPsi = config.duoProfile === 'psi';
  const headers: Record<string, string> = isPsi
    ? { cookie: `SECRET=${config.duoSecret}` }
    : { authorization: `Bearer ${config.duoSecret}` };
  const reader = new WebReader({
    endpoint: config.duoUrl,
    headers,
    timeoutMs: config.answerTimeoutMs,
    tries: TRIES,
    signal,
  });
  const beamlines = new Map(config.duoBeamlines.map((pair) => pair.split('=') as [string, string]));
  if (!isPsi) return new PagedProfile(reader, beamlines);
  const years = () => {
    const now = new Date().getUTCFullYear();
    const first = ledger.askedFrom(now - config.duoYearsBack);
    return Array.from({ length: now + 2 - first }, (_, after) => first + after);
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

/** Takes the lease for a piece of work and keeps it while that lasts. */
async function alone<T>(state: CatalogueState, logger: Service['logger'], work: () => Promise<T>): Promise<T> {
  await state.take();
  const renewal = setInterval(() => {
    // What is left of the lease is checked before each sending.
    state.take().catch((error: Error) => logger.warn({ reason: error.message }, 'the lease was not renewed'));
  }, LEASE_SECONDS * 330);
  return work().finally(() => clearInterval(renewal));
}

async function start(config: DuoConfig, service: Service): Promise<void> {
  const { logger, health, onStop } = service;
  metrics();
  const ledger = await Ledger.open(config.stateDir);
  const { catalogueUrl, harvesterToken } = config;
  const client = new CatalogueClient({ baseUrl: catalogueUrl.replace(/\/$/, ''), token: () => harvesterToken });
  const state = new CatalogueState(client, `${hostname()}:${process.pid}`, ledger.id);
  const producer = createProducer({
    brokers: config.kafkaBrokers,
    clientId: 'duo-harvester',
    names: topicNames(config.kafkaTopicPrefix),
  });
  onStop('producer', () => producer.disconnect());
  const stopping = new AbortController();
  const harvester = new Harvester(officeOf(config, ledger, stopping.signal), ledger, state, {
    facility: config.facility,
    mostVanishing: asked['let-vanish'] ? 1 : config.mostVanishingPercent / 100,
    send: (events) => {
      state.assertHeld();
      return producer.send(events);
    },
  });
  if (asked['dry-run']) return state.read().then(() => dryRun(harvester).then(end));
  const isWholeDue = () => Date.now() - (state.wholeAt?.getTime() ?? 0) > config.wholeEveryMinutes * 60_000;
  const harvest = () => harvester.run(asked.whole || isWholeDue() ? 'whole' : 'changes');
  const run = async () => account(service, await alone(state, logger, harvest));
  // The next copy need not wait for the lease to run out.
  onStop('lease', () => state.give().catch(() => undefined));
  if (asked.once) return run().then(end);

  const server = await serveHealth({ port: config.healthPort, host: config.healthHost, health });
  onStop('health server', () => server.close());
  const reporter = reportTo(
    { catalogueUrl, reportToken: harvesterToken },
    { service: 'duo-harvester', health, logger, instance: `${hostname()}:${config.healthPort}` },
  );
  onStop('reports', () => reporter?.stop());
  health.down('user office', 'not asked yet');
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
