export interface StreamEvent {
  event: string;
  data: string;
  id?: string;
}

/** Reads a server-sent event stream as a browser does, for tests. */
export class EventStream {
  readonly events: StreamEvent[] = [];
  comments = 0;
  /** The server has ended the stream, or the connection is lost. */
  isEnded = false;
  private readonly stopper = new AbortController();
  private readonly waiting = new Set<() => void>();
  private ended: Promise<void> = Promise.resolve();

  /** @throws when the answer is no event stream */
  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...headers },
      signal: stream.stopper.signal,
    });
    if (!response.ok || !response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body)
      throw new Error(`no event stream: ${response.status} ${await response.text()}`);
    stream.ended = stream.read(response.body).catch((error: unknown) => {
      if (!stream.stopper.signal.aborted) throw error;
    });
    stream.ended.catch(() => undefined).finally(() => (stream.isEnded = true));
    return stream;
  }

  /** The first event for which the test is true, come or to come. */
  async next(fits: (event: StreamEvent) => boolean, withinMs = 10_000): Promise<StreamEvent> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const found = this.events.find(fits);
      if (found) return found;
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`no such event within ${withinMs} ms; ${this.events.length} others came`);
      await this.change(left);
    }
  }

  async close(): Promise<void> {
    this.stopper.abort();
    await this.ended;
  }

  private change(withinMs: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waiting.delete(done);
        resolve();
      };
      const timer = setTimeout(done, withinMs);
      this.waiting.add(done);
    });
  }

  private async read(body: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const bytes of body) {
      rest += decoder.decode(bytes, { stream: true });
      const blocks = rest.split(/\r?\n\r?\n/);
      rest = blocks.pop() ?? '';
      for (const block of blocks) this.take(block);
      for (const wake of [...this.waiting]) wake();
    }
  }

  private take(block: string): void {
    const event: StreamEvent = { event: 'message', data: '' };
    const data: string[] = [];
    for (const line of block.split(/\r?\n/)) {
      if (line.startsWith(':')) this.comments++;
      const [, name, value = ''] = /^(event|data|id): ?(.*)$/.exec(line) ?? [];
      if (name === 'data') data.push(value);
      else if (name === 'event') event.event = value;
      else if (name === 'id') event.id = value;
    }
    if (data.length === 0 && event.event === 'message') return;
    this.events.push({ ...event, data: data.join('\n') });
  }
}
