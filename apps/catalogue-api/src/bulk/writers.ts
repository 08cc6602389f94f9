/** Writes some batches at a time; those with a pid in common one after the other, in the order they came. */
export class Writers {
  private readonly running = new Map<Promise<void>, readonly string[]>();
  private fault?: { readonly error: unknown };

  constructor(private readonly most: number) {}

  /** Waits for its turn. @throws the fault of an earlier batch */
  async start(pids: readonly string[], write: () => Promise<void>): Promise<void> {
    const own = new Set(pids);
    const mustWait = () =>
      this.running.size >= this.most || [...this.running.values()].some((others) => others.some((pid) => own.has(pid)));
    while (mustWait()) await Promise.race(this.running.keys());
    this.assertFine();
    const work: Promise<void> = write()
      .catch((error: unknown) => void (this.fault ??= { error }))
      .finally(() => this.running.delete(work));
    this.running.set(work, pids);
  }
  /** @throws the first fault */
  async done(): Promise<void> {
    await Promise.all(this.running.keys());
    this.assertFine();
  }
  private assertFine(): void {
    if (this.fault) throw this.fault.error;
  }
}
