import { unavailable } from '@scizoo/domain';
import type { ClientSession, Connection } from 'mongoose';

const DEADLINE_MS = 15_000;

/** Codes by which MongoDB refuses the data themselves; sending them again would end the same. */
const FAULTS_OF_DATA = new Set([2, 9, 14, 15, 28, 40, 52, 54, 56, 57, 10334, 17280, 17419, 17420]);
const DUPLICATE_KEY = 11000;

interface DatabaseError extends Error {
  readonly code?: number | string;
  readonly writeErrors?: readonly { readonly code?: number }[] | { readonly code?: number };
  hasErrorLabel?(label: string): boolean;
}
const codesOf = ({ code, writeErrors }: DatabaseError): unknown[] => [
  code,
  ...(Array.isArray(writeErrors) ? writeErrors : [writeErrors]).map(
    (error: { code?: number } | undefined) => error?.code,
  ),
];
export const isDuplicateKey = (error: unknown): boolean => codesOf(error as DatabaseError).includes(DUPLICATE_KEY);
export function isFaultOfData(error: unknown): boolean {
  const { name } = error as DatabaseError;
  if (name === 'BSONError' || name === 'BSONVersionError' || error instanceof RangeError) return true;
  return codesOf(error as DatabaseError).some((code) => typeof code === 'number' && FAULTS_OF_DATA.has(code));
}

/**
 * Runs the function in a transaction and repeats it when it meets another writer; it must have no effect but its writes.
 * @throws SciZooError `unavailable` when MongoDB is away or busy for too long; other errors as they are
 */
export async function inTransaction<T>(
  connection: Connection,
  run: (session: ClientSession) => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + DEADLINE_MS;
  const session = await connection.startSession();
  try {
    return await session.withTransaction(
      async () => {
        if (Date.now() > deadline) throw unavailable('MongoDB did not take the transaction in time');
        return run(session);
      },
      { writeConcern: { w: 'majority', j: true }, readConcern: { level: 'snapshot' } },
    );
  } catch (error) {
    throw asRetriable(error);
  } finally {
    await session.endSession().catch(() => undefined);
  }
}

/** Faults of the database become `unavailable`; faults of the data and of this program stay what they are. */
export function asRetriable(error: unknown): unknown {
  const { name = '' } = error as DatabaseError;
  if (!name.startsWith('Mongo') || isFaultOfData(error) || isDuplicateKey(error)) return error;
  return unavailable('MongoDB does not answer', error);
}
