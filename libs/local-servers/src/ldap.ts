import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findJars } from './fetch-jars';
import { findJava } from './fetch-kafka';
import type { ServerOptions } from './mongod';
import { answers, isPortTaken } from './ports';
import { type ProcessGroup, startGroup } from './process-group';
import { SetupError } from './setup-error';

const READY_WITHIN_MS = 60_000;
const DIRECTORY = {
  folder: 'ldap-7.0.3',
  title: 'a directory server',
  size: '6 MB',
  artefacts: ['com.unboundid:unboundid-ldapsdk:7.0.3'],
  otherwise: 'install it',
};

export interface LdapOptions extends ServerOptions {
  readonly baseDn: string;
  /** The entries of the directory, in LDIF. */
  readonly ldif: string;
}
export interface RunningLdap {
  readonly url: string;
  readonly exited: ProcessGroup['exited'];
  stop(): Promise<void>;
}

/** Starts a directory server (LDAP) that keeps its entries in memory: for tests, not for people. */
export async function startLdap({
  dataDir,
  port,
  logFile,
  baseDn,
  ldif,
  onProgress,
}: LdapOptions): Promise<RunningLdap> {
  if (await isPortTaken(port)) throw new SetupError(`Port ${port} is taken: choose another one for the directory.`);
  const java = await findJava(onProgress);
  const jars = await findJars(DIRECTORY, java, onProgress);
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'entries.ldif');
  await writeFile(file, ldif);
  const settings = ['--baseDN', baseDn, '--port', String(port), '--ldifFile', file];
  const group = await startGroup({
    command: java,
    args: [
      '-Xmx128m',
      '-XX:+UseSerialGC',
      '-cp',
      join(jars, '*'),
      'com.unboundid.ldap.listener.InMemoryDirectoryServerTool',
      ...settings,
    ],
    logFile,
  });
  let gone = false;
  void group.exited.then(() => (gone = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!gone && Date.now() < deadline) {
    if (await answers(port)) return { url: `ldap://127.0.0.1:${port}`, exited: group.exited, stop: () => group.stop() };
    await sleep(100);
  }
  await group.stop();
  throw new SetupError(`The directory server did not start (see ${logFile}).`);
}
