import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { isDuplicateKey } from '@scizoo/service-kit/nest';
import type { Collection, Document } from 'mongodb';
import type { Connection } from 'mongoose';
import { isIPv6 } from 'node:net';
import { fingerprint } from '../access/tokens';
import { DatabaseService } from '../database/database.service';

/** From the 5th failure of one account at one address on, each try waits twice as long as the one before. */
const FREE_PER_ACCOUNT = 4;
/** One address may fail for many accounts (a facility behind one address), but not without end. */
const FREE_PER_ADDRESS = 100;
const LONGEST_WAIT_S = 300;
const FORGET_S = 15 * 60;

interface Failures {
  readonly _id: string;
  readonly count: number;
  readonly last: Date;
  /** Seconds that the last asker was told to wait. */
  readonly wait: number;
}

/** A person with an IPv6 network has 2^64 addresses in it. */
export function networkOf(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [head = '', tail = ''] = address.split('%')[0]!.split('::');
  const groups = head.split(':').filter(Boolean);
  const missing = 8 - groups.length - tail.split(':').filter(Boolean).length;
  return [...groups, ...Array<string>(address.includes('::') ? missing : 0).fill('0')].slice(0, 4).join(':');
}
/** Names are hashed: people type passwords where the name belongs. */
const keysOf = (account: string, address: string): [string, string] => {
  const network = networkOf(address);
  return [fingerprint(`${network} ${account.slice(0, 256).toLowerCase()}`), fingerprint(network)];
};

/** The whole decision in the database, by its clock: processes share it, and a thousand tries at once are not all free. */
const counting = (free: number): Document[] => [
  { $set: { count: { $cond: [{ $gt: ['$last', { $subtract: ['$$NOW', FORGET_S * 1000] }] }, '$count', 0] } } },
  {
    $set: {
      wait: {
        $cond: [
          { $lt: ['$count', free] },
          0,
          {
            $max: [
              0,
              {
                $subtract: [
                  { $min: [LONGEST_WAIT_S, { $pow: [2, { $min: [20, { $subtract: ['$count', free] }] }] }] },
                  { $divide: [{ $subtract: ['$$NOW', '$last'] }, 1000] },
                ],
              },
            ],
          },
        ],
      },
    },
  },
  {
    $set: {
      count: { $cond: [{ $gt: ['$wait', 0] }, '$count', { $add: ['$count', 1] }] },
      last: { $cond: [{ $gt: ['$wait', 0] }, '$last', '$$NOW'] },
    },
  },
];

/**
 * Failed sign-ins, shared by all processes. A try counts as failed until it has succeeded. Others are never locked out:
 * what counts is account and address together.
 */
@Injectable()
export class Attempts {
  private readonly failures: Collection<Failures>;
  constructor(@InjectConnection() connection: Connection, database: DatabaseService) {
    this.failures = connection.collection('signInAttempts') as unknown as Collection<Failures>;
    database.atStart('index of sign-in attempts', () =>
      this.failures.createIndex({ last: 1 }, { expireAfterSeconds: FORGET_S }),
    );
  }

  /** @returns seconds to wait before the next try; 0: go on, and the try is counted */
  async begin(account: string, address: string): Promise<number> {
    const [ofAccount, ofAddress] = keysOf(account, address);
    const waits = await Promise.all([this.count(ofAccount, FREE_PER_ACCOUNT), this.count(ofAddress, FREE_PER_ADDRESS)]);
    return Math.ceil(Math.max(...waits));
  }
  async succeeded(account: string, address: string): Promise<void> {
    const [ofAccount, ofAddress] = keysOf(account, address);
    await this.failures.bulkWrite(
      [
        { deleteOne: { filter: { _id: ofAccount } } },
        { updateOne: { filter: { _id: ofAddress, count: { $gt: 0 } }, update: { $inc: { count: -1 } } } },
      ],
      { ordered: false, writeConcern: { w: 1 } },
    );
  }

  private async count(_id: string, free: number): Promise<number> {
    const options = { upsert: true, returnDocument: 'after', writeConcern: { w: 1 }, maxTimeMS: 2000 } as const;
    for (;;) {
      try {
        return (await this.failures.findOneAndUpdate({ _id }, counting(free), options))?.wait ?? 0;
      } catch (error) {
        // Two first tries at once: one of them made the record.
        if (!isDuplicateKey(error)) throw error;
      }
    }
  }
}
