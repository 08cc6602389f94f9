import { Body, Controller, Delete, Get, Header, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Caller } from '@scizoo/domain';
import { CallerOf, SignedIn } from '../../access';
import { checked } from '../../schema/checked';
import { Answers, Names, Takes } from '../../schema/openapi';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import { PUBLISHED_DATA, PublishedDataRecord } from '../published-data.record';
import { PublishedDataService } from '../published-data.service';
import {
  PublicationAmendment,
  PublicationPreview,
  RegistrationState,
  ReviewOfPublication,
  SubmitForReview,
  WithdrawPublication,
} from './registration.shapes';
import { Registrations } from './registrations.service';
import { Reviews } from './reviews.service';
import { Versions } from './versions.service';

const show = (stored: Stored): Fields => toWire(PUBLISHED_DATA, stored);

/** The way of a publication to its DOI and beyond, which SciCat has no routes for. */
@ApiTags('published data v4')
@Controller('api/v4/publisheddata')
@SignedIn()
export class RegistrationController {
  constructor(
    private readonly registrations: Registrations,
    private readonly reviews: Reviews,
    private readonly versions: Versions,
    private readonly publications: PublishedDataService,
  ) {}

  /** Creator, reviewers and admins: stage, reviews, what the DOI service said, versions. */
  @Get(':doi/registration')
  @Header('cache-control', 'no-store')
  @Names('doi')
  @Answers(RegistrationState)
  state(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<RegistrationState> {
    return this.registrations.state(doi, caller);
  }

  /** The same: the publication and DataCite's record as they will be, and what is still missing. */
  @Get(':doi/preview')
  @Header('cache-control', 'no-store')
  @Names('doi')
  @Answers(PublicationPreview)
  preview(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<PublicationPreview> {
    return this.registrations.preview(doi, caller);
  }

  /** Creator and admins: lets co-authors look at the draft. */
  @Post(':doi/submit')
  @Names('doi')
  @Takes(SubmitForReview)
  @Answers(PublishedDataRecord, 201)
  async submit(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    await this.publications.visible(doi, caller, 'v4');
    const { reviewers } = checked(SubmitForReview, body ?? {});
    return show(await this.reviews.submit(doi, reviewers, caller));
  }

  /** Back to a draft. */
  @Post(':doi/recall')
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async recall(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    await this.publications.visible(doi, caller, 'v4');
    return show(await this.reviews.recall(doi, caller));
  }

  /** Creator and admins: throws a draft away, with what was said of it. */
  @Post(':doi/discard')
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async discard(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    await this.publications.visible(doi, caller, 'v4');
    return show(await this.publications.discard(doi, caller));
  }

  /** Who was asked: says what they think. */
  @Post(':doi/review')
  @Names('doi')
  @Takes(ReviewOfPublication)
  @Answers(PublishedDataRecord, 201)
  async review(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    await this.publications.visible(doi, caller, 'v4');
    return show(await this.reviews.review(doi, checked(ReviewOfPublication, body), caller));
  }

  /** Creator and admins: tries again at once; of a registered record, tells the DOI service anew. */
  @Post(':doi/retry')
  @Names('doi')
  @Answers(RegistrationState, 201)
  async retry(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<RegistrationState> {
    await this.registrations.retry(doi, caller);
    return this.registrations.state(doi, caller);
  }

  /** Creator and admins: back to a draft, as long as the DOI cannot be there yet. */
  @Post(':doi/cancel')
  @Names('doi')
  @Answers(RegistrationState, 201)
  async cancel(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<RegistrationState> {
    await this.registrations.cancel(doi, caller);
    return this.registrations.state(doi, caller);
  }

  /** Creator and admins, of an amended record: members that take the place of the public ones when it is registered again. */
  @Patch(':doi/amendment')
  @Names('doi')
  @Takes(PublicationAmendment)
  @Answers(RegistrationState)
  async amend(
    @Param('doi') doi: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
  ): Promise<RegistrationState> {
    await this.publications.visible(doi, caller, 'v4');
    await this.registrations.amendWith(doi, checked(PublicationAmendment, body) as Fields, caller);
    return this.registrations.state(doi, caller);
  }

  /** The same: it is registered as it was. */
  @Delete(':doi/amendment')
  @Names('doi')
  @Answers(PublishedDataRecord)
  async dropAmendment(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.registrations.dropAmendment(doi, caller));
  }

  /** Creator and admins, of a registered record: a draft of the next version, with a DOI of its own. */
  @Post(':doi/new-version')
  @Names('doi')
  @Answers(PublishedDataRecord, 201)
  async newVersion(@Param('doi') doi: string, @CallerOf() caller: Caller): Promise<Fields> {
    return show(await this.versions.create(doi, caller));
  }

  /** Admins: the DOI leads to a tombstone; the record stays. */
  @Post(':doi/withdraw')
  @Names('doi')
  @Takes(WithdrawPublication)
  @Answers(PublishedDataRecord, 201)
  async withdraw(@Param('doi') doi: string, @Body() body: unknown, @CallerOf() caller: Caller): Promise<Fields> {
    this.publications.assertAdmin(caller);
    const { reason } = checked(WithdrawPublication, body);
    return show(await this.registrations.withdraw(doi, reason, caller));
  }
}
