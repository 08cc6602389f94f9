import { invalid } from '@scizoo/domain';
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';

const whyNot = (cause: unknown): string => {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return 'does not exist';
  if (code === 'EACCES') return 'may not be read';
  return 'cannot be read';
};

/**
 * A file that a setting names, JSON or YAML, as the official catalogue takes both.
 * @param setting name in the environment, for the sentence about a fault
 * @throws SciZooError naming the setting and the file, never its content
 */
async function readFacilityFile(setting: string, path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw invalid(`${setting} ${path} ${whyNot(cause)}`);
  }
  try {
    // Aliases save repetition in files of jobs; bounded, since they can blow up.
    return parse(text, { maxAliasCount: 100, prettyErrors: false }) as unknown;
  } catch {
    throw invalid(`${setting} ${path} is neither JSON nor YAML`);
  }
}

/** The same, for files that hold an object. */
export async function readFacilityObject(setting: string, path: string): Promise<Record<string, unknown>> {
  const content = await readFacilityFile(setting, path);
  if (content === null || typeof content !== 'object' || Array.isArray(content))
    throw invalid(`${setting} ${path} must hold an object`);
  return content as Record<string, unknown>;
}
