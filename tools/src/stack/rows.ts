import { SetupError } from '@scizoo/local-servers';
import { logFileOf, notePid, sentenceOf } from './data-dir';
import type { Screen } from './screen';
import { type Part, Supervisor } from './supervisor';

/** One process of the stack. */
export interface Member {
  readonly name: string;
  readonly part: (logFile: string) => Part;
  /** For the one who started it: where it is to be found. */
  readonly where?: string;
}
interface Kept {
  supervisor: Supervisor;
  forget: () => Promise<void>;
}

/** Supervised processes, row by row: each row is started together, and stopped before those that came earlier. */
export class Rows {
  private readonly rows: Kept[][] = [];
  private readonly byName = new Map<string, Supervisor>();
  private stopped?: Promise<void>;

  constructor(
    private readonly dataDir: string,
    private readonly screen: Screen,
    private readonly onGivenUp: (error: SetupError) => void,
  ) {}

  pidOf(name: string): number | undefined {
    return this.byName.get(name)?.pid;
  }

  /** @throws the fault of the first member that did not come up; the others of the row have settled by then */
  async start(members: readonly Member[]): Promise<void> {
    const row: Kept[] = [];
    this.rows.push(row);
    const results = await Promise.allSettled(members.map((member) => this.startOne(member, row)));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
    if (this.stopped) throw new SetupError('Stopped while starting.');
  }

  /** Ends everything; a second call waits for the first. */
  stop(): Promise<void> {
    this.stopped ??= this.stopRows();
    return this.stopped;
  }

  private async startOne({ name, part, where = '' }: Member, row: Kept[]): Promise<void> {
    const logFile = await logFileOf(this.dataDir, name);
    const kept: Kept = {
      supervisor: new Supervisor(part(logFile), {
        logFile,
        say: (text) => this.screen.line(name, text),
        onRunning: (pid) => void this.note(name, pid, kept),
        onGivenUp: this.onGivenUp,
      }),
      forget: () => Promise.resolve(),
    };
    row.push(kept);
    this.byName.set(name, kept.supervisor);
    if (this.stopped) return;
    await kept.supervisor.start();
    this.screen.line(name, `ready ${where}`.trim());
  }

  /** Without the note a later start would not find what this one leaves when it is killed, so it ends in order. */
  private async note(name: string, pid: number, kept: Kept): Promise<void> {
    try {
      kept.forget = await notePid(this.dataDir, name, pid);
    } catch (error) {
      const { message } = sentenceOf(error, this.dataDir);
      this.onGivenUp(new SetupError(message, { cause: error }));
    }
  }

  private async stopRows(): Promise<void> {
    for (const row of this.rows.toReversed())
      await Promise.all(
        row.map(async ({ supervisor, forget }) => {
          await supervisor.stop();
          await forget();
        }),
      );
  }
}
