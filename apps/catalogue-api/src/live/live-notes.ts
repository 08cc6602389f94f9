import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { readersOf } from '@scizoo/domain';
import type { Logger } from '@scizoo/service-kit';
import { NotePlaces } from '../scan-notes/note-places';
import { ScanNotesService, shownNote } from '../scan-notes/scan-notes.service';
import { Surroundings } from '../surroundings';
import { frame, type LiveClient } from './live-client';

const EVERY_MS = 400;
/** A note is seen only once its transaction is through, and other processes have clocks of their own. */
const LOOK_BACK_MS = 5000;

/**
 * Notes between scans to the browsers that may see them. They are asked for while somebody listens: people write few of
 * them, and one more change stream would have the database go through every change of the scans once more.
 */
@Injectable()
export class LiveNotes implements OnModuleDestroy {
  private readonly logger: Logger;
  private clients: ReadonlySet<LiveClient> = new Set();
  private timer?: NodeJS.Timeout;
  private asking?: Promise<void>;
  private from?: Date;
  /** Notes that were told of within the time that is looked back, each with the time of its change. */
  private readonly told = new Map<string, number>();

  constructor(
    private readonly notes: ScanNotesService,
    private readonly places: NotePlaces,
    surroundings: Surroundings,
  ) {
    this.logger = surroundings.logger;
  }
  /** @param clients as they come and go */
  begin(clients: ReadonlySet<LiveClient>): void {
    this.clients = clients;
    const tick = () => void (this.asking ??= this.round().finally(() => (this.asking = undefined)));
    this.timer = setInterval(tick, EVERY_MS);
    this.timer.unref();
  }
  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.asking;
  }

  private async round(): Promise<void> {
    if (this.clients.size === 0) {
      this.from = undefined;
      return;
    }
    const now = Date.now();
    this.from ??= new Date(now - LOOK_BACK_MS);
    try {
      await this.tell(this.from);
      this.from = new Date(now - LOOK_BACK_MS);
      for (const [id, time] of this.told) if (time < this.from.getTime()) this.told.delete(id);
    } catch (error) {
      // Asked again from the same time.
      this.logger.debug({ err: error }, 'notes between scans could not be told');
    }
  }
  private async tell(since: Date): Promise<void> {
    for (const { note, record, images } of await this.notes.changedSince(since)) {
      const changedAt = note.updatedAt.getTime();
      if (this.told.get(note._id) === changedAt) continue;
      this.told.set(note._id, changedAt);
      const { instrument: beamline, proposalId } = note;
      const visibility = {
        readers: readersOf(record),
        beamline,
        proposalIds: proposalId === undefined ? [] : [proposalId],
        isInLog: true,
      };
      const texts = new Map<boolean, string>();
      for (const client of this.clients) {
        if (!client.sees(visibility)) continue;
        const mayWrite = this.places.rightIn(record, client.caller) === 'write';
        if (!texts.has(mayWrite))
          texts.set(
            mayWrite,
            note.deletedAt ? frame('note-gone', { id: note._id }) : frame('note', shownNote(note, images, mayWrite)),
          );
        client.send(texts.get(mayWrite)!);
      }
    }
  }
}
