import { invalid } from '@scizoo/domain';
import { readFileSync } from 'node:fs';

/** A type as the records name it, and what follows from it. */
export interface RecordType {
  readonly label: string;
  /** What is measured for it belongs to its customers and is never opened by a date. */
  readonly proprietary: boolean;
}

/**
 * SciCat's `proposalTypes.json` and `datasetTypes.json`: an object of key → label. Instead of the label may stand
 * `{ "label": …, "proprietary": true }`.
 * @throws SciZooError naming the setting, the file and the fault
 */
export function readTypesFile(setting: string, path: string): RecordType[] {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw invalid(`${setting} ${path} ${isMissing ? 'does not exist' : 'is not JSON'}`);
  }
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw invalid(`${setting} ${path} must hold an object of types`);
  return Object.entries(content).map(([key, value]) => typeOf(value, `${setting} ${path}: ${key}`));
}

function typeOf(value: unknown, at: string): RecordType {
  const { label, proprietary = false } = (typeof value === 'string' ? { label: value } : ((value ?? {}) as object)) as {
    label?: unknown;
    proprietary?: unknown;
  };
  if (typeof label !== 'string' || label === '') throw invalid(`${at} has no label`);
  if (typeof proprietary !== 'boolean') throw invalid(`${at}: proprietary must be true or false`);
  return { label, proprietary };
}
