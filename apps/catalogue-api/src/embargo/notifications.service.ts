import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { asFilter, type Caller } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { QUERY_TIME_MS } from '../schema/record-store';
import type { StoredNotification } from './embargo-warnings';

const SHOWN = 100;

/** Something that somebody should know of in time. */
export class Notification {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true, oneOf: ['embargo-ends'] })
  kind!: 'embargo-ends';
  @field.integer({ required: true, description: 'The warning of so many days before' })
  days!: number;
  @field.moment({ required: true })
  endsAt!: Date;
  @field.text({ required: true })
  ownerGroup!: string;
  @field.text()
  proposalId?: string;
  @field.integer({ required: true, description: 'So many datasets' })
  datasets!: number;
  @field.text({ required: true, description: 'PID of one of them' })
  example!: string;
  @field.moment({ required: true })
  createdAt!: Date;
}

@Injectable()
export class Notifications {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
  ) {}

  /** Those for the caller's groups and address, newest first. */
  async list(caller: Caller): Promise<Notification[]> {
    const found = await this.connection
      .collection<StoredNotification>('notifications')
      .find(asFilter(this.access.readRule(caller, 'dataset')), {
        sort: { createdAt: -1, _id: 1 },
        limit: SHOWN,
        maxTimeMS: QUERY_TIME_MS,
      })
      .toArray();
    return found.map(({ _id, kind, days, endsAt, ownerGroup, proposalId, datasets, example, createdAt }) => ({
      id: _id,
      kind,
      days,
      endsAt,
      ownerGroup,
      ...(proposalId !== undefined && { proposalId }),
      datasets,
      example,
      createdAt,
    }));
  }
}
