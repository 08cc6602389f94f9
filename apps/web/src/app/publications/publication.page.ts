import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { RELATIONS_OF_WORKS, doiIn, doiUrl, draftOf, orcidIn, webAddressIn } from '@scizoo/domain';
import { firstValueFrom } from 'rxjs';
import { Api, part } from '../core/api';
import { FacilityInfo } from '../core/facility';
import { Notices } from '../core/notices';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { RecordMissing } from '../records/record-missing';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { When } from '../ui/when';
import { ChosenDatasets } from './chosen-datasets';
import { Citations } from './citations';
import { DatasetsTable } from './datasets-table';
import { PublicationActs } from './publication-acts';
import { PublicationRights } from './publication-rights';
import type { OpenPublication, Publication, Registration } from './publication-types';
import { stageOf } from './publication-types';
import { RegistrationPanel } from './registration-panel';
import { StageBadge } from './stage-badge';

const LOOK_AGAIN_MS = 2000;

/** A publication from draft to tombstone: how it stands, what it says, and what can be done with it. */
@Component({
  selector: 'sz-publication-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Citations,
    CopyButton,
    DatasetsTable,
    Icon,
    RecordMissing,
    RegistrationPanel,
    RouterLink,
    StageBadge,
    TranslocoDirective,
    When,
  ],
  templateUrl: './publication.page.html',
  styleUrls: ['../records/record-page.css', './publication.page.css'],
})
export class PublicationPage {
  readonly doi = input.required<string>();
  private readonly api = inject(Api);
  private readonly chosen = inject(ChosenDatasets);
  private readonly dialogs = inject(MatDialog);
  private readonly facility = inject(FacilityInfo);
  private readonly notices = inject(Notices);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  protected readonly acts = inject(PublicationActs);
  protected readonly rights = inject(PublicationRights);
  protected readonly words = inject(Words);
  protected readonly doiUrl = doiUrl;
  protected readonly orcidIn = orcidIn;

  private readonly asked = computed(() => `${this.session.lastUser()?.id ?? ''} ${this.doi()}`);
  protected readonly found = loaded(
    () => this.asked(),
    async (_asked, signal) => {
      await this.session.load();
      return this.api.get<Publication>(this.acts.pathOf(this.doi()), {}, signal);
    },
    { same: (a, b) => a === b },
  );
  protected readonly stage = computed(() => {
    const found = this.found.value();
    return found ? stageOf(found) : 'draft';
  });
  /** For its creator, its reviewers and admins; others see the record as it is. */
  protected readonly registration = loaded(
    () => (this.found.value() && this.session.lastUser() ? this.asked() : null),
    async (_asked, signal) => {
      try {
        return await this.api.get<Registration>(this.acts.pathOf(this.doi(), 'registration'), {}, signal);
      } catch (fault) {
        if (asProblem(fault).kind === 'forbidden') return null;
        throw fault;
      }
    },
    { same: (a, b) => a === b },
  );
  protected readonly isPublic = computed(() => ['findable', 'amending'].includes(this.stage()));
  protected readonly open = loaded(
    () => (this.isPublic() ? this.asked() : null),
    (_asked, signal) => this.api.get<OpenPublication>(`/api/v4/publications/${part(this.doi())}`, {}, signal),
  );
  protected readonly datasets = loaded(
    () => {
      const pids = this.found.value()?.datasetPids;
      return pids ? JSON.stringify(pids) : null;
    },
    (pids, signal) => this.chosen.find(JSON.parse(pids) as string[], signal),
    { same: (a, b) => a === b },
  );
  protected kindText(kind: string): string {
    return ['raw', 'derived'].includes(kind) ? this.words.say(`dataset.type.${kind}`) : kind;
  }
  protected readonly draft = computed(() => draftOf(this.found.value() ?? {}));
  protected readonly landingPage = computed(() => {
    const before = this.facility.facility()?.landingPages;
    return before && (this.isPublic() || this.stage() === 'withdrawn') ? before + encodeURIComponent(this.doi()) : null;
  });
  /** Other versions of the same work. */
  protected readonly versions = computed(() => {
    const all = this.registration.value()?.versions ?? [];
    return all.length > 1 ? all : [];
  });

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.found.value()?.title ?? this.words.say('publication.title')));
    effect((onCleanup) => {
      const task = this.registration.value()?.task;
      if (!task || task.state === 'failed') return;
      const timer = setTimeout(() => this.again(), LOOK_AGAIN_MS);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected relationOf(relation: string): string {
    const isKnown = RELATIONS_OF_WORKS.some((known) => known === relation);
    return isKnown ? this.words.say(`publishing.relations.${relation}`) : relation;
  }
  /** Where a reader gets to; nothing for what no browser opens. */
  protected addressOf(identifier: string): string | null {
    const doi = doiIn(identifier);
    return doi ? doiUrl(doi) : (webAddressIn(identifier) ?? null);
  }
  protected again(): void {
    this.found.again();
    this.registration.again();
  }
  protected async askForReview(): Promise<void> {
    const { ReviewDialog } = await import('./review.dialog');
    const data = this.registration.value()?.reviewers ?? [];
    const dialog = this.dialogs.open<unknown, readonly string[], string[]>(ReviewDialog, { data, width: '480px' });
    const reviewers = await firstValueFrom(dialog.afterClosed());
    if (reviewers && (await this.acts.act(this.doi(), 'submit', { reviewers }))) this.again();
  }
  protected async amend(): Promise<void> {
    const isSure = await this.acts.sure(
      'publication.amendTitle',
      'publication.amendText',
      'publication.amend',
      this.doi(),
    );
    if (isSure && (await this.acts.act(this.doi(), 'amend'))) this.again();
  }
  protected async dropAmendment(): Promise<void> {
    if (await this.acts.dropAmendment(this.doi())) this.again();
  }
  protected async discard(draft: Publication): Promise<void> {
    if (!(await this.acts.discard(draft))) return;
    await this.router.navigate(['/publications']);
    this.notices.offer(this.words.say('publication.discarded'), () => void this.bringBack(draft));
  }
  private async bringBack(draft: Publication): Promise<void> {
    const doi = await this.acts.bringBack(draft);
    if (doi) await this.router.navigate(['/publications', doi]);
  }
  protected async newVersion(): Promise<void> {
    const doi = await this.acts.newVersion(this.doi());
    if (doi) await this.router.navigate(['/publications', doi, 'edit']);
  }
  protected async withdraw(): Promise<void> {
    const { whyOf } = await import('../ui/why.dialog');
    const because = await whyOf(this.dialogs, {
      title: this.words.say('publication.withdrawTitle', { doi: this.doi() }),
      text: this.words.say('publication.withdrawText'),
      act: this.words.say('publication.withdraw'),
    });
    if (because && (await this.acts.act(this.doi(), 'withdraw', { reason: because.reason }))) this.again();
  }
}
