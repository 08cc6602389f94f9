/**
 * Runs what writes the same record one after the other within this process. The database would sort it out by itself,
 * but each loser of a conflict starts its transaction again, and twelve at once take seconds. Several processes still
 * rely on the database.
 */
export class OneAtATime {
  private readonly tails = new Map<string, Promise<unknown>>();

  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(key) ?? Promise.resolve();
    const result = before.then(work, work);
    this.tails.set(key, result);
    try {
      return await result;
    } finally {
      if (this.tails.get(key) === result) this.tails.delete(key);
    }
  }
}
