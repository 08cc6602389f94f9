import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import type { Params } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { MetadataEditor } from '../editing/metadata-editor';
import { Icon } from '../../ui/icon';
import { MetadataTree } from '../../ui/metadata-tree';
import type { MetadataNode } from '../../ui/metadata';
import { writeAddress, BARE } from '../list/address';
import { Neighbours } from '../neighbours';
import { OpenDataset } from '../open-dataset';

/** The scientific metadata to read, and to change for those who may. */
@Component({
  selector: 'sz-dataset-metadata',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MetadataEditor, MetadataTree, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (open.dataset(); as found) {
      @if (editing()) {
        <sz-metadata-editor [metadata]="found.scientificMetadata ?? {}" (closed)="editing.set(false)" />
      } @else {
        @if (open.mayEdit()) {
          <p class="acts">
            @if (open.isFrozen('scientificMetadata')) {
              <span class="dim">{{ t('edit.frozenMetadata') }}</span>
            } @else {
              <button type="button" class="btn" (click)="editing.set(true)">
                <sz-icon name="pen" [size]="14" />{{ t('edit.metadata') }}
              </button>
            }
          </p>
        }
        <sz-metadata-tree [metadata]="found.scientificMetadata ?? {}" [earlier]="earlier()" [searchFor]="searchFor" />
      }
    }
  </ng-container>`,
  styles: `
    .acts {
      margin-bottom: 12px;
    }
  `,
})
export class DatasetMetadata {
  protected readonly open = inject(OpenDataset);
  private readonly neighbours = inject(Neighbours);
  protected readonly editing = signal(false);
  protected readonly earlier = computed(() => {
    const before = this.neighbours.before();
    return before && { name: before.datasetName, load: () => this.neighbours.metadataBefore() };
  });
  /** The list of what has this value too. */
  protected readonly searchFor = ({ path, reading }: MetadataNode): Params | null => {
    const { value, unit } = reading ?? {};
    if (typeof value !== 'number' && typeof value !== 'string') return null;
    return writeAddress({ ...BARE, conditions: [{ key: path, relation: 'equal', value, ...(unit && { unit }) }] });
  };

  constructor() {
    effect(() => {
      this.open.pid();
      this.editing.set(false);
    });
  }
}
