import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { diffArrays } from 'diff';

export interface Said {
  readonly title: string;
  readonly text: string;
  readonly tags?: readonly string[] | null;
  readonly attributes?: Readonly<Record<string, unknown>> | null;
}
/** All that a version says, as one text to be compared. */
export function asText({ title, text, tags, attributes }: Said): string {
  const answers = Object.entries(attributes ?? {}).map(
    ([name, value]) => `${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`,
  );
  const head = [title, ...(tags?.length ? [`# ${tags.join(', ')}`] : []), ...answers].join('\n');
  return text ? `${head}\n\n${text}` : head;
}

/** A number is one word: 7.1 that became 9.7 is not a 7 and a 1 that were changed. */
export const wordsOf = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}]+(?:[.,:]\p{N}+)*|./gsu) ?? [];

/** What one version says and another does not: told by a mark and by colour, and read out. */
@Component({
  selector: 'sz-text-changes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<div class="text" *transloco="let t">
    @for (piece of pieces(); track $index) {
      @if (piece.added) {
        <ins
          ><span class="visually-hidden">{{ t('logbook.added') }} </span>{{ piece.value }}</ins
        >
      } @else if (piece.removed) {
        <del
          ><span class="visually-hidden">{{ t('logbook.removed') }} </span>{{ piece.value }}</del
        >
      } @else {
        <span>{{ piece.value }}</span>
      }
    }
  </div>`,
  styles: `
    .text {
      white-space: pre-wrap;
      overflow-wrap: anywhere;
      font-size: 13px;
      line-height: 1.5;
    }
    ins {
      background: color-mix(in srgb, var(--ok) 20%, transparent);
      text-decoration: underline;
      text-underline-offset: 2px;
    }
    del {
      background: color-mix(in srgb, var(--bad) 18%, transparent);
      text-decoration: line-through;
    }
  `,
})
export class TextChanges {
  readonly before = input.required<string>();
  readonly after = input.required<string>();
  protected readonly pieces = computed(() =>
    diffArrays(wordsOf(this.before()), wordsOf(this.after())).map(({ value, added, removed }) => ({
      added,
      removed,
      value: value.join(''),
    })),
  );
}
