import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningServer, startJavaServer } from './java-server';
import type { ServerOptions } from './mongod';

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
export interface RunningLdap extends RunningServer {
  readonly url: string;
}

/** Starts a directory server (LDAP) that keeps its entries in memory: for tests, not for people. */
export async function startLdap({ dataDir, port, baseDn, ldif, ...options }: LdapOptions): Promise<RunningLdap> {
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'entries.ldif');
  await writeFile(file, ldif);
  const running = await startJavaServer({
    ...options,
    port,
    server: DIRECTORY,
    main: 'com.unboundid.ldap.listener.InMemoryDirectoryServerTool',
    args: ['--baseDN', baseDn, '--port', String(port), '--ldifFile', file],
    memoryMb: 128,
  });
  return { ...running, url: `ldap://127.0.0.1:${port}` };
}
