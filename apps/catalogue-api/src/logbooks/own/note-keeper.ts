import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { Surroundings } from '../../surroundings';
import { MachineNotes } from './machine-notes';
import { ScanNotes } from './scan-notes';

const EVERY_MS = 3000;

/** Machine notes, at beamlines that want them; what fails is tried again in the next round. */
@Injectable()
export class NoteKeeper implements OnApplicationShutdown {
  private timer?: NodeJS.Timeout;
  private running?: Promise<unknown>;

  constructor(
    private readonly database: DatabaseService,
    private readonly scans: ScanNotes,
    private readonly machine: MachineNotes,
    private readonly surroundings: Surroundings,
    config: CatalogueConfig,
  ) {
    if (config.logbookNotesOf.length > 0) database.atStart('machine notes', () => Promise.resolve(this.begin()));
  }
  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }
  private begin(): void {
    const tick = () => void (this.running ??= this.tick().finally(() => (this.running = undefined)));
    this.timer = setInterval(tick, EVERY_MS);
    this.timer.unref();
  }
  private async tick(): Promise<void> {
    if (!this.database.isUp) return;
    for (const notes of [this.scans, this.machine])
      await notes.round().catch((err: unknown) => this.surroundings.logger.warn({ err }, 'notes will be tried again'));
  }
}
