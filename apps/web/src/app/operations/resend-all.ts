import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import type { LetterDetail, LetterRow } from './types';

interface Progress {
  readonly done: number;
  readonly of: number;
  readonly sent: number;
  /** Would be refused again, or somebody else was quicker: they stay as they are. */
  readonly left: number;
  readonly isOver: boolean;
}

/** Many dead letters once more, after their common cause was mended: one after the other, and it can be stopped. */
@Component({
  selector: 'sz-resend-all',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<p class="acts" *transloco="let t">
    @if (progress(); as now) {
      <span role="status">
        @if (!now.isOver) {
          <progress [value]="now.done" [max]="now.of" [attr.aria-label]="t('operations.resend.progress')"></progress>
        }
        {{ t('operations.resend.so', { done: now.done, of: now.of, sent: now.sent, left: now.left }) }}
        {{ fault() }}
      </span>
      @if (!now.isOver) {
        <button type="button" class="btn" (click)="stop()">{{ t('operations.resend.stop') }}</button>
      } @else {
        <button type="button" class="btn" (click)="progress.set(null)">{{ t('operations.resend.close') }}</button>
      }
    } @else if (letters().length > 1) {
      <button type="button" class="btn" data-act="resend-all" (click)="start()">
        {{ t('operations.resend.all', { n: letters().length }) }}
      </button>
    }
  </p>`,
})
export class ResendAll {
  readonly letters = input.required<readonly LetterRow[]>();
  readonly finished = output();
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly words = inject(Words);
  protected readonly progress = signal<Progress | null>(null);
  protected readonly fault = signal('');
  private isStopped = false;

  protected async start(): Promise<void> {
    // Those that are shown now: the list goes on changing under our hands.
    const letters = [...this.letters()];
    const n = letters.length;
    const isSure = await confirmed(this.dialogs, {
      title: this.words.say('operations.resend.title', { n }),
      text: this.words.say('operations.resend.text'),
      act: this.words.say('operations.resend.act'),
    });
    if (!isSure) return;
    this.isStopped = false;
    this.fault.set('');
    this.progress.set({ done: 0, of: n, sent: 0, left: 0, isOver: false });
    for (const letter of letters) {
      if (this.isStopped) break;
      const isSent = await this.resend(letter);
      if (isSent === undefined) break;
      this.progress.update(
        (now) =>
          now && { ...now, done: now.done + 1, sent: now.sent + Number(isSent), left: now.left + Number(!isSent) },
      );
    }
    this.progress.update((now) => now && { ...now, isOver: true });
    this.finished.emit();
  }
  protected stop(): void {
    this.isStopped = true;
  }

  /** @returns undefined when it makes no sense to go on: nobody answers */
  private async resend({ id }: LetterRow): Promise<boolean | undefined> {
    const path = `/api/v4/dead-letters/${part(id)}`;
    try {
      const { text, isWhole } = await this.api.get<LetterDetail>(path);
      if (!isWhole || !text) return false;
      await this.api.send('POST', `${path}/resend`, { text });
      return true;
    } catch (caught) {
      const problem = asProblem(caught);
      if (['invalid', 'conflict', 'missing', 'forbidden', 'too-large'].includes(problem.kind)) return false;
      this.fault.set(this.words.ofProblem(problem));
      return undefined;
    }
  }
}
