import { Agent, request } from 'node:http';

export interface Answer {
  readonly status: number;
  readonly text: string;
}
export interface Spread {
  readonly count: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p95: number;
}
const round = (value: number, digits = 1) => Number(value.toFixed(digits));
const percentile = (sorted: readonly number[], share: number) =>
  round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN);

/** A few clients that ask as fast as they are answered; cheap, since it shares the machine with what it measures. */
export class HttpLoad {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 64 });
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  ask(method: string, path: string, body?: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        `${this.url}${path}`,
        {
          method,
          agent: this.agent,
          headers: {
            authorization: `Bearer ${this.token}`,
            ...(body !== undefined && {
              'content-type': 'application/json',
              'content-length': Buffer.byteLength(body),
            }),
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('end', () =>
            resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
          );
          response.on('error', reject);
        },
      );
      asked.on('error', reject);
      asked.end(body);
    });
  }

  /** Repeats `work` with so many clients for some seconds. @throws Error for the first failure */
  async run(clients: number, seconds: number, work: (turn: number) => Promise<void>): Promise<Spread> {
    const times: number[] = [];
    const began = performance.now();
    const end = began + seconds * 1000;
    let turn = 0;
    const client = async () => {
      while (performance.now() < end) {
        const start = performance.now();
        await work(turn++);
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: clients }, client));
    const passed = (performance.now() - began) / 1000;
    times.sort((a, b) => a - b);
    return {
      count: times.length,
      perSecond: Math.round(times.length / passed),
      p50: percentile(times, 0.5),
      p95: percentile(times, 0.95),
    };
  }
  close(): void {
    this.agent.destroy();
  }
}
