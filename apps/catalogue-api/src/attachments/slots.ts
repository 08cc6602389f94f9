/** So many things at once; what comes later waits in the order of arrival. */
export class Slots {
  private readonly waiting: (() => void)[] = [];
  constructor(private free: number) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((start) => this.waiting.push(start));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      // Handed on, so that nobody who comes just now gets in between.
      if (next) next();
      else this.free++;
    }
  }
}
