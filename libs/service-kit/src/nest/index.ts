export * from './close-soon';
export * from './error-body';
export * from './error-filter';
export * from './nest-logger';
