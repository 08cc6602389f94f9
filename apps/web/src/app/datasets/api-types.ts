import type { Schema } from '@scizoo/catalogue-client';

/** What the catalogue says of one dataset beside the record itself. */
export type DatasetAccess = Schema<'DatasetAccess'>;
export type HistoryItem = Schema<'DatasetChange'>;
export type HistoryPage = Schema<'DatasetHistory'>;
