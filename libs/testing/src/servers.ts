import { randomBytes } from 'node:crypto';

const required = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run this suite in the Jest project "integration"`);
  return value;
};
const suffix = () => randomBytes(5).toString('hex');

/** A database of this suite's own on the server that the test run started. */
export function testMongo(name = 'test'): { uri: string; database: string } {
  const uri = new URL(required('SCIZOO_TEST_MONGODB_URI'));
  const database = `${name}-${suffix()}`;
  uri.pathname = `/${database}`;
  return { uri: uri.toString(), database };
}

/** The broker of the test run, with a prefix for this suite's own topics and groups (`topicNames(prefix)`). */
export function testKafka(name = 'test'): { brokers: string; prefix: string } {
  return { brokers: required('SCIZOO_TEST_KAFKA_BROKERS'), prefix: `${name}-${suffix()}` };
}

/** Asks again until the answer is there, for what happens by itself in another process. */
export async function eventually<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 10_000, everyMs = 50, what = 'the expected state' } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  let fault: unknown;
  do {
    try {
      const answer = await ask();
      if (answer !== undefined && answer !== false) return answer;
      fault = undefined;
    } catch (error) {
      fault = error;
    }
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  } while (Date.now() < deadline);
  throw new Error(`${what} did not come within ${withinMs} ms`, { cause: fault });
}
