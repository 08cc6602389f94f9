import type { components } from './generated';

export * from './client';
export type { components, operations, paths } from './generated';

/** A class of the API by its name: `Schema<'ScanLogRow'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
