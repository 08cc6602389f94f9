import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, signal } from '@angular/core';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { agentNamed, draftOf, licenceOf, recordOfDraft } from '@scizoo/domain';
import { Api } from '../../core/api';
import { FacilityInfo } from '../../core/facility';
import type { Problem } from '../../core/problem';
import { asProblem } from '../../core/problem';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import type { ChosenDataset } from '../chosen-datasets';
import { ChosenDatasets, investigatorsOf } from '../chosen-datasets';
import { DatasetsTable } from '../datasets-table';
import { chosenBefore } from '../handed-over';
import type { Publication } from '../publication-types';

interface Known {
  title?: string | null;
  abstract?: string | null;
}

/** The first look at what is to be published. Nothing is stored before the draft is begun. */
@Component({
  selector: 'sz-new-publication-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DatasetsTable, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <nav class="crumbs" [attr.aria-label]="t('dataset.crumbs')">
      <a routerLink="/publications">{{ t('publications.title') }}</a>
    </nav>
    <h1>{{ words.many('publishing.newTitle', chosen().length) }}</h1>
    <p class="dim">{{ t('publishing.newText') }}</p>
    <sz-datasets-table
      [pids]="chosen()"
      [found]="datasets.value()"
      [problem]="datasets.problem()"
      [editable]="true"
      (chosen)="chosen.set($event)"
      (again)="datasets.again()"
    />
    @if (problem(); as fault) {
      <p class="bad" role="alert">{{ words.ofProblem(fault) }}</p>
    }
    <p class="acts">
      <button
        type="button"
        class="btn primary"
        [disabled]="chosen().length === 0 || datasets.value() === null || busy()"
        (click)="begin()"
      >
        {{ t('publishing.begin') }}
      </button>
      <a class="btn plain" routerLink="/datasets">{{ t('publishing.chooseOthers') }}</a>
    </p>
  </ng-container>`,
  styles: `
    :host {
      display: block;
      width: 100%;
      max-width: 1100px;
      margin: 0 auto;
      padding: 16px 24px 40px;
    }
    h1 {
      margin: 6px 0;
      font-size: 20px;
    }
    sz-datasets-table {
      display: block;
      margin-top: 16px;
    }
    .acts {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
      margin-top: 20px;
    }
    .bad {
      margin-top: 12px;
      color: var(--bad);
    }
    @media (max-width: 700px) {
      :host {
        padding: 12px 12px 32px;
      }
    }
  `,
})
export class NewPublicationPage {
  readonly pid = input<string | string[]>();
  private readonly api = inject(Api);
  private readonly facility = inject(FacilityInfo);
  private readonly known = inject(ChosenDatasets);
  private readonly router = inject(Router);
  protected readonly words = inject(Words);
  protected readonly busy = signal(false);
  protected readonly problem = signal<Problem | null>(null);
  private readonly named = computed(() => [this.pid() ?? []].flat());
  protected readonly chosen = linkedSignal<readonly string[]>(() =>
    this.named().length > 0 ? this.named() : chosenBefore(),
  );
  protected readonly datasets = loaded(
    () => JSON.stringify(this.chosen()),
    (pids, signal) => this.known.find(JSON.parse(pids) as string[], signal),
    { same: () => true },
  );

  protected async begin(): Promise<void> {
    this.busy.set(true);
    this.problem.set(null);
    try {
      const record = await this.api.send<Publication>('POST', '/api/v4/publisheddata', await this.firstDraft());
      await this.router.navigate(['/publications', record.doi, 'edit'], { queryParams: { step: 'description' } });
    } catch (fault) {
      this.problem.set(asProblem(fault));
    } finally {
      this.busy.set(false);
    }
  }
  /** Filled with what proposal and datasets know, so that little has to be typed twice. */
  private async firstDraft(): Promise<object> {
    const datasets = this.datasets.value() ?? [];
    const known = await this.ofProposal(datasets[0]);
    const draft = {
      ...draftOf({}),
      title: known.title || this.words.say('publishing.firstTitle', { name: datasets[0]?.datasetName ?? '' }),
      abstract: known.abstract ?? '',
      datasetPids: this.chosen(),
      resourceType: datasets.every(({ type }) => type === 'derived') && datasets.length > 0 ? 'derived' : 'raw',
      publisher: this.facility.facility()?.siteName ?? '',
      publicationYear: String(new Date().getFullYear()),
      language: 'en',
      creators: investigatorsOf(datasets).map(agentNamed),
      licence: licenceOf({ id: 'CC-BY-4.0' }),
    };
    const { title, abstract, datasetPids, metadata } = recordOfDraft(draft, {});
    return { title, abstract, datasetPids, metadata };
  }
  private async ofProposal(dataset: ChosenDataset | undefined): Promise<Known> {
    if (!dataset) return {};
    try {
      return await this.api.get<Known>('/api/v4/publisheddata/formpopulate', { pid: dataset.pid });
    } catch {
      // The draft begins without the words of the proposal then.
      return {};
    }
  }
}
