import { invalid, SciZooError } from '@scizoo/domain';
import { parseArgs } from 'node:util';
import { type Replayer, type ReplayTask, spanOfScan } from './replays';

const USAGE = `Hands past messages in once more; what the catalogue knows already changes nothing.
  main.js replay --from 2026-11-23T02:00 [--to 2026-11-23T03:00] [--beamline b310a]
  main.js replay --scan <scan key>`;

const momentOf = (text: string, option: string): string => {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw invalid(`--${option} ${text} is no moment\n${USAGE}`);
  return date.toISOString();
};

/** @throws SciZooError `invalid` with the usage */
export function taskOf(args: readonly string[]): ReplayTask {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ args: [...args], options: { from: text, to: text, scan: text, beamline: text } });
    const { from, to, scan, beamline } = values;
    if (scan !== undefined) return spanOfScan(scan);
    if (from === undefined) throw invalid(`--from or --scan is missing\n${USAGE}`);
    return {
      from: momentOf(from, 'from'),
      ...(to !== undefined && { to: momentOf(to, 'to') }),
      ...(beamline !== undefined && { beamline }),
    };
  } catch (error) {
    if (error instanceof SciZooError) throw error;
    throw invalid(`${(error as Error).message}\n${USAGE}`);
  }
}

export async function runReplay(replayer: Replayer, args: readonly string[]): Promise<void> {
  const { read, applied, duplicate, superseded, rejected } = await replayer.run(taskOf(args));
  process.stdout.write(
    `${read} messages: ${applied} applied, ${duplicate} known before, ${superseded} superseded, ${rejected} rejected\n`,
  );
}
