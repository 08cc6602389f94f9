import type { ClientSession, Connection } from 'mongoose';

/** Lines of one load that are done, written in the transaction of their datasets: a load goes on exactly where it ended. */
interface Done {
  readonly _id: string;
  readonly load: string;
  readonly from: number;
  readonly to: number;
  readonly at: Date;
}
const COLLECTION = 'loads';

export class LoadProgress {
  private ranges: readonly (readonly [number, number])[] = [];
  private constructor(
    private readonly connection: Connection,
    /** Without a name nothing is remembered. */
    private readonly name: string | undefined,
  ) {}

  static async of(connection: Connection, name: string | undefined): Promise<LoadProgress> {
    const progress = new LoadProgress(connection, name);
    if (name !== undefined) {
      const done = await progress.collection.find({ load: name }, { sort: { from: 1 } }).toArray();
      progress.ranges = done.map(({ from, to }) => [from, to] as const);
    }
    return progress;
  }
  private get collection() {
    return this.connection.collection<Done>(COLLECTION);
  }

  /** Lines are asked in their order. */
  isDone(line: number): boolean {
    while (this.ranges.length > 0 && this.ranges[0]![1] < line) this.ranges = this.ranges.slice(1);
    const [first] = this.ranges;
    return first !== undefined && first[0] <= line;
  }
  async note(from: number, to: number, session: ClientSession): Promise<void> {
    if (this.name === undefined) return;
    const done = { _id: `${this.name}#${from}`, load: this.name, from, to, at: new Date() };
    await this.collection.insertOne(done, { session });
  }
}
