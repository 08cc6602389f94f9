import { mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArchivedDataset, chance } from './archive';
import { writeScanFile } from './scan-file';

const POINTS = 81;
const CHECKSUM = 'sha256';

/** What a scan over an edge measures: the same for the same dataset, whenever it is made. */
export function measured({ pid }: ArchivedDataset): { energy: number[]; monitor: number[]; fluorescence: number[] } {
  const edge = 20 + 40 * chance(pid, 'edge');
  const points = Array.from({ length: POINTS }, (_, point) => point);
  const noise = (point: number, what: string) => 1 + 0.02 * (chance(pid, point, what) - 0.5);
  return {
    energy: points.map((point) => 7000 + point),
    monitor: points.map((point) => Math.round(50_000 * noise(point, 'monitor'))),
    fluorescence: points.map((point) => Math.round((900 + 8000 / (1 + Math.exp(edge - point))) * noise(point, 'det'))),
  };
}
const table = (columns: Readonly<Record<string, readonly number[]>>): string => {
  const names = Object.keys(columns);
  const rows = Array.from({ length: POINTS }, (_, point) => names.map((name) => columns[name]![point]).join(','));
  return `${names.join(',')}\n${rows.join('\n')}\n`;
};

/** Writes the files of an earlier measurement where its record says they are. @returns its file list */
export async function writeArchivedFiles(dataset: ArchivedDataset): Promise<Record<string, unknown>> {
  const { pid, creationTime, sourceFolder } = dataset;
  const isRaw = dataset['type'] === 'raw';
  const columns = measured(dataset);
  await mkdir(sourceFolder, { recursive: true });
  const scan = isRaw ? 'scan.h5' : 'average.h5';
  const command = String((dataset['scientificMetadata'] as Record<string, unknown>)['scan_command'] ?? 'average');
  const endTime = String(dataset['endTime'] ?? creationTime);
  const { checksum } = await writeScanFile(join(sourceFolder, scan), {
    facts: { scanNumber: Number(dataset['runNumber'] ?? 1), command, startTime: creationTime },
    ...{ endTime, columns, units: { energy: 'eV' }, snapshot: [] },
  });
  await writeFile(join(sourceFolder, 'table.csv'), table(columns));
  await utimes(join(sourceFolder, 'table.csv'), new Date(endTime), new Date(endTime));
  const listed = async (path: string, chk?: string) => {
    const { size, mtime } = await stat(join(sourceFolder, path));
    return { path, size, time: mtime.toISOString(), ...(chk && { chk }) };
  };
  const dataFileList = [await listed(scan, checksum), await listed('table.csv')];
  const size = dataFileList.reduce((sum, file) => sum + file.size, 0);
  return { datasetId: pid, size, chkAlg: CHECKSUM, dataFileList };
}
