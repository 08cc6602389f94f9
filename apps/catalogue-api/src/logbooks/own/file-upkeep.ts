import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseService } from '../../database/database.service';
import { Surroundings } from '../../surroundings';
import { BookFiles } from './book-files.service';

const EVERY_MS = 3600 * 1000;

/** Takes away what drafts have left behind: a browser that was closed for good throws nothing away by itself. */
@Injectable()
export class FileUpkeep implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;

  constructor(
    private readonly database: DatabaseService,
    private readonly files: BookFiles,
    private readonly surroundings: Surroundings,
  ) {
    database.atStart('files of the logbook', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
  private begin(): void {
    this.timer = setInterval(() => (this.running ??= this.round().finally(() => (this.running = undefined))), EVERY_MS);
    this.timer.unref();
  }
  private async round(): Promise<void> {
    const { logger } = this.surroundings;
    if (!this.database.isUp) return;
    try {
      const files = await this.files.removeForgotten();
      if (files > 0) logger.info({ files }, 'files of drafts of the logbook that never became entries are gone');
    } catch (err) {
      logger.warn({ err }, 'files of the logbook are looked at again');
    }
  }
}
