import { Injectable, computed, inject } from '@angular/core';
import { Api, part } from '../core/api';
import type { Dataset } from '../core/api-types';
import { loaded } from '../core/settled';
import type { DatasetItem, SearchBody, SearchPage } from './list/search';
import { SEARCH } from './list/search';
import { OpenDataset } from './open-dataset';

/** Scans that begin at the same moment as the open one may stand before it in the answer. */
const ENOUGH = 5;

/** The scans of the same proposal right before and right after the open one. */
@Injectable()
export class Neighbours {
  private readonly api = inject(Api);
  private readonly open = inject(OpenDataset);
  private readonly place = computed(
    () => {
      const { pid, startTime, proposalIds } = this.open.dataset() ?? {};
      const proposal = proposalIds?.[0];
      return pid && startTime && proposal ? { pid, startTime, proposal } : null;
    },
    { equal: (a, b) => a?.pid === b?.pid && a?.startTime === b?.startTime && a?.proposal === b?.proposal },
  );
  private readonly around = loaded(
    () => this.place(),
    async (place, signal) => {
      const [before, after] = await Promise.all([
        this.nearest(place, { till: place.startTime }, 'desc', signal),
        this.nearest(place, { from: place.startTime }, 'asc', signal),
      ]);
      return { before, after: after?.pid === before?.pid ? null : after };
    },
  );
  readonly before = computed(() => this.around.value()?.before ?? null);
  readonly after = computed(() => this.around.value()?.after ?? null);
  /** What the scan before recorded; asked for only while somebody looks at it. */
  metadataBefore(signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const before = this.before();
    if (!before) return Promise.resolve({});
    return this.api
      .get<Dataset>(`/api/v4/datasets/${part(before.pid)}`, {}, signal)
      .then(({ scientificMetadata }) => scientificMetadata ?? {});
  }

  private async nearest(
    { pid, proposal }: { pid: string; proposal: string },
    startTime: { from?: string; till?: string },
    direction: 'asc' | 'desc',
    signal: AbortSignal,
  ): Promise<DatasetItem | null> {
    const body: SearchBody & { sort: object; limit: number } = {
      scope: 'all',
      filters: { proposalIds: [proposal] },
      dates: { startTime },
      sort: { field: 'startTime', direction },
      limit: ENOUGH,
    };
    const { items } = await this.api.ask<SearchPage>(SEARCH, body, signal);
    return items.find((item) => item.pid !== pid) ?? null;
  }
}
