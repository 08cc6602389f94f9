import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PublicationOnTheWire } from '@scizoo/domain';
import { apa, bibtex, readPublication, ris } from '@scizoo/domain';
import { FacilityInfo } from '../core/facility';
import { CopyButton } from '../ui/copy-button';
import type { OpenPublication } from './publication-types';

const WRITERS = { APA: apa, BibTeX: bibtex, RIS: ris };
type Style = keyof typeof WRITERS;

/** How to cite it, to be copied: the same texts as on the landing page. */
@Component({
  selector: 'sz-citations',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <div class="styles" role="group" [attr.aria-label]="t('publication.citeAs')">
      @for (style of styles; track style) {
        <button type="button" class="btn" [attr.aria-pressed]="style === chosen()" (click)="chosen.set(style)">
          {{ style }}
        </button>
      }
      <sz-copy [text]="text()" [label]="t('publication.copyCitation', { style: chosen() })" />
    </div>
    <pre class="mono" tabindex="0" [attr.aria-label]="chosen()">{{ text() }}</pre>
  </ng-container>`,
  styles: `
    .styles {
      display: flex;
      align-items: center;
      gap: 6px;
    }
    pre {
      margin: 8px 0 0;
      padding: 10px 12px;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class Citations {
  readonly publication = input.required<OpenPublication>();
  private readonly facility = inject(FacilityInfo);
  protected readonly styles = Object.keys(WRITERS) as Style[];
  protected readonly chosen = signal<Style>('APA');
  protected readonly text = computed(() =>
    WRITERS[this.chosen()](
      readPublication(this.publication() as PublicationOnTheWire, {
        publisher: this.facility.facility()?.siteName ?? '',
        licence: 'CC-BY-4.0',
      }),
    ).trim(),
  );
}
