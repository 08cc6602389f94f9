import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { Empty } from '../../ui/empty';
import { ProblemPanel } from '../../ui/problem-panel';
import type { SearchPage } from '../list/search';
import { SEARCH } from '../list/search';
import { OpenDataset } from '../open-dataset';
import { CatalogueRelations } from '../relations/catalogue-relations';
import { RelationGraphView } from '../relations/relation-graph';

const MOST = 100;
/** One thing that the dataset belongs to or was made from. */
interface Related {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
  readonly link: readonly string[] | null;
}
interface Group {
  readonly kind: string;
  readonly items: readonly Related[];
  /** More of them are in the catalogue than stand here. */
  readonly more: boolean;
}
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Where a dataset comes from and what came out of it: proposals, samples, instruments, inputs and derived data. */
@Component({
  selector: 'sz-dataset-relations',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, ProblemPanel, RelationGraphView, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @defer {
      <sz-relation-graph />
    }
    @if (related.value(); as groups) {
      @for (group of groups; track group.kind) {
        <section>
          <h3>{{ t('relations.' + group.kind) }}</h3>
          <ul [attr.aria-label]="t('relations.' + group.kind)">
            @for (one of group.items; track one.id) {
              <li>
                @if (one.link; as link) {
                  <a [routerLink]="link">{{ one.name }}</a>
                } @else {
                  <span>{{ one.name }}</span>
                }
                <span class="dim">{{ one.hint }}</span>
              </li>
            }
          </ul>
          @if (group.more) {
            <p>
              <a routerLink="/datasets" [queryParams]="{ text: open.pid() }">{{ t('relations.more') }}</a>
            </p>
          }
        </section>
      } @empty {
        <sz-empty mark="cat" [heading]="t('relations.none')" [text]="t('relations.noneText')" />
      }
      @if (software().length) {
        <section>
          <h3>{{ t('relations.software') }}</h3>
          <ul>
            @for (one of software(); track one) {
              <li class="mono">{{ one }}</li>
            }
          </ul>
        </section>
      }
    } @else if (related.problem(); as fault) {
      <sz-problem [problem]="fault" [heading]="t('relations.failed')" (again)="related.again()" />
    } @else {
      <div class="waits" role="status" [attr.aria-label]="t('relations.loading')">
        <span class="skeleton"></span><span class="skeleton"></span><span class="skeleton"></span>
      </div>
    }
  </ng-container>`,
  styles: `
    h3 {
      margin: 0 0 4px;
      padding-bottom: 4px;
      border-bottom: 1px solid var(--line);
      color: var(--faint);
      font-size: 12px;
      font-weight: 500;
    }
    section {
      margin-bottom: 22px;
    }
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 2px 14px;
      min-height: 30px;
      overflow-wrap: anywhere;
    }
    .waits {
      display: grid;
      gap: 18px;
      padding-top: 12px;
    }
  `,
})
export class DatasetRelations {
  protected readonly open = inject(OpenDataset);
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  private readonly words = inject(Words);
  protected readonly software = computed(() => this.open.dataset()?.usedSoftware ?? []);

  protected readonly related = loaded(
    () => this.open.dataset(),
    async (dataset, signal) => {
      const groups = await Promise.all([
        this.inputs(dataset, signal),
        this.derived(dataset, signal),
        this.published(dataset, signal),
        this.named('proposals', 'proposals', dataset.proposalIds, 'title', signal),
        this.named('samples', 'samples', dataset.sampleIds, 'description', signal),
        this.named('instruments', 'instruments', dataset.instrumentIds, 'name', signal),
      ]);
      return groups.filter(({ items }) => items.length > 0);
    },
    { same: (before, now) => before.pid === now.pid },
  );

  /** Datasets that one may not see stand by their identifiers. */
  private async inputs({ inputDatasets }: Dataset, signal: AbortSignal): Promise<Group> {
    const pids = (inputDatasets ?? []).slice(0, MOST);
    if (pids.length === 0) return { kind: 'inputs', items: [], more: false };
    const { items } = await this.search({ pid: pids }, signal);
    const known = new Map(items.map((item) => [item.id, item]));
    const unseen = (id: string): Related => ({ id, name: id, hint: this.words.say('relations.unseen'), link: null });
    return { kind: 'inputs', items: pids.map((pid) => known.get(pid) ?? unseen(pid)), more: false };
  }
  private async derived({ pid }: Dataset, signal: AbortSignal): Promise<Group> {
    return { kind: 'derived', ...(await this.search({ inputDatasets: [pid] }, signal)) };
  }
  private async published({ pid }: Dataset, signal: AbortSignal): Promise<Group> {
    const relations = new CatalogueRelations(this.api, this.session.lastUser() !== null, signal);
    const found = await relations.publicationsOf([pid], MOST);
    const items = found.map(({ doi, title }) => ({
      ...{ id: doi, name: title || doi, hint: doi },
      link: ['/publications', doi],
    }));
    return { kind: 'publications', items, more: false };
  }
  private async search(
    filters: Record<string, string[]>,
    signal: AbortSignal,
  ): Promise<{ items: Related[]; more: boolean }> {
    const page = await this.api.ask<SearchPage>(SEARCH, { scope: 'all', filters, limit: MOST }, signal);
    const items = page.items.map(({ pid, datasetName, type }) => ({
      id: pid,
      name: datasetName || pid,
      hint: [type, pid].join(' · '),
      link: ['/datasets', pid],
    }));
    return { items, more: page.next !== null };
  }
  /** Their names are a help; without them the identifiers stand there. */
  private async named(
    kind: string,
    path: string,
    ids: readonly string[] | null | undefined,
    title: string,
    signal: AbortSignal,
  ): Promise<Group> {
    const items = await Promise.all(
      (ids ?? []).slice(0, MOST).map(async (id): Promise<Related> => {
        const link = [`/${path}`, id];
        const bare = { id, name: id, hint: '', link };
        if (!this.session.lastUser()) return bare;
        try {
          const found = await this.api.get<Record<string, unknown>>(`/api/v3/${path}/${part(id)}`, {}, signal);
          const name = text(found[title]);
          return kind === 'instruments' ? { ...bare, name: name || id, hint: name ? id : '' } : { ...bare, hint: name };
        } catch (fault) {
          if (asProblem(fault).kind === 'missing' || asProblem(fault).kind === 'forbidden')
            return { ...bare, link: null };
          throw fault;
        }
      }),
    );
    return { kind, items, more: false };
  }
}
