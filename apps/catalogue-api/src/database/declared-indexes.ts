import type { Connection, Model } from 'mongoose';

/** An index is there under that name with other fields, or the same fields with other options (words of the server). */
const CONFLICTS = new Set([85, 86]);
const TEXT_KEY = '_fts';

/**
 * Makes the indexes that the records declare. One whose declaration has changed since it was made is made anew: an index
 * holds no facts, and a database of yesterday must not keep a program of today from starting.
 * @returns names of the indexes that were made anew
 */
export async function makeDeclaredIndexes(connection: Connection): Promise<string[]> {
  const renewed = Object.values(connection.models).map((model) => makeIndexesOf(model as Model<unknown>));
  return (await Promise.all(renewed)).flat();
}

async function makeIndexesOf(model: Model<unknown>): Promise<string[]> {
  const renewed: string[] = [];
  for (;;)
    try {
      await createTogether(model);
      return renewed;
    } catch (error) {
      const stale = CONFLICTS.has((error as { code?: number }).code ?? 0) ? await staleIndexOf(model) : undefined;
      if (stale === undefined || renewed.includes(stale)) throw error;
      await model.collection.dropIndex(stale);
      renewed.push(stale);
    }
}

/** In one command: mongoose makes one after the other, and each waits until it is safe on disk. */
async function createTogether({ schema, collection }: Model<unknown>): Promise<void> {
  const declared = schema.indexes().map(([key, { background: _, ...options }]) => ({ key, ...options }));
  if (declared.length > 0) await collection.createIndexes(declared as never);
}

/** The first index of the collection that stands in the way of a declared one. */
async function staleIndexOf(model: Model<unknown>): Promise<string | undefined> {
  const declared = model.schema.indexes().map(([keys, options]) => ({ keys, options: options as { name?: string } }));
  const found = await model.collection.indexes();
  const isText = (keys: object) => Object.values(keys).includes('text');
  for (const { name, key } of found) {
    if (name === undefined || name === '_id_') continue;
    for (const { keys, options } of declared) {
      const wanted = options.name ?? nameOf(keys);
      const isSameKey = JSON.stringify(key) === JSON.stringify(keys) || (TEXT_KEY in key && isText(keys));
      if ((isSameKey || name === wanted) && !(await fits(model, keys, options, name))) return name;
    }
  }
  return undefined;
}
const nameOf = (keys: object): string => Object.entries(keys).flat().join('_');

/** The server itself is asked whether the index that is there is the one declared. */
async function fits(model: Model<unknown>, keys: object, options: object, name: string): Promise<boolean> {
  try {
    await model.collection.createIndex(keys as never, { ...options, name } as never);
    return true;
  } catch {
    return false;
  }
}
