import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Logger } from '@scizoo/service-kit';
import type { Connection } from 'mongoose';
import { Surroundings } from '../surroundings';
import { CHANGE_PIPELINE, mayHide, type RawChange, tokenOf } from './change';
import type { RecentChange } from './recent-changes';

const CHANGES_AT_MOST = 2000;
const TIME_AT_MOST_MS = 1000;
/** After a restart of this process every browser comes back at once. */
const AT_ONCE = 4;
const WAITING_AT_MOST = 50;

/** Changes that this process has not seen itself, out of the database's log; bounded, since all users' changes are there. */
@Injectable()
export class OplogReplay {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly logger: Logger;

  constructor(
    @InjectConnection() private readonly connection: Connection,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }

  /** Changes after `token` up to `until`; undefined when there are too many, or the log does not reach back, or the token is none. */
  async between(token: string, until: string): Promise<RecentChange[] | undefined> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= WAITING_AT_MOST) return undefined;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    this.running++;
    try {
      return await this.read(token, until);
    } catch (error) {
      this.logger.info({ reason: (error as Error).message }, 'a live stream cannot be resumed; the browser reads anew');
      return undefined;
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }

  private async read(token: string, until: string): Promise<RecentChange[] | undefined> {
    const datasets = this.connection.getClient().db(this.connection.name).collection('datasets');
    const options = { resumeAfter: { _data: token }, maxAwaitTimeMS: 100, batchSize: CHANGES_AT_MOST };
    const stream = datasets.watch(CHANGE_PIPELINE, options);
    const deadline = Date.now() + TIME_AT_MOST_MS;
    const found: RecentChange[] = [];
    try {
      for (;;) {
        const raw = (await stream.tryNext()) as unknown as RawChange | null;
        const reached = tokenOf(raw ? raw._id : stream.resumeToken);
        if (raw && reached <= until) found.push(changeOfLog(raw));
        if (reached >= until) return found;
        if (found.length > CHANGES_AT_MOST || Date.now() > deadline) return undefined;
      }
    } finally {
      await stream.close();
    }
  }
}

const changeOfLog = (raw: RawChange): RecentChange => ({
  token: tokenOf(raw._id),
  pid: String(raw.documentKey?._id ?? ''),
  mayHide: mayHide(raw),
});
