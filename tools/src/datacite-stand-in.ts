import { DataCiteServer, type RegisteredDoi } from '@scizoo/testing/datacite';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * A stand-in for DataCite, for the demo: as strict as the real one, but its DOIs are known to this machine only. It keeps
 * them in a file, so that they are there after the next start.
 */
const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    process.stderr.write(`${name} is not set\n`);
    process.exit(1);
  }
  return value;
};
const say = (msg: string) => process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), msg })}\n`);

function read(file: string): RegisteredDoi[] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as RegisteredDoi[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new Error(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  }
}

const file = setting('STAND_IN_FILE');
const prefix = setting('STAND_IN_PREFIX').replace(/\/$/u, '');
const server = await DataCiteServer.start({
  prefix,
  port: Number(setting('STAND_IN_PORT')),
  username: setting('DOI_USERNAME'),
  password: setting('DOI_PASSWORD'),
  dois: read(file),
  onChange: (dois) => {
    // Whole or not at all, whenever it is ended.
    writeFileSync(`${file}.new`, JSON.stringify(dois));
    renameSync(`${file}.new`, file);
  },
});
say(`STAND-IN for DataCite at ${server.url}, prefix ${prefix}: its DOIs are known to nobody but this machine`);
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void server.stop().then(() => process.exit(0)));
