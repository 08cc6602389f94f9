import { ChangeDetectionStrategy, Component, DestroyRef, computed, effect, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { Api } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Pager } from '../records/pager';
import type { Sample } from '../records/record-types';
import { Rights } from '../records/rights';
import { allOf, holdsWords, nextSort, pageOf, sortOf, sortText } from '../records/where';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { humanKey } from '../ui/metadata';
import { ProblemPanel } from '../ui/problem-panel';
import { QuantityText } from '../ui/quantity-text';
import { When } from '../ui/when';
import { commonKeys } from './characteristics';
import { ConditionField } from './condition-field';
import { NewSample } from './new-sample';
import type { Characteristic, SamplesQuestion } from './samples-question';
import {
  NEWEST,
  PAGE_SIZE,
  SEARCHED,
  SORTABLE,
  characteristicField,
  conditionOf,
  conditionText,
} from './samples-question';

const TYPING_MS = 250;
const MOST_COLUMNS = 4;

/** All samples that one may see, with their common characteristics as columns. The address is the state. */
@Component({
  selector: 'sz-samples-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConditionField, Empty, Icon, Pager, ProblemPanel, QuantityText, RouterLink, TranslocoDirective, When],
  templateUrl: './samples.page.html',
  styleUrls: ['../records/record-list.css', '../records/list-tools.css', './samples.page.css'],
})
export class SamplesPage {
  readonly q = input<string>();
  readonly type = input<string>();
  readonly proposal = input<string>();
  /** Conditions on characteristics: `mass > 2 mg`. */
  readonly with = input<string | string[]>();
  readonly sort = input<string>();
  readonly page = input<string>();
  /** Opens the form for a new sample, of this proposal if it is one's number. */
  readonly new = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  private readonly session = inject(Session);
  private readonly newSample = inject(NewSample);
  private readonly dialogs = inject(MatDialog);
  protected readonly rights = inject(Rights);
  protected readonly words = inject(Words);
  protected readonly pageSize = PAGE_SIZE;
  protected readonly humanKey = humanKey;
  protected readonly conditionText = conditionText;
  protected readonly unfolded = signal(false);
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly question = computed<SamplesQuestion>(
    () => ({
      text: this.q() ?? '',
      type: this.type() ?? '',
      proposal: this.proposal() ?? '',
      conditions: [this.with() ?? []].flat().flatMap((text) => conditionOf(text) ?? []),
      sort: sortOf(this.sort(), SORTABLE, NEWEST),
      page: pageOf(this.page()),
    }),
    { equal: (a, b) => JSON.stringify(a) === JSON.stringify(b) },
  );
  protected readonly filters = computed(() => {
    const { type, proposal, conditions } = this.question();
    return [type, proposal].filter(Boolean).length + conditions.length;
  });
  private readonly fields = computed(() => {
    const { text, type, proposal, conditions } = this.question();
    return JSON.stringify({
      ...(type && { type }),
      ...(proposal && { proposalId: proposal }),
      ...(conditions.length > 0 && { characteristics: conditions.map(characteristicField) }),
      ...(text && { mode: allOf(holdsWords(text, SEARCHED)) }),
    });
  });
  private readonly user = computed(() => this.session.lastUser()?.id ?? '');
  protected readonly rows = loaded(
    () => ({ fields: this.fields(), sort: this.question().sort, page: this.question().page, user: this.user() }),
    ({ fields, sort, page }, signal) => {
      const limits = { limit: PAGE_SIZE, skip: (page - 1) * PAGE_SIZE, order: `${sortText(sort)},sampleId:asc` };
      return this.api.get<Sample[]>('/api/v3/samples/fullquery', { fields, limits: JSON.stringify(limits) }, signal);
    },
    { same: () => true },
  );
  protected readonly total = loaded(
    () => ({ fields: this.fields(), user: this.user() }),
    async ({ fields }, signal) =>
      (await this.api.get<{ count: number }>('/api/v3/samples/count', { fields }, signal)).count,
    { same: () => true },
  );
  protected readonly keys = computed(() => commonKeys(this.rows.value() ?? [], MOST_COLUMNS));
  /** Names of all characteristics that one may see, for completion; until they are here, those of the rows. */
  private readonly known = loaded(
    () => (this.user() ? { user: this.user() } : null),
    (_asked, signal) => this.api.get<string[]>('/api/v3/samples/metadataKeys', { fields: '{}' }, signal),
    { same: (a, b) => a.user === b.user },
  );
  protected readonly allKeys = computed(() => this.known.value() ?? commonKeys(this.rows.value() ?? [], 200));

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
    effect(() => {
      const proposalId = this.new();
      if (proposalId === undefined || !this.session.user()) return;
      void this.openForm(proposalId);
    });
  }

  /** The form is a place of its own in the address, so that it can be linked to and survives a reload. */
  private async openForm(proposalId: string): Promise<void> {
    const isGroup = this.rights.groups().includes(proposalId);
    const values = proposalId ? { proposalId, ...(isGroup && { ownerGroup: proposalId }) } : {};
    await this.newSample.ask(values, `sample.new.${proposalId}`);
    if (this.router.url.startsWith('/samples?')) void this.go({ new: null }, true);
  }
  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.go({ q: text.trim() || null }, true), TYPING_MS);
  }
  protected go(queryParams: Record<string, string | string[] | null>, replaceUrl = false): Promise<boolean> {
    const to = { relativeTo: this.route, queryParams: { page: null, ...queryParams }, replaceUrl };
    return this.router.navigate([], { ...to, queryParamsHandling: 'merge' });
  }
  protected async importTable(): Promise<void> {
    const { ImportSamplesDialog } = await import('./import.dialog');
    const opened = this.dialogs.open<unknown, unknown, number>(ImportSamplesDialog, {
      width: '900px',
      maxWidth: '96vw',
      disableClose: true,
    });
    if ((await firstValueFrom(opened.afterClosed())) ?? 0) {
      this.rows.again();
      this.total.again();
    }
  }
  protected clear(): void {
    void this.router.navigate([], { relativeTo: this.route, queryParams: {} });
  }
  protected addCondition(condition: Characteristic): void {
    void this.go({ with: [...this.question().conditions, condition].map(conditionText) });
  }
  protected without(condition: Characteristic): string[] | null {
    const rest = this.question().conditions.filter((one) => one !== condition);
    return rest.length > 0 ? rest.map(conditionText) : null;
  }
  protected sortLink(field: string): string {
    return sortText(nextSort(this.question().sort, field, field === 'createdAt' ? 'desc' : 'asc'));
  }
  protected ariaSort(field: string): 'ascending' | 'descending' | null {
    const { sort } = this.question();
    if (sort.field !== field) return null;
    return sort.direction === 'asc' ? 'ascending' : 'descending';
  }
}
