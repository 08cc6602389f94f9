import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname } from 'node:path';
import type { CapturedValue, DataFile, ScanFacts } from '@scizoo/messaging';
import h5wasm from 'h5wasm/node';

export interface ScanData {
  facts: ScanFacts;
  endTime: string;
  columns: Readonly<Record<string, number[]>>;
  units: Readonly<Record<string, string | undefined>>;
  snapshot: readonly CapturedValue[];
}

/** Writes the scan as Sardana's NXscan recorder lays it out: one group `entryN`, `measurement`, `pre_scan_snapshot`. */
export async function writeScanFile(
  path: string,
  { facts, endTime, columns, units, snapshot }: ScanData,
): Promise<DataFile> {
  await h5wasm.ready;
  mkdirSync(dirname(path), { recursive: true });
  const file = new h5wasm.File(path, 'w');
  try {
    const entry = file.create_group(`entry${facts.scanNumber}`);
    entry.create_attribute('NX_class', 'NXentry');
    const text = (name: string, value: string) => entry.create_dataset({ name, data: value });
    text('title', facts.command);
    text('definition', 'NXscan');
    text('entry_identifier', String(facts.scanNumber));
    text('program_name', 'SciZoo demo beamline');
    text('start_time', facts.startTime);
    text('end_time', endTime);
    const measurement = entry.create_group('measurement');
    measurement.create_attribute('NX_class', 'NXcollection');
    for (const [name, values] of Object.entries(columns)) {
      const dataset = measurement.create_dataset({
        name,
        data: Float64Array.from(values),
        shape: [values.length],
        dtype: '<d',
      });
      const unit = units[name];
      if (unit !== undefined) dataset.create_attribute('units', unit);
    }
    const before = measurement.create_group('pre_scan_snapshot');
    for (const { key, value, unit } of snapshot) {
      if (typeof value !== 'number') continue;
      const dataset = before.create_dataset({ name: key, data: Float64Array.of(value), shape: [1], dtype: '<d' });
      if (unit !== undefined) dataset.create_attribute('units', unit);
    }
  } finally {
    file.close();
  }
  utimesSync(path, new Date(endTime), new Date(endTime));
  const { size, mtime } = statSync(path);
  const checksum = createHash('sha256').update(readFileSync(path)).digest('hex');
  return { path, size, modifiedAt: mtime.toISOString(), checksum, checksumAlgorithm: 'sha256' };
}
