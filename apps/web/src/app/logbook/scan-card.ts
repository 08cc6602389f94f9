import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { ScanLogRow } from '../core/api-types';
import { Words } from '../core/words';
import type { ViewerData } from '../ui/image-viewer.dialog';
import { humanKey } from '../ui/metadata';
import { QuantityText } from '../ui/quantity-text';
import { StateBadge } from '../ui/state-badge';

const FIRST_VALUES = 6;
/** What has parts of its own has no place in a line; the page of the dataset shows it. */
const isOneValue = (value: unknown): boolean =>
  Array.isArray(value) ? value.every((item) => typeof item !== 'object') : typeof value !== 'object' || value === null;

/** A scan that an entry tells of: what was measured, the values that were recorded with it, its pictures. */
@Component({
  selector: 'sz-scan-card',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [QuantityText, RouterLink, StateBadge, TranslocoDirective],
  template: `<div *transloco="let t" [attr.data-scan]="scan().pid">
    <p class="head">
      <a [routerLink]="['/datasets', scan().pid]">{{ t('logbook.scan', { scan: name() }) }}</a>
      @if (scan().state; as state) {
        <sz-state [state]="state" />
      }
      @if (!bare() && scan().command) {
        <span class="mono command">{{ scan().command }}</span>
      }
    </p>
    @if (scan().images.length) {
      <div class="images" role="group" [attr.aria-label]="t('logbook.picturesOf', { scan: name() })">
        @for (image of scan().images; track image.aid; let at = $index) {
          <button type="button" [attr.aria-label]="t('image.show', { n: at + 1, scan: name() })" (click)="view(at)">
            <img [src]="'/api/v4/attachments/' + image.aid + '/thumbnail'" [alt]="image.caption ?? ''" loading="lazy" />
          </button>
        }
      </div>
    }
    @if (values().length) {
      <dl>
        @for (one of shown(); track one.key) {
          <div>
            <dt [title]="one.key">{{ one.name }}</dt>
            <dd><sz-quantity [entry]="one.value" /></dd>
          </div>
        }
      </dl>
      @if (values().length > first) {
        <button type="button" class="more" [attr.aria-expanded]="unfolded()" (click)="unfolded.set(!unfolded())">
          {{ words.many('logbook.values', values().length) }}
        </button>
      }
    }
  </div>`,
  styles: `
    .head {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 8px;
      font-size: 12px;
    }
    .command {
      color: var(--dim);
      overflow-wrap: anywhere;
    }
    .images {
      display: flex;
      flex-wrap: wrap;
      gap: 6px;
      margin: 6px 0;
    }
    .images button {
      padding: 0;
      border: 1px solid var(--line);
      border-radius: 6px;
      background: var(--chip);
      overflow: hidden;
    }
    .images img {
      display: block;
      height: 64px;
      max-width: 120px;
      object-fit: cover;
    }
    dl {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
      gap: 1px 16px;
      margin: 4px 0;
      font-size: 12px;
    }
    dl div {
      display: flex;
      justify-content: space-between;
      gap: 8px;
      min-width: 0;
    }
    dt {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      color: var(--dim);
    }
    dd {
      margin: 0;
      max-width: 60%;
      font-variant-numeric: tabular-nums;
      display: flex;
    }
    .more {
      min-height: 24px;
      padding: 0;
      border: 0;
      background: none;
      color: var(--accent);
      font-size: 12px;
      text-decoration: underline;
      text-underline-offset: 2px;
    }
  `,
})
export class ScanCard {
  readonly scan = input.required<ScanLogRow>();
  /** Where its command stands above already. */
  readonly bare = input(false);
  private readonly dialogs = inject(MatDialog);
  protected readonly words = inject(Words);
  protected readonly first = FIRST_VALUES;
  protected readonly unfolded = signal(false);
  protected readonly name = computed(() => this.scan().runNumber ?? this.scan().datasetName);
  protected readonly values = computed(() =>
    Object.entries(this.scan().metadata)
      .filter(([, { value }]) => isOneValue(value))
      .map(([key, value]) => ({ key, name: humanKey(key), value })),
  );
  protected readonly shown = computed(() => (this.unfolded() ? this.values() : this.values().slice(0, FIRST_VALUES)));

  protected async view(at: number): Promise<void> {
    const { ImageViewerDialog } = await import('../ui/image-viewer.dialog');
    const data: ViewerData = {
      title: this.words.say('image.title', { scan: this.name() }),
      images: this.scan().images,
      at,
      editable: false,
      remove: () => undefined,
      caption: () => undefined,
    };
    this.dialogs.open(ImageViewerDialog, {
      data,
      panelClass: 'viewer-pane',
      autoFocus: 'dialog',
      ariaLabel: data.title,
    });
  }
}
