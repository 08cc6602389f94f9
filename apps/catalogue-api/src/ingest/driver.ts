import type { mongo } from 'mongoose';

/** Types of the driver that mongoose brings; hot paths use it without mongoose documents. */
export type AnyBulkWriteOperation<T extends mongo.Document> = mongo.AnyBulkWriteOperation<T>;
export type Document = mongo.Document;
