interface Waiting {
  readonly owner: string;
  readonly start: () => void;
}

/** So many things at once; what comes later waits in the order of arrival. */
export class Slots {
  private readonly waiting: Waiting[] = [];
  private readonly running = new Map<string, number>();

  /** @param each places that one owner may have at the same time, so that nobody keeps all of them */
  constructor(
    private free: number,
    private readonly each = free,
  ) {}

  async run<T>(work: () => Promise<T>, owner = ''): Promise<T> {
    await new Promise<void>((start) => {
      this.waiting.push({ owner, start });
      this.startNext();
    });
    try {
      return await work();
    } finally {
      this.free++;
      const left = this.runningOf(owner) - 1;
      if (left > 0) this.running.set(owner, left);
      else this.running.delete(owner);
      this.startNext();
    }
  }

  /** A place is taken before anything else runs, so that nobody who comes just now gets in between. */
  private startNext(): void {
    if (this.free === 0) return;
    const at = this.waiting.findIndex(({ owner }) => this.runningOf(owner) < this.each);
    const [next] = at < 0 ? [] : this.waiting.splice(at, 1);
    if (!next) return;
    this.free--;
    this.running.set(next.owner, this.runningOf(next.owner) + 1);
    next.start();
  }
  private runningOf(owner: string): number {
    return this.running.get(owner) ?? 0;
  }
}
