import { hostname } from 'node:os';
import { metrics, reportTo, runService, type Service, serveHealth } from '@scizoo/service-kit';
import { Catalogue } from './catalogue';
import { DoiMinterConfig } from './config';
import { DataCite } from './datacite';
import { Minter } from './minter';
import { XmlRegistrar } from './xml-registrar';

const HOUR_MS = 3_600_000;
const CATALOGUE_TIMEOUT_MS = 30_000;
/** A task has at most this many calls of the DOI service. */
const CALLS = 3;
const MARGIN_SECONDS = 5;

async function start(config: DoiMinterConfig, { logger, health, onStop }: Service): Promise<void> {
  metrics();
  const { doiUsername: username, doiPassword: password, doiTimeoutMs: timeoutMs } = config;
  const account = { username, password, timeoutMs };
  const { registerMetadataUri: metadata, registerDoiUriV3: dois } = config;
  const datacite = new DataCite(config.registerDoiUri, account);
  const minter = new Minter({
    ...{ datacite, health, logger, pollMs: config.pollMs, mendsDrift: config.driftMend },
    catalogue: new Catalogue(config.catalogueUrl, config.doiMinterToken, CATALOGUE_TIMEOUT_MS),
    xml: metadata && dois ? new XmlRegistrar({ metadata, dois }, account) : undefined,
    pauses: { firstSeconds: config.retryFirstSeconds, longestSeconds: config.retryLongestSeconds },
    leaseSeconds: Math.ceil((CALLS * timeoutMs) / 1000) + MARGIN_SECONDS,
  });
  const server = await serveHealth({ port: config.healthPort, host: config.healthHost, health });
  onStop('health server', () => server.close());
  // by its port, not its process: after a restart it is the same one, and nobody is missed
  const instance = `${hostname()}:${config.healthPort}`;
  const reports = reportTo(config, { service: 'doi-minter', instance, health, logger });
  onStop('reports', () => reports?.stop());
  health.down('catalogue', 'not asked yet');
  datacite.assertReachable().then(
    () => health.up('DOI service'),
    (error: Error) => health.down('DOI service', error.message),
  );
  const loops = Array.from({ length: config.parallel }, () => minter.run());
  if (config.driftHours > 0) loops.push(minter.compareEvery(config.driftHours * HOUR_MS));
  onStop('tasks', () => {
    minter.stop();
    return Promise.all(loops);
  });
  logger.info(`takes registrations of ${config.catalogueUrl} to ${config.registerDoiUri}`);
}

await runService('doi-minter', DoiMinterConfig, start);
