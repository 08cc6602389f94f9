import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { conflict, notFound } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { Leases } from '../database/leases';
import type { HarvesterLease, HarvesterProgress, HarvesterState } from './harvesters.shapes';

interface Stored {
  readonly _id: string;
  readonly memory: string;
  readonly holder: string;
  readonly epoch: number;
  readonly version: number;
  readonly cursor?: string | null;
  readonly wholeAt?: Date | null;
}
const leaseOf = (name: string): string => `harvester:${name}`;

/**
 * Where a harvester is, and that only one copy of it runs. Every change of the copy counts the version up, so that one
 * that lost its lease without noticing cannot move the cursor any more.
 */
@Injectable()
export class HarvestersService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly leases: Leases,
  ) {}
  private get states() {
    return this.connection.collection<Stored>('harvesters');
  }

  /** @throws 404 for one that has never run */
  async state(name: string): Promise<HarvesterState> {
    const stored = await this.states.findOne({ _id: name });
    if (!stored) throw notFound();
    return this.shown(stored);
  }

  /** @throws 409 while another copy has it */
  async take(name: string, { holder, seconds, memory }: HarvesterLease): Promise<HarvesterState> {
    if (!(await this.leases.take(leaseOf(name), holder, seconds * 1000))) {
      const other = await this.leases.holderOf(leaseOf(name));
      throw conflict(
        other ? `${other.holder} has it until ${other.until.toISOString()}` : 'Another copy has just ended: ask again',
      );
    }
    // Literal: a text that begins with a dollar sign would be read as a field.
    const [me, mine] = [{ $literal: holder }, { $literal: memory }];
    const isSame = { $eq: ['$memory', mine] };
    const next = (field: string, first: number) => ({ $add: [{ $ifNull: [field, first - 1] }, 1] });
    const stored = await this.states.findOneAndUpdate(
      { _id: name },
      [
        {
          $set: {
            epoch: { $cond: [isSame, '$epoch', next('$epoch', 0)] },
            cursor: { $cond: [isSame, '$cursor', null] },
            wholeAt: { $cond: [isSame, '$wholeAt', null] },
            version: { $cond: [{ $and: [isSame, { $eq: ['$holder', me] }] }, '$version', next('$version', 1)] },
            memory: mine,
            holder: me,
          },
        },
      ],
      { upsert: true, returnDocument: 'after' },
    );
    return this.shown(stored as Stored);
  }
  async give(name: string, holder: string): Promise<void> {
    await this.leases.give(leaseOf(name), holder);
  }

  /** @throws 409 when another copy has had it since */
  async progress(name: string, { version, cursor, wholeAt }: HarvesterProgress): Promise<HarvesterState> {
    const stored = await this.states.findOneAndUpdate(
      { _id: name, version },
      {
        $set: { ...(cursor !== undefined && { cursor }), ...(wholeAt !== undefined && { wholeAt: new Date(wholeAt) }) },
        $inc: { version: 1 },
      },
      { returnDocument: 'after' },
    );
    if (!stored) throw conflict('Another copy of this harvester has run since: read the state again');
    return this.shown(stored);
  }

  private async shown({ _id, cursor, wholeAt, epoch, version }: Stored): Promise<HarvesterState> {
    const lease = await this.leases.holderOf(leaseOf(_id));
    return {
      name: _id,
      cursor: cursor ?? null,
      wholeAt: wholeAt?.toISOString() ?? null,
      epoch,
      version,
      holder: lease?.holder ?? null,
      until: lease?.until.toISOString() ?? null,
    };
  }
}
