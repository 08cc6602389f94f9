import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { LetterDetail, Verdict } from './types';

const TYPING_MS = 350;
const LOOK_MS = 1000;

/** Indented, so that a person can find the fault; what is no JSON stays as it came. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What kept the question itself from being answered, in words already. */
const refusalOf = (text: string) => ({ reasons: [text], reasonCodes: [{ code: 'other' as const, values: { text } }] });

/** One message that could not be taken: why, what it says, and what is done with it. */
@Component({
  selector: 'sz-letter-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './letter.page.html',
  styleUrls: ['../records/record-page.css', './operations.css', './letter.page.css'],
})
export class LetterPage {
  readonly letter = input.required<string>();
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly facility = inject(FacilityInfo);
  private readonly path = computed(() => `/api/v4/dead-letters/${part(this.letter())}`);
  protected readonly first = loaded(
    () => this.path(),
    (path, signal) => this.api.get<LetterDetail>(path, {}, signal),
  );
  /** After an act: what the catalogue answered, then what it found out. */
  private readonly later = signal<LetterDetail | null>(null);
  protected readonly shown = computed(() => this.later() ?? this.first.value());
  protected readonly heading = computed(() => {
    const { reasonCodes: [first] = [], errorClass = '' } = this.shown() ?? {};
    return first ? this.words.ofReason(first) : errorClass;
  });
  protected readonly original = computed(() => readable(this.shown()?.text ?? ''));
  /** Null until somebody types. */
  protected readonly typed = signal<string | null>(null);
  protected readonly text = computed(() => this.typed() ?? this.original());
  protected readonly isOpen = computed(() => this.shown()?.state === 'open');
  protected readonly verdict = signal<Verdict | null>(null);
  protected readonly fault = signal('');
  protected readonly busy = signal(false);
  protected readonly discarding = signal(false);
  protected readonly reason = signal('');

  constructor() {
    effect((onCleanup) => {
      const [text, path] = [this.text(), this.path()];
      if (!this.isOpen() || !text) return;
      const asked = new AbortController();
      const timer = setTimeout(() => void this.check(path, text, asked.signal), TYPING_MS);
      onCleanup(() => {
        clearTimeout(timer);
        asked.abort();
      });
    });
    // What was sent is answered by SciCow a moment later.
    effect((onCleanup) => {
      if (this.shown()?.state !== 'sent') return;
      const timer = setInterval(() => void this.look(), LOOK_MS);
      onCleanup(() => clearInterval(timer));
    });
    effect(() => {
      this.path();
      this.later.set(null);
      this.typed.set(null);
      this.verdict.set(null);
    });
  }

  private async check(path: string, text: string, signal: AbortSignal): Promise<void> {
    try {
      const verdict = await this.api.ask<Verdict>(`${path}/check`, { text }, signal);
      if (!signal.aborted) this.verdict.set(verdict);
    } catch (fault) {
      if (!signal.aborted)
        this.verdict.set({ isAccepted: false, ...refusalOf(this.words.ofProblem(asProblem(fault))) });
    }
  }
  private async look(): Promise<void> {
    const path = this.path();
    try {
      const letter = await this.api.get<LetterDetail>(path);
      if (path === this.path()) this.later.set(letter);
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
  protected send(): Promise<void> {
    return this.act('resend', { text: this.text() });
  }
  protected async discard(): Promise<void> {
    await this.act('discard', { reason: this.reason() });
    this.discarding.set(false);
  }
  private async act(act: string, body: unknown): Promise<void> {
    this.busy.set(true);
    this.fault.set('');
    try {
      this.later.set(await this.api.send<LetterDetail>('POST', `${this.path()}/${act}`, body));
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    } finally {
      this.busy.set(false);
    }
  }
}
