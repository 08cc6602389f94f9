import { datasetPid } from '@scizoo/messaging';
import { DatabaseService } from '../database/database.service';
import { FileChunks } from '../file-lists/file-chunks';
import { type Catalogue, INGEST_TOKEN } from '../testing/catalogue';

export const NDJSON = { 'content-type': 'application/x-ndjson' };
export const PATH = '/api/v4/acquisition-events';

/** A scan, or whatever else events are about. */
export interface Keyed {
  readonly key: string;
}
export const pidOf = ({ key }: Keyed): string => datasetPid('20.500.00000', key);
export const connectionOf = ({ app }: Catalogue) => app.get(DatabaseService).connection;

/** The dataset as it is stored. */
export async function datasetOf(catalogue: Catalogue, scan: Keyed): Promise<Record<string, never> | null> {
  const datasets = connectionOf(catalogue).collection<{ _id: string }>('datasets');
  return (await datasets.findOne({ _id: pidOf(scan) })) as Record<string, never> | null;
}
export async function filesOfScan(catalogue: Catalogue, scan: Keyed): Promise<[string, number][]> {
  const blocks = await connectionOf(catalogue)
    .collection<{ _id: string }>('origdatablocks')
    .find({ datasetId: pidOf(scan) })
    .toArray();
  const files = await catalogue.app.get(FileChunks).ofMany(blocks.map(({ _id }) => _id));
  return [...files.values()].flat().map(({ path, size }) => [path, size]);
}
/** Lines as they are, whatever becomes of them. */
export async function sendTo(catalogue: Catalogue, lines: readonly (string | object)[]) {
  const raw = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { body } = await catalogue.ask(PATH, { token: INGEST_TOKEN, raw, headers: NDJSON });
  return body['results'] as { id?: string; status: string; reasons?: string[] }[];
}
