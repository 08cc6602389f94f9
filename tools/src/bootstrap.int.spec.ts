import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePort, repositoryRoot } from '@scizoo/local-servers';
import { eventually, testMongo } from '@scizoo/testing';

const bootstrap = join(repositoryRoot(), 'tools', 'bootstrap.mjs');

function npm(args: readonly string[], env: Record<string, string | undefined> = {}) {
  const child = spawn(process.execPath, [bootstrap, ...args], {
    env: { ...process.env, NODE_OPTIONS: '', CI: 'true', HOME: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const result = { child, said: '', ended: new Promise<number | null>((resolve) => child.on('exit', resolve)) };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (result.said += String(bytes)));
  return result;
}

describe('the entrance to the commands', () => {
  it('names the commands when it does not know one', async () => {
    const dance = npm(['dance']);
    expect(await dance.ended).toBe(1);
    expect(dance.said).toMatch(/^Unknown command dance; there are start, api, load, test/);
  }, 30_000);

  it('starts the API alone on a given database, without a home folder, and ends it on SIGTERM', async () => {
    const { uri } = testMongo('api');
    const port = await freePort();
    const api = npm(['api'], { MONGODB_URI: uri, PORT: `${port}`, RETENTION_MIN_YEARS: undefined });
    const get = async (path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).status;
    await eventually(async () => (await get('/ready').catch(() => 0)) === 200, { withinMs: 240_000, everyMs: 300 });
    expect(await get('/api/v3/datasets')).toBe(200);
    api.child.kill('SIGTERM');
    await api.ended;
    await expect(get('/health')).rejects.toThrow();
  }, 300_000);

  it('asks for a database when none is named', async () => {
    const api = npm(['api'], { MONGODB_URI: undefined });
    expect(await api.ended).toBe(1);
    expect(api.said).toContain('MONGODB_URI is not set: name your MongoDB replica set with it, or run `npm start`.');
  }, 240_000);
});
