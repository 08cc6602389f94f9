import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
  output,
  signal,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../core/words';
import { MarkdownText } from '../ui/markdown-text';
import type { Draft } from './entries';
import { tagsIn } from './entries';

const EMPTY: Draft = { title: '', text: '', tags: [] };

function keptDraft(key: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') as Draft | null;
  } catch {
    // Somebody else's text under our name: as if there were none.
    return null;
  }
}

/** Title, Markdown and tags of one entry. What is typed is kept until it is saved or thrown away. */
@Component({
  selector: 'sz-entry-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MarkdownText, TranslocoDirective],
  template: `<form *transloco="let t" (submit)="$event.preventDefault(); save()" (keydown.control.enter)="save()">
    <label class="visually-hidden" [attr.for]="id + '-title'">{{ t('logbook.entryTitle') }}</label>
    <input
      #title
      class="field title"
      [id]="id + '-title'"
      maxlength="300"
      [placeholder]="t('logbook.entryTitle')"
      [value]="draft().title"
      (input)="change({ title: title.value })"
    />
    <label class="visually-hidden" [attr.for]="id + '-text'">{{ t('logbook.text') }}</label>
    @if (preview()) {
      <div class="preview"><sz-markdown [text]="draft().text" /></div>
    } @else {
      <textarea
        #text
        class="field"
        rows="7"
        maxlength="200000"
        [id]="id + '-text'"
        [placeholder]="t('logbook.textHint')"
        [value]="draft().text"
        (input)="change({ text: text.value })"
      ></textarea>
    }
    <label class="visually-hidden" [attr.for]="id + '-tags'">{{ t('logbook.tags') }}</label>
    <input
      #tags
      class="field"
      [id]="id + '-tags'"
      [placeholder]="t('logbook.tagsHint')"
      [value]="draft().tags.join(', ')"
      (change)="change({ tags: tagsIn(tags.value) })"
    />
    @if (fault()) {
      <p class="fault" role="alert">{{ fault() }}</p>
    }
    <div class="acts">
      <button type="submit" class="btn primary" [disabled]="busy() || !draft().title.trim()">{{ act() }}</button>
      <button type="button" class="btn plain" (click)="throwAway()">{{ t('act.cancel') }}</button>
      <button type="button" class="btn plain" [attr.aria-pressed]="preview()" (click)="preview.set(!preview())">
        {{ t('logbook.preview') }}
      </button>
    </div>
  </form>`,
  styles: `
    form {
      display: grid;
      gap: 8px;
      max-width: 760px;
    }
    textarea.field {
      height: auto;
      padding: 8px 10px;
      font-family: var(--mono);
      font-size: 12px;
      resize: vertical;
    }
    .title {
      font-weight: 500;
    }
    .preview {
      min-height: 120px;
      padding: 2px 10px;
      border-left: 2px solid var(--line);
    }
    .acts {
      display: flex;
      gap: 8px;
    }
    .fault {
      margin: 0;
      color: var(--danger, var(--accent));
    }
  `,
})
export class EntryEditor {
  /** Where the draft is kept. */
  readonly key = input.required<string>();
  readonly start = input<Draft>(EMPTY);
  readonly act = input.required<string>();
  readonly busy = input(false);
  readonly fault = input('');
  readonly saved = output<Draft>();
  readonly left = output();
  private readonly words = inject(Words);
  protected readonly tagsIn = tagsIn;
  protected readonly id = `entry-${Math.random().toString(36).slice(2, 8)}`;
  protected readonly preview = signal(false);
  protected readonly draft = linkedSignal(() => keptDraft(this.key()) ?? this.start());
  private readonly isTouched = computed(() => JSON.stringify(this.draft()) !== JSON.stringify(this.start()));

  constructor() {
    effect(() => {
      if (this.isTouched()) localStorage.setItem(this.key(), JSON.stringify(this.draft()));
    });
  }
  protected change(part: Partial<Draft>): void {
    this.draft.update((draft) => ({ ...draft, ...part }));
  }
  protected save(): void {
    const draft = this.draft();
    if (this.busy() || draft.title.trim() === '') return;
    this.saved.emit({ ...draft, title: draft.title.trim() });
  }
  protected throwAway(): void {
    if (this.isTouched() && !confirm(this.words.say('logbook.throwAway'))) return;
    localStorage.removeItem(this.key());
    this.left.emit();
  }
}
