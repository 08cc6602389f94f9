import { SetupError } from '@scizoo/local-servers';

export interface RunningPart {
  readonly pid: number;
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stop(): Promise<void>;
}
export interface Part {
  readonly name: string;
  /** Comes back when the part does its work; throws when it cannot, or when it is called off, and leaves nothing then. */
  start(calledOff: AbortSignal): Promise<RunningPart>;
}
export interface Patience {
  /** A part that lives shorter than this died quickly. */
  quickMs: number;
  /** So many quick deaths in a row and it is given up. */
  quickDeaths: number;
  firstPauseMs: number;
  longestPauseMs: number;
}
const PATIENCE: Patience = { quickMs: 20_000, quickDeaths: 6, firstPauseMs: 250, longestPauseMs: 8000 };

export interface Hooks {
  say(text: string): void;
  /** The part is up, for the first time or again. */
  onRunning?(pid: number): void;
  onGivenUp(error: SetupError): void;
  logFile: string;
}

/** Keeps one part running until it is stopped: starts it again when it dies, with growing pauses, and gives up in the end. */
export class Supervisor {
  private running?: RunningPart;
  private readonly calledOff = new AbortController();
  private starting: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private loop: Promise<void> = Promise.resolve();
  private quick = 0;

  constructor(
    private readonly part: Part,
    private readonly hooks: Hooks,
    private readonly patience: Patience = PATIENCE,
  ) {}

  get pid(): number | undefined {
    return this.running?.pid;
  }

  /** The first start; what goes wrong here is for the caller, who stops everything. */
  async start(): Promise<void> {
    this.starting = this.begin();
    await this.starting;
    this.loop = this.watch();
  }

  async stop(): Promise<void> {
    this.calledOff.abort();
    this.wake();
    await this.running?.stop();
    // A start that was under way when the stop came has failed, or is there now; its caller hears why.
    await this.starting.catch(() => undefined);
    await this.loop;
    await this.running?.stop();
    this.running = undefined;
  }

  private get stopping(): boolean {
    return this.calledOff.signal.aborted;
  }

  private async begin(): Promise<void> {
    this.running = await this.part.start(this.calledOff.signal);
    this.hooks.onRunning?.(this.running.pid);
  }

  private async watch(): Promise<void> {
    while (!this.stopping && this.running) {
      const since = Date.now();
      const { code, signal } = await this.running.exited;
      if (this.stopping) return;
      this.running = undefined;
      this.hooks.say(`ended by itself (${signal ?? `exit ${code}`}); starting it again`);
      this.quick = Date.now() - since < this.patience.quickMs ? this.quick + 1 : 1;
      await this.bringBack();
    }
  }

  private async bringBack(): Promise<void> {
    while (!this.stopping) {
      if (this.quick >= this.patience.quickDeaths) {
        const { name } = this.part;
        this.hooks.onGivenUp(new SetupError(`${name} ended ${this.quick} times in a row; see ${this.hooks.logFile}.`));
        return;
      }
      await this.pause(Math.min(this.patience.longestPauseMs, this.patience.firstPauseMs * 2 ** (this.quick - 1)));
      if (this.stopping) return;
      try {
        await this.begin();
        this.hooks.say('is back');
        return;
      } catch (error) {
        this.quick++;
        if (!this.stopping) this.hooks.say(`did not start: ${(error as Error).message}`);
      }
    }
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
