export { type DataCiteOptions, DataCiteServer, type Failure as DataCiteFailure } from './datacite-server';
export type { RegisteredDoi } from './doi-register';
