import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../../config';
import { Rounds } from '../../database/rounds';
import { MachineNotes } from './machine-notes';
import { ScanNotes } from './scan-notes';

const EVERY_MS = 3000;
const whenFailed = 'notes will be tried again';

/** Machine notes, at beamlines that want them; one kind does not wait for the other. */
@Injectable()
export class NoteKeeper {
  constructor(rounds: Rounds, scans: ScanNotes, machine: MachineNotes, { logbookNotesOf }: CatalogueConfig) {
    if (logbookNotesOf.length === 0) return;
    rounds.every({ what: 'notes about scans', whenFailed, everyMs: EVERY_MS }, () => scans.round());
    rounds.every({ what: 'machine notes', whenFailed, everyMs: EVERY_MS }, () => machine.round());
  }
}
