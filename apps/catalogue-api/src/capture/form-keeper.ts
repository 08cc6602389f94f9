import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DatabaseService } from '../database/database.service';
import { Leases } from '../database/leases';
import { Surroundings } from '../surroundings';
import { FormsService } from './forms.service';

const EVERY_MS = 2000;
const LEASE_MS = 10_000;

/** Gives new scans the answers of open forms. Of several copies of this program one does it. */
@Injectable()
export class FormKeeper implements OnApplicationShutdown {
  private readonly holder = randomUUID();
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;

  constructor(
    private readonly database: DatabaseService,
    private readonly leases: Leases,
    private readonly forms: FormsService,
    private readonly surroundings: Surroundings,
  ) {
    database.atStart('open forms', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
    await this.leases.give('forms', this.holder).catch(() => undefined);
  }
  private begin(): void {
    this.timer = setInterval(
      () => void (this.running ??= this.tick().finally(() => (this.running = undefined))),
      EVERY_MS,
    );
    this.timer.unref();
  }
  private async tick(): Promise<void> {
    try {
      if (this.database.isUp && (await this.leases.take('forms', this.holder, LEASE_MS)))
        await this.forms.deliverOpen();
    } catch (err) {
      this.surroundings.logger.warn({ err }, 'forms will be given to new scans a moment later');
    }
  }
}
