import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import type { Dataset } from '../core/api-types';
import { bytes } from '../core/numbers';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { Stars } from '../ui/stars';
import { When } from '../ui/when';
import { Pager } from './pager';
import type { Where } from './where';

const PAGE = 25;
const FIELDS = [
  ...['pid', 'datasetName', 'runNumber', 'type', 'startTime', 'creationTime', 'size', 'numberOfFiles', 'comment'],
  ...['dataQualityMetrics', 'isPublished', 'scientificMetadata.scan_command'],
] as const;
type Row = Pick<Dataset, Extract<(typeof FIELDS)[number], keyof Dataset> | 'scientificMetadata'>;

/** Datasets that belong to another record, newest first. */
@Component({
  selector: 'sz-record-datasets',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Pager, ProblemPanel, RouterLink, Stars, TranslocoDirective, When],
  templateUrl: './record-datasets.html',
  styleUrls: ['./record-list.css', './record-datasets.css'],
})
export class RecordDatasets {
  readonly where = input.required<Where>();
  readonly label = input.required<string>();
  readonly page = input(1);
  /** Few rows without a pager. */
  readonly most = input<number>();
  readonly counted = output<number>();
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  protected readonly size = computed(() => this.most() ?? PAGE);
  private readonly question = computed(
    () => ({
      where: this.where(),
      user: this.session.lastUser()?.id ?? '',
      limit: this.size(),
      skip: this.most() ? 0 : (this.page() - 1) * PAGE,
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  private readonly route = computed(() => `/api/v4/datasets${this.session.lastUser() ? '' : '/public'}`);

  protected readonly rows = loaded(
    () => this.question(),
    async ({ where, limit, skip }, signal) => {
      await this.session.load();
      const filter = { where, fields: FIELDS, limits: { limit, skip, sort: { creationTime: 'desc' } } };
      return this.api.get<Row[]>(this.route(), { filter: JSON.stringify(filter) }, signal);
    },
    { same: (a, b) => JSON.stringify(a.where) === JSON.stringify(b.where) },
  );
  protected readonly total = loaded(
    () => JSON.stringify({ where: this.question().where, user: this.question().user }),
    async (question, signal) => {
      await this.session.load();
      const { where } = JSON.parse(question) as { where: Where };
      const query = { filter: JSON.stringify({ where }) };
      const { count } = await this.api.get<{ count: number }>(`${this.route()}/count`, query, signal);
      this.counted.emit(count);
      return count;
    },
  );

  protected sizeOf(row: Row): { value: string; unit: string } {
    return bytes(row.size ?? 0, this.preferences.language());
  }
  protected commandOf({ scientificMetadata }: Row): string {
    const entry = scientificMetadata?.['scan_command'];
    const value = typeof entry === 'object' && entry !== null ? (entry as { value?: unknown }).value : entry;
    return typeof value === 'string' ? value : '';
  }
  protected stars({ dataQualityMetrics }: Row): number | null {
    return dataQualityMetrics || null;
  }
}
