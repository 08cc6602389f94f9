import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../../config';
import { Mailer } from '../../mail/mailer';
import type { Stored } from '../../schema/record-kind';
import { RecordStore } from '../../schema/record-store';
import { InjectStore } from '../../schema/stores';
import { Surroundings } from '../../surroundings';
import { PUBLISHED_DATA, type StoredInvitation } from '../published-data.record';
import { placeOf, titleOf } from './review-words';

/** Nobody gets the same mail over and over because somebody presses a button again and again. */
const NOT_AGAIN_WITHIN_MS = 10 * 60_000;

const invitationsOf = (record: Stored): readonly StoredInvitation[] =>
  (record['invitations'] ?? []) as StoredInvitation[];
const reviewersOf = (record: Stored): readonly string[] => (record['reviewers'] ?? []) as string[];

/** Without a mail server, and to whom the server does not take the mail, the author has to write. */
export function notWrittenTo(record: Stored): string[] {
  const written = new Set(invitationsOf(record).map(({ to }) => to));
  return reviewersOf(record).filter((address) => !written.has(address));
}

/** Writes to those who are asked to look at a draft, where the facility has a mail server. */
@Injectable()
export class ReviewInvitations {
  constructor(
    @InjectStore(PUBLISHED_DATA) private readonly store: RecordStore,
    private readonly mailer: Mailer,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
  ) {}

  /** A mail that is not taken takes nothing back: the draft can be read, and its author sees who does not know. */
  async send(record: Stored, by: string): Promise<void> {
    if (!this.mailer.isConfigured) return;
    const now = Date.now();
    const lately = new Set(
      invitationsOf(record).flatMap(({ to, at }) => (now - at.getTime() < NOT_AGAIN_WITHIN_MS ? [to] : [])),
    );
    const due = reviewersOf(record).filter((address) => !lately.has(address));
    const taken = due.length === 0 ? [] : await this.taken(due, record, by);
    if (taken.length === 0) return;
    const kept = invitationsOf(record).filter(({ to }) => !taken.includes(to) && reviewersOf(record).includes(to));
    const invitations = [...kept, ...taken.map((to) => ({ to, at: new Date(now) }))];
    // Nothing that anybody wrote: the time of the last change stays.
    await this.store.collection.updateOne({ _id: record._id }, { $set: { invitations } });
  }
  private async taken(due: readonly string[], record: Stored, by: string): Promise<readonly string[]> {
    try {
      const refused = await this.mailer.send({ to: due, ...this.text(record, by) });
      return due.filter((address) => !refused.includes(address));
    } catch (error) {
      const reason = (error as Error).message;
      this.surroundings.logger.warn({ doi: record._id, reason }, 'reviewers were not written to');
      return [];
    }
  }
  private text(record: Stored, by: string): { readonly subject: string; readonly text: string } {
    const title = titleOf(record);
    return {
      subject: `Please review: ${title}`,
      text:
        `${by} asks you to look at a draft before it is published under a DOI:\n\n  ${title}\n\n` +
        `Sign in with this e-mail address to read it and its landing page, and to approve it or ask for changes:\n\n` +
        `  ${placeOf(record, this.config)}\n\n${this.config.site}`,
    };
  }
}
