import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanImage } from '../core/api-types';
import { Words } from '../core/words';
import { Uploads, imagesIn } from '../scan-log/uploads';
import { Empty } from '../ui/empty';
import type { ViewerData } from '../ui/image-viewer.dialog';

/** Pictures of a dataset: small ones here, large ones in the viewer; several may be added at once. */
@Component({
  selector: 'sz-dataset-images',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (images().length) {
      <ul>
        @for (image of images(); track image.aid; let at = $index) {
          <li>
            <button type="button" [attr.aria-label]="t('image.show', { n: at + 1, scan: name() })" (click)="show(at)">
              <img
                [src]="'/api/v4/attachments/' + image.aid + '/thumbnail'"
                [alt]="image.caption ?? ''"
                loading="lazy"
              />
            </button>
            <span class="dim">{{ image.caption }}</span>
          </li>
        }
      </ul>
    } @else if (!editable()) {
      <sz-empty mark="fly" [heading]="t('drawer.noImages')" />
    }
    @if (editable()) {
      <label class="drop" (dragover)="$event.preventDefault()" (drop)="drop($event)">
        <input #files class="visually-hidden" type="file" accept="image/*" multiple (change)="add(files)" />
        <span>{{ t('drawer.drop') }}</span>
        @for (one of running(); track one.id) {
          <span class="dim">{{ one.name }} {{ percent(one.share) }}&thinsp;%</span>
        }
      </label>
    }
  </ng-container>`,
  styleUrl: '../records/record-pictures.css',
  host: { '(document:paste)': 'paste($event)' },
})
export class DatasetImages {
  readonly pid = input.required<string>();
  readonly name = input.required<string>();
  readonly images = input.required<readonly ScanImage[]>();
  readonly editable = input(false);
  readonly changed = output();
  private readonly uploads = inject(Uploads);
  private readonly dialogs = inject(MatDialog);
  private readonly words = inject(Words);
  protected readonly running = computed(() => this.uploads.all().filter(({ pid }) => pid === this.pid()));

  protected percent(share: number): number {
    return Math.round(share * 100);
  }
  protected add(field: HTMLInputElement): void {
    this.uploads.add(this.pid(), [...(field.files ?? [])]);
    field.value = '';
  }
  protected drop(event: DragEvent): void {
    event.preventDefault();
    this.uploads.add(this.pid(), imagesIn(event.dataTransfer));
  }
  protected paste(event: ClipboardEvent): void {
    if (!this.editable() || this.dialogs.openDialogs.length > 0) return;
    this.uploads.add(this.pid(), imagesIn(event.clipboardData));
  }
  protected async show(at: number): Promise<void> {
    const { ImageViewerDialog } = await import('../ui/image-viewer.dialog');
    const data: ViewerData = {
      title: this.words.say('image.title', { scan: this.name() }),
      images: this.images(),
      at,
      editable: this.editable(),
      remove: (image) => void this.uploads.remove(this.pid(), image),
      caption: (image, text) => void this.uploads.caption(this.pid(), image, text),
    };
    this.dialogs.open(ImageViewerDialog, {
      data,
      panelClass: 'viewer-pane',
      autoFocus: 'dialog',
      ariaLabel: data.title,
    });
  }
}
