import type { Connection } from 'mongoose';

const ALREADY_EXISTS = 48;

/** Makes the collections that are not there yet: a transaction cannot, while others write to the database. */
export async function ensureCollections(connection: Connection, names: readonly string[]): Promise<void> {
  const known = (await connection.db?.listCollections({}, { nameOnly: true }).toArray()) ?? [];
  const existing = new Set(known.map(({ name }) => name));
  for (const name of names) if (!existing.has(name)) await connection.createCollection(name).catch(ignoreExisting);
}

/** Another process was quicker. */
function ignoreExisting(error: unknown): void {
  if ((error as { code?: number }).code !== ALREADY_EXISTS) throw error;
}
