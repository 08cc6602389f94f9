import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { readersOf } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Mailer } from '../mail/mailer';
import { Surroundings } from '../surroundings';
import type { ProposalOfEmbargo } from './embargo-end';
import { EmbargoEnds } from './embargo-ends';

const DAY_MS = 86_400_000;
const DAYS = [30, 7];
const MAILS_A_ROUND = 50;
const ATTEMPTS = 5;
const RECIPIENTS_AT_MOST = 20;
const DUPLICATE_KEY = 11000;

/** A warning, kept for those concerned; one for all datasets of a proposal that open on the same day. */
export interface StoredNotification {
  readonly _id: string;
  readonly kind: 'embargo-ends';
  /** The warning of so many days before. */
  readonly days: number;
  readonly endsAt: Date;
  readonly ownerGroup: string;
  readonly proposalId?: string;
  readonly datasets: number;
  readonly example: string;
  /** Groups and addresses of those who see it. */
  readonly readers: readonly string[];
  readonly recipients: readonly string[];
  readonly createdAt: Date;
  readonly mailedAt?: Date;
  readonly attempts?: number;
}
interface Ending {
  readonly _id: { readonly ownerGroup: string; readonly proposalId?: string; readonly day: string };
  readonly endsAt: Date;
  readonly datasets: number;
  readonly example: string;
  readonly emails: readonly (string | undefined)[];
}

/** Tells people that their data open soon, 30 and 7 days before, so that they can put it off. */
@Injectable()
export class EmbargoWarnings {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly ends: EmbargoEnds,
    private readonly mailer: Mailer,
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
    database: DatabaseService,
  ) {
    database.atStart('notifications', async () => {
      await this.notifications.createIndex({ readers: 1, createdAt: -1 });
    });
  }
  private get notifications() {
    return this.connection.collection<StoredNotification>('notifications');
  }

  async give(now: Date): Promise<void> {
    const [first, last] = DAYS as [number, number];
    await this.note(first, new Date(now.getTime() + last * DAY_MS), new Date(now.getTime() + first * DAY_MS), now);
    await this.note(last, now, new Date(now.getTime() + last * DAY_MS), now);
    if (this.mailer.isConfigured) await this.mail();
  }

  private async note(days: number, after: Date, until: Date, now: Date): Promise<void> {
    const endings = await this.connection
      .collection('datasets')
      .aggregate<Ending>([
        {
          $match: {
            'datasetlifecycle.dateOfPublishing': { $gt: after, $lte: until },
            'embargo.date': { $exists: true },
            isPublished: { $ne: true },
          },
        },
        {
          $group: {
            _id: {
              ownerGroup: '$ownerGroup',
              proposalId: { $first: { $ifNull: ['$proposalIds', []] } },
              day: { $dateToString: { date: '$datasetlifecycle.dateOfPublishing', format: '%Y-%m-%d' } },
            },
            endsAt: { $min: '$datasetlifecycle.dateOfPublishing' },
            datasets: { $sum: 1 },
            example: { $first: '$_id' },
            emails: { $addToSet: '$ownerEmail' },
          },
        },
      ])
      .toArray();
    for (const ending of endings) await this.keep(ending, days, now);
  }

  private async keep(ending: Ending, days: number, now: Date): Promise<void> {
    const { ownerGroup, proposalId, day } = ending._id;
    const _id = `embargo ${proposalId ?? ''} ${ownerGroup} ${day} ${days}`;
    if (await this.notifications.findOne({ _id }, { projection: { _id: 1 } })) return;
    const recipients = await this.recipients(ending);
    const notification: StoredNotification = {
      _id,
      kind: 'embargo-ends',
      days,
      endsAt: ending.endsAt,
      ownerGroup,
      ...(proposalId !== undefined && { proposalId }),
      datasets: ending.datasets,
      example: ending.example,
      readers: readersOf({ ownerGroup, sharedWith: recipients }),
      recipients,
      createdAt: now,
    };
    await this.notifications.insertOne(notification).catch((error: { code?: number }) => {
      // Another copy of this program was faster.
      if (error.code !== DUPLICATE_KEY) throw error as Error;
    });
  }
  private async recipients({ _id: { proposalId }, emails }: Ending): Promise<string[]> {
    const known = await this.ends.proposalsOf([{ _id: '', proposalIds: proposalId ? [proposalId] : [] }]);
    const proposal: ProposalOfEmbargo | undefined = proposalId === undefined ? undefined : known.get(proposalId);
    const all = [proposal?.pi_email, proposal?.email, ...emails].filter((email) => typeof email === 'string');
    return [...new Set(all.map((email) => email.toLowerCase()))].slice(0, RECIPIENTS_AT_MOST);
  }

  /** Those that a mail server refused are tried again, a few times. */
  private async mail(): Promise<void> {
    const waiting = await this.notifications
      .find({
        mailedAt: { $exists: false },
        'recipients.0': { $exists: true },
        $or: [{ attempts: { $exists: false } }, { attempts: { $lt: ATTEMPTS } }],
      })
      .limit(MAILS_A_ROUND)
      .toArray();
    for (const notification of waiting) {
      const { _id } = notification;
      try {
        await this.mailer.send({ to: notification.recipients, ...this.text(notification) });
        await this.notifications.updateOne({ _id }, { $set: { mailedAt: new Date() } });
      } catch (error) {
        await this.notifications.updateOne({ _id }, { $inc: { attempts: 1 } });
        this.surroundings.logger.warn({ notification: _id, reason: (error as Error).message }, 'warning not mailed');
      }
    }
  }
  private text({ endsAt, datasets, proposalId, ownerGroup, example }: StoredNotification) {
    const day = endsAt.toISOString().slice(0, 10);
    const whose = proposalId === undefined ? `of the group ${ownerGroup}` : `of proposal ${proposalId}`;
    const place = this.config.publicUrl === undefined ? '' : `\n\n${this.address(example)}`;
    return {
      subject: `${datasets} datasets ${whose} open on ${day}`,
      text:
        `${datasets} datasets ${whose} become readable for everybody on ${day}, when their embargo ends.\n` +
        'The owner group and the principal investigator can put that off, with a reason, ' +
        `on the page of a dataset.${place}\n\n${this.config.site}`,
    };
  }
  private address(pid: string): string {
    return `${this.config.publicUrl!.replace(/\/$/u, '')}/datasets/${encodeURIComponent(pid)}`;
  }
}
