import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Icon } from '../../ui/icon';
import { MetadataTree } from '../../ui/metadata-tree';
import { ProblemPanel } from '../../ui/problem-panel';
import { When } from '../../ui/when';
import type { DatasetItem } from './search';
import { DatasetThumbnail } from './table/thumbnail';

const SPACING_MS = 150;

/** The focused dataset beside the list: what it is and its metadata, without leaving the list. */
@Component({
  selector: 'sz-dataset-preview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DatasetThumbnail, Icon, MetadataTree, ProblemPanel, RouterLink, TranslocoDirective, When],
  template: `<aside *transloco="let t" [attr.aria-label]="t('list.preview', { name: item().datasetName })">
    <header>
      <h2>{{ item().datasetName }}</h2>
      <button
        type="button"
        class="icon-btn"
        [attr.aria-label]="t('drawer.close')"
        [title]="t('drawer.close')"
        (click)="closed.emit()"
      >
        <sz-icon name="cross" />
      </button>
    </header>
    <p>
      <a class="btn" [routerLink]="['/datasets', item().pid]">{{ t('drawer.open') }}</a>
    </p>
    @if (item().startTime; as start) {
      <p class="dim"><sz-when [moment]="start" /></p>
    }
    @if (item().hasThumbnail) {
      <sz-dataset-thumbnail [large]="true" [pid]="item().pid" />
    }
    @if (item().scan?.command; as command) {
      <p class="mono">{{ command }}</p>
    }
    @if (item().comment; as comment) {
      <p class="comment">{{ comment }}</p>
    }
    @if (item().description; as description) {
      <p class="comment dim">{{ description }}</p>
    }
    @if (dataset.value(); as found) {
      <sz-metadata-tree [metadata]="found.scientificMetadata ?? {}" />
    } @else if (dataset.problem(); as fault) {
      <sz-problem [problem]="fault" [heading]="t('dataset.failed')" (again)="dataset.again()" />
    } @else {
      <span class="skeleton" role="status" [attr.aria-label]="t('dataset.loading')"></span>
    }
  </aside>`,
  styles: `
    :host {
      display: block;
      min-height: 0;
      border-left: 1px solid var(--line);
      background: var(--surface);
    }
    aside {
      display: grid;
      align-content: start;
      gap: 12px;
      height: 100%;
      overflow: auto;
      padding: 12px 16px 24px;
    }
    header {
      display: flex;
      align-items: flex-start;
      justify-content: space-between;
      gap: 8px;
    }
    h2,
    p {
      overflow-wrap: anywhere;
    }
    .comment {
      white-space: pre-wrap;
    }
  `,
})
export class DatasetPreview {
  readonly item = input.required<DatasetItem>();
  readonly closed = output();
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly dataset = loaded(
    () => this.item().pid,
    (pid, signal) => {
      const route = this.session.lastUser() ? 'datasets' : 'datasets/public';
      return this.api.get<Dataset>(`/api/v4/${route}/${part(pid)}`, {}, signal);
    },
    { spacing: SPACING_MS },
  );
}
