import { Injectable } from '@nestjs/common';
import { type Caller, forbidden, invalid, mayReviewPublication } from '@scizoo/domain';
import type { Fields, Stored } from '../../schema/record-kind';
import { RecordStore } from '../../schema/record-store';
import { InjectStore } from '../../schema/stores';
import { PUBLISHED_DATA, type StoredReview } from '../published-data.record';
import { publicationOf, PublishedDataService, stageOf } from '../published-data.service';
import type { ReviewOfPublication } from './registration.shapes';
import { ReviewAnswers } from './review-answers.service';
import { ReviewInvitations } from './review-invitations.service';

const MOST_REVIEWS = 200;
const smallLetters = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((address) => address.trim().toLowerCase())),
];

/** Co-authors look at a draft before it gets a DOI; nobody else sees it. */
@Injectable()
export class Reviews {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly publications: PublishedDataService,
    private readonly invitations: ReviewInvitations,
    private readonly answers: ReviewAnswers,
  ) {}

  /** @throws 404, 403, 400 */
  async submit(doi: string, reviewers: readonly string[] | undefined, caller: Caller): Promise<Stored> {
    const record = await this.change(doi, caller, ['draft', 'under review'], (current) => {
      const asked = reviewers ? smallLetters(reviewers) : ((current['reviewers'] as string[] | undefined) ?? []);
      if (asked.length === 0) throw invalid('Name at least one e-mail address of somebody who looks at the draft');
      return { stage: 'under review', reviewers: asked };
    });
    await this.invitations.send(record, caller.username);
    return record;
  }
  /** @throws 404, 403, 400 */
  recall(doi: string, caller: Caller): Promise<Stored> {
    return this.change(doi, caller, ['under review'], () => ({ stage: 'draft' }));
  }
  private change(
    doi: string,
    caller: Caller,
    stages: readonly string[],
    fields: (current: Stored) => Fields,
  ): Promise<Stored> {
    return this.store.change(doi, {
      caller,
      permit: (current) => {
        this.publications.assertMayChange(current, caller, 'v4');
        assertStage(current, stages);
      },
      fields,
    });
  }

  /** @throws 404, 403 for all who were not asked, 400 */
  async review(doi: string, { verdict, comment }: ReviewOfPublication, caller: Caller): Promise<Stored> {
    await this.publications.visible(doi, caller, 'v4');
    const record = await this.store.change(doi, {
      caller,
      permit: (current) => {
        if (!mayReviewPublication(caller, publicationOf(current)))
          throw forbidden('You were not asked to review this publication');
        assertStage(current, ['under review']);
      },
      fields: () => (verdict === 'changes' ? { stage: 'draft' } : {}),
      also: (current) => {
        const said: StoredReview = { by: caller.username, at: new Date(), verdict, ...(comment && { comment }) };
        return { reviews: [...((current['reviews'] as StoredReview[] | undefined) ?? []), said].slice(-MOST_REVIEWS) };
      },
    });
    await this.answers.tell(record);
    return record;
  }
}

/** @throws 400 */
function assertStage(record: Stored, stages: readonly string[]): void {
  const stage = stageOf(record);
  if (!stages.includes(stage)) throw invalid(`The publication is ${stage}; this needs it to be ${stages.join(' or ')}`);
}
