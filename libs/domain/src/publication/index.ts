export * from './datacite';
export * from './identifiers';
export * from './licences';
export * from './publication';
export * from './read-publication';
