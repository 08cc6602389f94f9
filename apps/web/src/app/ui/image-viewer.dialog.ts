import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialogClose, MatDialogRef } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanImage } from '../core/api-types';
import { Icon } from './icon';

export interface ViewerData {
  title: string;
  images: readonly ScanImage[];
  at: number;
  editable: boolean;
  /** Where a picture comes from that has no address of its own. */
  source?: (image: ScanImage) => string;
  remove: (image: ScanImage) => void;
  caption: (image: ScanImage, text: string) => void;
}

/** One picture large; arrows go on, the caption is typed below it. */
@Component({
  selector: 'sz-image-viewer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatDialogClose, TranslocoDirective],
  template: `<section *transloco="let t" [attr.aria-label]="data.title" (keydown)="onKey($event)">
    <header>
      <h2>{{ data.title }}</h2>
      <span class="dim" role="status">{{ t('image.of', { n: at() + 1, of: images().length }) }}</span>
      <span class="acts">
        <a
          class="icon-btn"
          target="_blank"
          rel="noopener"
          [href]="address()"
          [attr.download]="data.source ? '' : null"
          [attr.aria-label]="t('image.original')"
          [title]="t('image.original')"
          ><sz-icon name="open"
        /></a>
        @if (mayRemove()) {
          <button
            type="button"
            class="icon-btn"
            [attr.aria-label]="t('image.remove')"
            [title]="t('image.remove')"
            (click)="remove()"
          >
            <sz-icon name="trash" />
          </button>
        }
        <button
          type="button"
          class="icon-btn"
          mat-dialog-close
          [attr.aria-label]="t('act.close')"
          [title]="t('act.close')"
        >
          <sz-icon name="cross" />
        </button>
      </span>
    </header>
    @if (image(); as shown) {
      <div class="stage">
        <button
          type="button"
          class="icon-btn turn"
          [disabled]="at() === 0"
          [attr.aria-label]="t('image.before')"
          (click)="turn(-1)"
        >
          <sz-icon name="left" [size]="20" />
        </button>
        <img
          [src]="address()"
          [alt]="shown.caption || data.title"
          [attr.width]="shown.width"
          [attr.height]="shown.height"
        />
        <button
          type="button"
          class="icon-btn turn"
          [disabled]="at() === images().length - 1"
          [attr.aria-label]="t('image.after')"
          (click)="turn(1)"
        >
          <sz-icon name="right" [size]="20" />
        </button>
      </div>
      @if (data.editable) {
        <input
          #field
          class="field"
          maxlength="500"
          [attr.aria-label]="t('image.caption')"
          [placeholder]="t('image.caption')"
          [value]="shown.caption ?? ''"
          (keydown)="$event.stopPropagation()"
          (change)="setCaption(shown, field.value)"
        />
      } @else if (shown.caption) {
        <p>{{ shown.caption }}</p>
      }
    }
  </section>`,
  styles: `
    section {
      display: grid;
      grid-template-columns: minmax(0, 1fr);
      gap: 10px;
      padding: 12px 14px 14px;
      background: var(--raised);
      border-radius: 12px;
      border: 1px solid var(--line);
    }
    header {
      display: flex;
      align-items: center;
      gap: 12px;
    }
    h2 {
      white-space: nowrap;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .acts {
      display: flex;
      margin-left: auto;
    }
    .stage {
      display: flex;
      align-items: center;
      gap: 8px;
      justify-content: center;
    }
    img {
      min-width: 0;
      max-width: min(80vw, 1100px);
      max-height: 70dvh;
      width: auto;
      height: auto;
      object-fit: contain;
      border-radius: 4px;
      background: var(--chip);
    }
    .turn {
      flex: none;
    }
    .turn:disabled {
      opacity: 0.25;
    }
    @media (max-width: 700px) {
      img {
        max-width: calc(100% - 88px);
      }
      section {
        padding: 10px 6px;
      }
      header {
        gap: 6px;
        padding-left: 6px;
      }
    }
  `,
})
export class ImageViewerDialog {
  protected readonly data = inject<ViewerData>(MAT_DIALOG_DATA);
  private readonly dialog = inject<MatDialogRef<ImageViewerDialog>>(MatDialogRef);
  protected readonly images = signal(this.data.images);
  protected readonly at = signal(Math.min(this.data.at, this.data.images.length - 1));
  protected readonly image = computed(() => this.images()[this.at()]);
  /** What a program has sent with the data could not be had back: it is taken away among the attachments. */
  protected readonly mayRemove = computed(() => this.data.editable && this.image()?.isAttached !== true);
  protected readonly address = computed(() => {
    const image = this.image();
    if (image && this.data.source) return this.data.source(image);
    return `/api/v4/attachments/${encodeURIComponent(image?.aid ?? '')}/image`;
  });

  protected turn(by: number): void {
    this.at.update((at) => Math.max(0, Math.min(this.images().length - 1, at + by)));
  }
  protected onKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowRight') this.turn(1);
    else if (event.key === 'ArrowLeft') this.turn(-1);
    else if (event.key === 'Delete' && this.mayRemove()) this.remove();
  }
  protected remove(): void {
    const image = this.image();
    if (!image) return;
    this.data.remove(image);
    this.images.update((images) => images.filter(({ aid }) => aid !== image.aid));
    if (this.images().length === 0) this.dialog.close();
    else this.turn(0);
  }
  protected setCaption(image: ScanImage, text: string): void {
    const caption = text.trim();
    this.images.update((images) => images.map((one) => (one.aid === image.aid ? { ...one, caption } : one)));
    this.data.caption(image, caption);
  }
}
