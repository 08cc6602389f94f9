export { type BrowserProgram, chromiumForTests, launchBrowser } from './browser';
export { aDataset, DatasetBuilder } from './dataset-builder';
export { DataCiteServer, type Failure as DataCiteFailure } from './datacite/datacite-server';
export { EventStream, type StreamEvent } from './event-stream';
export { startTestServers, type TestServers } from './jest/servers';
export { consentFor, type GlobusCollection, GlobusServer } from './globus/globus-server';
export { type Answer as LiveAnswer, LiveStack, type Person } from './live-stack';
export { type ElogyAttribute, ElogyStandIn, type ElogyStoredEntry } from './elogy';
export { type Mail, PostOffice } from './post-office';
export { aProposalChanged, aScan, ScanBuilder } from './scan-builder';
export { OrcidServer, RorServer } from './registries';
export { routesOf } from './routes';
export { sampleFiles } from './sample-files';
export { eventually, testKafka, testMongo } from './servers';
export {
  buildPrograms,
  SHIPPED_ACCOUNTS,
  shippedCatalogue,
  ShippedProgram,
  shippedScicow,
  temporaryFolder,
} from './shipped-programs';
export { type Mischief, type OfficePerson, type OfficeRecord, UserOfficeStandIn } from './user-office';
