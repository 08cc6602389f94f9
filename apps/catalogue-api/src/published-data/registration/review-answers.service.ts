import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../../config';
import { Mailer } from '../../mail/mailer';
import type { Stored } from '../../schema/record-kind';
import { Surroundings } from '../../surroundings';
import { UsersService } from '../../users/users.service';
import type { StoredReview } from '../published-data.record';
import { placeOf, titleOf } from './review-words';

const reviewsOf = (record: Stored): readonly StoredReview[] => (record['reviews'] ?? []) as StoredReview[];

/** Writes to the author of a draft what somebody who looked at it says, where the facility has a mail server. */
@Injectable()
export class ReviewAnswers {
  constructor(
    private readonly users: UsersService,
    private readonly mailer: Mailer,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {}

  /** The newest review of the record. One that repeats what the same person said last is no news; a mail that is not taken takes nothing back. */
  async tell(record: Stored): Promise<void> {
    const review = reviewsOf(record).at(-1);
    if (!this.mailer.isConfigured || !review || this.isRepeated(record, review)) return;
    try {
      const to = await this.addressOf(record);
      if (to === undefined) return;
      const refused = await this.mailer.send({ to, ...this.text(record, review) });
      if (refused.length > 0) throw new Error('the mail server does not take the address');
    } catch (error) {
      const reason = (error as Error).message;
      this.surroundings.logger.warn({ doi: record._id, reason }, 'the author was not told of a review');
    }
  }
  private isRepeated(record: Stored, { by, verdict, comment }: StoredReview): boolean {
    const before = reviewsOf(record)
      .slice(0, -1)
      .findLast((review) => review.by === by);
    return before?.isOutdated !== true && before?.verdict === verdict && before.comment === comment;
  }
  private async addressOf({ createdBy }: Stored & { readonly createdBy?: unknown }): Promise<string | undefined> {
    return typeof createdBy === 'string' ? (await this.users.findByName(createdBy))?.email : undefined;
  }
  private text(record: Stored, { by, verdict, comment }: StoredReview) {
    const title = titleOf(record);
    const isApproved = verdict === 'approved';
    const said = isApproved
      ? 'approves your draft. When all who were asked have answered, it can be registered:'
      : 'asks for changes of your draft. It is open for editing again; hand it in once more when they are made:';
    return {
      subject: `${isApproved ? 'Approved' : 'Changes wanted'}: ${title}`,
      text: `${by} ${said}\n\n  ${title}\n\n${comment ? `${comment}\n\n` : ''}  ${placeOf(record, this.config)}\n\n${this.config.site}`,
    };
  }
}
