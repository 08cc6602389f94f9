import { setTimeout as sleep } from 'node:timers/promises';

interface Row {
  readonly scanNumber: number;
  readonly pointsDone: number | null;
  readonly state: string | null;
}

/** Reads the live rows as a browser does, and notes when each expected step of a scan is in its row. */
export class Watched {
  readonly latencies: number[] = [];
  private readonly pending = new Map<number, { step: number; since: number }[]>();
  /** Steps that were in a row before the acknowledgement of their event had come back. */
  private readonly reached = new Map<number, number>();
  private readonly stopper = new AbortController();

  /** How often the stream was opened again. */
  reconnects = 0;
  private lastId = '';

  static async open(url: string, token: string): Promise<Watched> {
    const watched = new Watched();
    const body = await watched.connect(url, token);
    void watched.follow(url, token, body);
    return watched;
  }
  private async connect(url: string, token: string): Promise<ReadableStream<Uint8Array>> {
    const response = await fetch(`${url}/api/v4/live/scan-log?instrument=zoosaxs`, {
      headers: {
        authorization: `Bearer ${token}`,
        accept: 'text/event-stream',
        ...(this.lastId && { 'last-event-id': this.lastId }),
      },
      signal: this.stopper.signal,
    });
    if (!response.ok || !response.body) throw new Error(`no live rows: ${response.status} ${await response.text()}`);
    return response.body;
  }
  /** Opens the stream again where it broke off, as a browser does. */
  private async follow(url: string, token: string, first: ReadableStream<Uint8Array>): Promise<void> {
    let body: ReadableStream<Uint8Array> | undefined = first;
    while (!this.stopper.signal.aborted) {
      try {
        body ??= await this.connect(url, token);
        await this.read(body);
      } catch {
        if (this.stopper.signal.aborted) return;
      }
      body = undefined;
      this.reconnects++;
      await sleep(100);
    }
  }
  close(): void {
    this.stopper.abort();
  }

  expect(scan: number, step: number, since: number): void {
    if ((this.reached.get(scan) ?? -1) >= step) {
      this.latencies.push(0);
      return;
    }
    const steps = this.pending.get(scan) ?? [];
    steps.push({ step, since });
    this.pending.set(scan, steps);
  }
  /** @returns how many did not come within the time */
  async rest(withinMs: number): Promise<number> {
    const deadline = performance.now() + withinMs;
    const left = () => [...this.pending.values()].reduce((sum, steps) => sum + steps.length, 0);
    while (left() > 0 && performance.now() < deadline) await sleep(20);
    return left();
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      const now = performance.now();
      rest += decoder.decode(bytes, { stream: true });
      const blocks = rest.split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block, now);
    }
  }
  private take(block: string, now: number): void {
    this.lastId = /^id: (.*)$/m.exec(block)?.[1] ?? this.lastId;
    if (!/^event: row$/m.test(block)) return;
    const row = JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '{}') as Row;
    const step = row.state === 'running' ? (row.pointsDone ?? 0) : Number.POSITIVE_INFINITY;
    this.reached.set(row.scanNumber, Math.max(step, this.reached.get(row.scanNumber) ?? -1));
    const steps = this.pending.get(row.scanNumber) ?? [];
    for (const { step: wanted, since } of steps) if (wanted <= step) this.latencies.push(now - since);
    const left = steps.filter(({ step: wanted }) => wanted > step);
    if (left.length > 0) this.pending.set(row.scanNumber, left);
    else this.pending.delete(row.scanNumber);
  }
}
