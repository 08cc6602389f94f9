import type { TestServers } from './servers';

export default async function teardown(): Promise<void> {
  await (globalThis as { scizooTestServers?: TestServers }).scizooTestServers?.stop();
}
