import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startTestServers } from './servers';

interface GlobalConfig {
  readonly rootDir: string;
  readonly testPathPatterns: {
    isSet(): boolean;
    toExecutor(options: { rootDir: string }): { isMatch(path: string): boolean };
  };
}

/** Whether a spec of this run asks for a broker: starting one costs more than most specs that are run by themselves. */
function wantsKafka({ rootDir, testPathPatterns }: GlobalConfig): boolean {
  if (!testPathPatterns.isSet()) return true;
  const wanted = testPathPatterns.toExecutor({ rootDir });
  return globSync('{apps,libs,tools}/**/*.int.spec.ts', {
    cwd: rootDir,
    exclude: (name) => ['node_modules', 'dist'].includes(name),
  })
    .map((path) => join(rootDir, path))
    .some((path) => wanted.isMatch(path) && readFileSync(path, 'utf8').includes('testKafka'));
}

export default async function setup(config: GlobalConfig): Promise<void> {
  const servers = await startTestServers({ kafka: wantsKafka(config) });
  process.env['SCIZOO_TEST_MONGODB_URI'] = servers.mongoUri;
  if (servers.kafkaBrokers) process.env['SCIZOO_TEST_KAFKA_BROKERS'] = servers.kafkaBrokers;
  (globalThis as { scizooTestServers?: typeof servers }).scizooTestServers = servers;
  process.stderr.write(`Test servers: ${servers.told.join(', ')}.\n`);
}
