import { Injectable } from '@nestjs/common';
import {
  type Caller,
  conflict,
  decodeKeys,
  forbidden,
  invalid,
  mayReviewPublication,
  PUBLICATION_STATES,
  restingStage,
} from '@scizoo/domain';
import { DatabaseService } from '../../database/database.service';
import { type Fields, type Stored, toStored } from '../../schema/record-kind';
import { RecordStore } from '../../schema/record-store';
import { InjectStore } from '../../schema/stores';
import { PUBLISHED_DATA, type StoredReview } from '../published-data.record';
import { publicationOf, PublishedDataService, stageOf, stateOf } from '../published-data.service';
import { Publishing } from '../publishing.service';
import { Tombstones } from '../tombstones.service';
import { DoiDescriptions } from './doi-descriptions';
import { DoiTasks } from './doi-tasks';
import type { StoredDoiTask } from './doi-tasks.record';
import type {
  PublicationPreview,
  PublicationVersion,
  RegistrationState,
  RegistrationTask,
} from './registration.shapes';
import { notWrittenTo } from './review-invitations.service';
import { Versions } from './versions.service';

function taskOf({
  kind,
  state,
  requestedBy,
  requestedAt,
  attempts,
  dueAt,
  lease,
  fault,
}: StoredDoiTask): RegistrationTask {
  const isWorking = lease !== undefined && lease.until.getTime() > Date.now();
  return {
    ...{ kind, requestedBy, requestedAt, attempts, state: isWorking ? 'working' : state },
    ...(state === 'waiting' && !isWorking && { nextTryAt: dueAt }),
    ...(fault && { fault }),
  };
}
/** While nobody knows whether the DOI is there, nobody may say that it is not wanted. */
const isOff = (task: StoredDoiTask): boolean =>
  task.kind === 'register' &&
  !(task.lease && task.lease.until.getTime() > Date.now()) &&
  (task.doiState === 'none' || task.doiState === 'draft');

function versionOf(record: Stored): PublicationVersion {
  const { version } = (decodeKeys(record['metadata']) ?? {}) as Fields;
  const { registeredTime } = record;
  return {
    doi: record._id,
    stage: stageOf(record),
    ...((typeof version === 'string' || typeof version === 'number') && { version: String(version) }),
    ...(registeredTime instanceof Date && { registeredTime }),
  };
}

