export * from './close-soon';
export * from './error-body';
export * from './error-filter';
export * from './log-requests';
export * from './nest-logger';
export * from './probes';
