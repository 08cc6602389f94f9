import { invalid, SciZooError } from '@scizoo/domain';
import { faultTexts, validationErrors } from '@scizoo/service-kit';
import { readFile } from 'node:fs/promises';
import { FunctionalAccount } from './user.record';

export interface AccountEntry {
  readonly username: string;
  readonly email: string;
  readonly displayName?: string;
  readonly password: string;
  readonly groups: readonly string[];
}

/** @throws SciZooError naming the file and the entry, never its content */
export async function readAccounts(path: string): Promise<AccountEntry[]> {
  let entries: unknown;
  try {
    entries = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new SciZooError(
      'invalid',
      `FUNCTIONAL_ACCOUNTS_FILE ${path} ${isMissing ? 'does not exist' : 'is not JSON'}`,
    );
  }
  if (!Array.isArray(entries)) throw invalid(`FUNCTIONAL_ACCOUNTS_FILE ${path} is not a list of accounts`);
  return entries.map((entry: unknown, number) => {
    const faults = faultTexts(validationErrors(FunctionalAccount, entry));
    if (faults.length > 0) throw invalid(`FUNCTIONAL_ACCOUNTS_FILE ${path}, entry ${number + 1}: ${faults.join('; ')}`);
    return accountOf(entry as FunctionalAccount);
  });
}

function accountOf({ username, email, displayName, password, role, global }: FunctionalAccount): AccountEntry {
  const roles = (Array.isArray(role) ? role : [role]).filter(
    (name): name is string => typeof name === 'string' && name !== '',
  );
  return { username, email, displayName, password, groups: [...new Set(global ? [...roles, 'globalaccess'] : roles)] };
}
