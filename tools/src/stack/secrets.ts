import { randomBytes, randomInt } from 'node:crypto';
import { join } from 'node:path';
import { readJson, writeJson } from './data-dir';

export interface DemoAccount {
  username: string;
  displayName: string;
  email: string;
  /** What this account is for, in words for the one who starts the program. */
  purpose: string;
  groups: string[];
}
export interface Secrets {
  jwtSecret: string;
  ingestToken: string;
  reportToken: string;
  /** For a DUO harvester that somebody starts beside it. */
  duoHarvesterToken: string;
  doiMinterToken: string;
  /** Of the stand-in for DataCite. */
  dataciteSecret: string;
  passwords: Record<string, string>;
}

/** Easy to type and read aloud; 5 syllables of 90 and 3 digits are 42 bits, tried against a delay after each failure. */
function readablePassword(): string {
  const of = (letters: string) => letters[randomInt(letters.length)] ?? '';
  const syllable = () => of('bdfghjklmnprstvwz') + of('aeiou');
  return `${syllable()}${syllable()}${syllable()}-${syllable()}${syllable()}-${randomInt(100, 1000)}`;
}

/**
 * Secrets of this data folder, made at the first start and readable for its owner only. Passwords are made too, rather
 * than fixed ones being printed in a manual: nobody can sign in to a demo that was bound to a network with a password
 * known to the world.
 */
export async function openSecrets(dataDir: string, accounts: readonly DemoAccount[]): Promise<Secrets> {
  const file = join(dataDir, 'secrets.json');
  const found = await readJson<Partial<Secrets>>(file);
  const secrets: Secrets = {
    jwtSecret: found?.jwtSecret ?? randomBytes(48).toString('base64url'),
    ingestToken: found?.ingestToken ?? randomBytes(32).toString('base64url'),
    reportToken: found?.reportToken ?? randomBytes(32).toString('base64url'),
    duoHarvesterToken: found?.duoHarvesterToken ?? randomBytes(32).toString('base64url'),
    doiMinterToken: found?.doiMinterToken ?? randomBytes(32).toString('base64url'),
    dataciteSecret: found?.dataciteSecret ?? randomBytes(24).toString('base64url'),
    passwords: Object.fromEntries(
      accounts.map(({ username }) => [username, found?.passwords?.[username] ?? readablePassword()]),
    ),
  };
  await writeJson(file, secrets, 0o600);
  return secrets;
}

/** The accounts in the format of SciCat's functionalAccounts.json, with this folder's passwords. */
export async function writeAccounts(
  dataDir: string,
  accounts: readonly DemoAccount[],
  { passwords }: Secrets,
): Promise<string> {
  const file = join(dataDir, 'accounts.json');
  const rows = accounts.map(({ username, displayName, email, groups }) => ({
    username,
    displayName,
    email,
    password: passwords[username],
    role: groups,
    global: false,
  }));
  await writeJson(file, rows, 0o600);
  return file;
}
