import { SciZooError } from '@scizoo/domain';
import { sourceOf } from '@scizoo/messaging';
import { readFile } from 'node:fs/promises';
import { fileWriterDone } from './file-writer-done';
import type { Mapping, MappingOfTopic } from './mapping';

/** The plug-ins there are, by the name used in the file of settings. A new one is one file and its line here. */
const MAPPINGS: Readonly<Record<string, Mapping>> = { 'file-writer-done': fileWriterDone };

const faulty = (path: string, what: string) => new SciZooError('invalid', `${path}: ${what}`);

/**
 * Topics of other producers: `[{ "topic": "dream_filewriter", "mapping": "file-writer-done", "beamline": "dream",
 * "producer": "filewriter" }]`.
 * @throws SciZooError `invalid` that names the entry
 */
export async function readMappings(
  path: string | undefined,
  facility: string,
): Promise<ReadonlyMap<string, MappingOfTopic>> {
  if (path === undefined) return new Map();
  let entries: unknown;
  try {
    entries = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw faulty(path, `cannot be read: ${(cause as Error).message}`);
  }
  if (!Array.isArray(entries)) throw faulty(path, 'is a list of topics');
  return new Map(
    entries.map((entry: unknown, index) => {
      const { topic, mapping, beamline, producer } = (entry ?? {}) as Record<string, unknown>;
      const known = typeof mapping === 'string' && Object.hasOwn(MAPPINGS, mapping) ? MAPPINGS[mapping] : undefined;
      if (typeof topic !== 'string' || topic === '') throw faulty(path, `entry ${index + 1} names no topic`);
      if (!known) throw faulty(path, `${topic}: mapping is one of ${Object.keys(MAPPINGS).join(', ')}`);
      if (typeof beamline !== 'string' || typeof producer !== 'string')
        throw faulty(path, `${topic}: beamline and producer are needed`);
      return [topic, { mapping: known, facility, beamline, source: sourceOf(producer, beamline) }];
    }),
  );
}
