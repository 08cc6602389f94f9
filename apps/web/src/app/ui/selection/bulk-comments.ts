import { Injectable, inject } from '@angular/core';
import { Api, part } from '../../core/api';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import type { Outcome } from './bulk';
import { BulkChanges, slices } from './bulk';
import type { Progress } from './chosen-rows';

export const WAYS = ['below', 'empty', 'instead'] as const;
/** Below what is there, only where there is nothing, or instead of it. */
export type Way = (typeof WAYS)[number];
export interface Remark {
  readonly text: string;
  readonly way: Way;
}
/** A comment that is to become another one, by what its writer saw. */
interface Step {
  readonly pid: string;
  readonly was: string | null;
  readonly value: string | null;
}
export interface Commented {
  readonly outcomes: readonly Outcome[];
  readonly undo: readonly Step[];
}
const PORTION = 80;
/** Enough to hide the way to the server; the rest would only wait there. */
const AT_ONCE = 6;

/** The comment that a row has afterwards. */
export function commentAfter(had: string | null, { text, way }: Remark): string | null {
  if (!had || way === 'instead') return text;
  return way === 'below' ? `${had}\n${text}` : had;
}

/** One remark on many: each says what was there, so that nobody's words are lost. */
@Injectable({ providedIn: 'root' })
export class BulkComments {
  private readonly api = inject(Api);
  private readonly words = inject(Words);
  private readonly changes = inject(BulkChanges);

  async apply(pids: readonly string[], remark: Remark, progress: Progress): Promise<Commented> {
    const all: Commented[] = [];
    let done = 0;
    for (const some of slices(pids, PORTION)) {
      if (progress.signal.aborted) break;
      const before = await this.changes.before(some, ['comment']);
      const steps = some.map((pid): Step => {
        const was = before.get(pid)?.comment ?? null;
        return { pid, was, value: commentAfter(was, remark) };
      });
      all.push(await this.walk(steps, { ...progress, done: (count) => progress.done(done + count) }));
      done += some.length;
    }
    return { outcomes: all.flatMap(({ outcomes }) => outcomes), undo: all.flatMap(({ undo }) => undo) };
  }
  async undo({ undo }: Commented, progress: Progress): Promise<readonly Outcome[]> {
    return (await this.walk(undo, progress)).outcomes;
  }

  private async walk(steps: readonly Step[], progress: Progress): Promise<Commented> {
    const outcomes: Outcome[] = [];
    const undo: Step[] = [];
    const waiting = [...steps];
    const go = async (): Promise<void> => {
      for (let step = waiting.shift(); step && !progress.signal.aborted; step = waiting.shift()) {
        const outcome = await this.change(step);
        outcomes.push(outcome);
        if (outcome.status === 'changed') undo.push({ pid: step.pid, was: step.value, value: step.was });
        progress.done(outcomes.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, go));
    return { outcomes, undo };
  }
  private async change({ pid, was, value }: Step): Promise<Outcome> {
    if (value === was) return { pid, status: 'unchanged' };
    try {
      await this.api.send('PATCH', `/api/v4/datasets/${part(pid)}/annotations`, { field: 'comment', was, value });
      return { pid, status: 'changed' };
    } catch (fault) {
      const problem = asProblem(fault);
      const message =
        problem.kind === 'conflict' ? this.words.say('chosen.changedMeanwhile') : this.words.ofProblem(problem);
      return { pid, status: 'refused', message };
    }
  }
}
