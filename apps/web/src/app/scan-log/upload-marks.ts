import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../core/words';
import type { Upload } from './uploads';

/** Pictures on their way to a row: how far they are, or what went wrong. */
@Component({
  selector: 'sz-upload-marks',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @for (one of uploads(); track one.id) {
      @if (one.problem) {
        <button type="button" tabindex="-1" [title]="words.ofProblem(one.problem)" (click)="again.emit(one.id)">
          {{ t('upload.again') }}
        </button>
      } @else {
        <progress
          [attr.aria-label]="t('upload.progress', { name: one.name })"
          max="100"
          [value]="percent(one.share)"
        ></progress>
      }
    }
  </ng-container>`,
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 4px;
    }
    progress {
      width: 36px;
      height: 6px;
      accent-color: var(--accent);
    }
    button {
      min-height: 24px;
      padding: 0 4px;
      border: 0;
      background: transparent;
      font-size: 12px;
      color: var(--bad);
      text-decoration: underline;
      text-underline-offset: 2px;
      white-space: nowrap;
    }
  `,
})
export class UploadMarks {
  readonly uploads = input.required<readonly Upload[]>();
  readonly again = output<number>();
  protected readonly words = inject(Words);
  protected percent(share: number): number {
    return Math.round(share * 100);
  }
}