/** What people do with a publication on its way to a DOI and after. */
@Injectable()
export class Registrations {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly publications: PublishedDataService,
    private readonly descriptions: DoiDescriptions,
    private readonly tasks: DoiTasks,
    private readonly versions: Versions,
    private readonly tombstones: Tombstones,
    private readonly publishing: Publishing,
    database: DatabaseService,
  ) {
    // Of publications that came before there were stages.
    database.atStart('stages of publications', async () => {
      for (const status of PUBLICATION_STATES)
        await store.collection.updateMany(
          { status, stage: { $exists: false } },
          { $set: { stage: restingStage(status) } },
        );
    });
  }

  /** @throws 404, 403 for all but creator, reviewers and admins */
  async state(doi: string, caller: Caller): Promise<RegistrationState> {
    const { record, mayChange, isReviewer } = await this.followed(doi, caller);
    const task = await this.tasks.find(doi);
    const versions = (await this.versions.all(record)).filter(
      (version) => version._id === doi || this.publications.isVisible(version, caller, 'v4'),
    );
    const { conceptDoi, drift, withdrawalReason, amendment } = record as unknown as RegistrationState;
    return {
      ...{ doi, stage: stageOf(record), isMinting: this.tasks.isMinting },
      reviewers: (record['reviewers'] ?? []) as string[],
      notWrittenTo: notWrittenTo(record),
      reviews: (record['reviews'] ?? []) as StoredReview[],
      ...(task && { task: taskOf(task) }),
      ...(amendment && { amendment: decodeKeys(amendment) as object }),
      ...{ ...(drift && { drift }), ...(conceptDoi && { conceptDoi }), ...(withdrawalReason && { withdrawalReason }) },
      versions: versions.map(versionOf),
      mayRetry: mayChange && task !== null,
      mayCancel: mayChange && task !== null && isOff(task),
      mayReview: stageOf(record) === 'under review' && isReviewer,
    };
  }
  /** @throws 404, 403 */
  async preview(doi: string, caller: Caller): Promise<PublicationPreview> {
    const { record } = await this.followed(doi, caller);
    const { publication } = await this.descriptions.previewed(record, caller);
    const { url, attributes } = this.descriptions.fromPublished(publication, 'v4');
    return { publication, datacite: attributes, faults: this.descriptions.faultsOf(record), ...(url && { url }) };
  }
  private async followed(doi: string, caller: Caller) {
    const record = await this.publications.visible(doi, caller, 'v4');
    const mayChange = this.publications.mayChange(record, caller);
    const isReviewer = mayReviewPublication(caller, publicationOf(record));
    if (!mayChange && !isReviewer) throw forbidden('Only its creator, its reviewers and admins may see how it stands');
    return { record, mayChange, isReviewer };
  }

  /** Tries at once what waits or failed; of a registered record without a task: tells the DOI service anew. @throws 404, 403, 400 */
  async retry(doi: string, caller: Caller): Promise<void> {
    const record = await this.changeable(doi, caller);
    const task = await this.tasks.find(doi);
    if (task?.kind === 'register') return this.publishing.registerAgain(doi, caller);
    if (!task && stateOf(record) !== 'registered') throw invalid('Nothing is under way that could be tried again');
    await this.store.transaction((session) =>
      task ? this.tasks.tryAgain(doi, session) : this.tasks.renew(doi, caller.username, session),
    );
  }
  /** @throws 404, 403, 400, 409 when the DOI may be there already */
  async cancel(doi: string, caller: Caller): Promise<void> {
    await this.changeable(doi, caller);
    await this.store.change(doi, {
      caller,
      permit: () => undefined,
      fields: (current) => ({ stage: restingStage(stateOf(current)) }),
      also: async (_, __, session) => {
        const task = await this.tasks.find(doi, session);
        if (!task || task.kind !== 'register') throw invalid('The publication is not being registered');
        if (!isOff(task)) throw conflict('The DOI may be there already: try the registration again instead');
        await this.tasks.drop(doi, session);
      },
    });
  }

  /** @throws 404, 403, 400, 409 */
  async amendWith(doi: string, fields: Fields, caller: Caller): Promise<void> {
    await this.changeable(doi, caller);
    await this.store.change(doi, {
      caller,
      permit: (current) => assertAmending(current),
      fields: async () => {
        await this.publications.assertNotRegistering(doi);
        return {};
      },
      also: (current) => ({
        amendment: { ...((current['amendment'] ?? {}) as Fields), ...toStored(PUBLISHED_DATA, fields) },
      }),
    });
  }
  /** What was registered stays as it is. @throws 404, 403, 400, 409 */
  async dropAmendment(doi: string, caller: Caller): Promise<Stored> {
    await this.changeable(doi, caller);
    return this.store.change(doi, {
      caller,
      permit: (current) => assertAmending(current),
      fields: async () => {
        await this.publications.assertNotRegistering(doi);
        return { status: 'registered', stage: 'findable', amendment: null };
      },
      also: async (_, __, session) => {
        // One that failed: the record as it was is told once more, for nobody knows what arrived.
        if (await this.tasks.find(doi, session)) await this.tasks.drop(doi, session);
        await this.tasks.renew(doi, caller.username, session);
      },
    });
  }

  /** The record stays, its DOI leads to a tombstone. @throws 404, 403 for all but admins, 400 */
  async withdraw(doi: string, reason: string, caller: Caller): Promise<Stored> {
    this.publications.assertAdmin(caller);
    return this.store.change(doi, {
      caller,
      permit: (current) => {
        if (!['registered', 'amended'].includes(stateOf(current)) || current['withdrawnAt'] !== undefined)
          throw invalid('Only a registered publication can be withdrawn, and only once');
      },
      fields: async () => {
        await this.publications.assertNotRegistering(doi);
        return {
          ...{ status: 'registered', stage: 'withdrawn', withdrawnAt: new Date(), withdrawalReason: reason },
          amendment: null,
        };
      },
      also: async (current, next, session) => {
        await this.tombstones.ofPublication({ ...current, withdrawalReason: reason }, caller, session);
        await this.tasks.request(doi, { kind: 'withdraw', dialect: 'v4', requestedBy: caller.username }, session);
      },
      afterwards: (next, session) => this.versions.follow(next, caller.username, session),
    });
  }

  private async changeable(doi: string, caller: Caller): Promise<Stored> {
    const record = await this.publications.visible(doi, caller, 'v4');
    this.publications.assertMayChange(record, caller, 'v4');
    return record;
  }
}

/** @throws 400 */
function assertAmending(record: Stored): void {
  if (stateOf(record) !== 'amended') throw invalid('The publication is not being amended');
}
