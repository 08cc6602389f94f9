import { ConflictException, Injectable } from '@nestjs/common';
import { type Caller, conflict, forbidden, invalid, notFound, type Owned } from '@scizoo/domain';
import { randomUUID } from 'node:crypto';
import { AttachmentsService } from '../attachments/attachments.service';
import { both } from '../query/mongo-filter';
import { behind } from '../scan-log/scan-log-filter';
import { cursorOf, type Position, type ScanLogFilter } from '../scan-log/scan-log-query';
import type { ScanLogImage } from '../scan-log/scan-log.shapes';
import type { Fields, Stored } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { NotePlaces, type Place } from './note-places';
import { SCAN_NOTE, type StoredScanNote } from './scan-note.record';
import type { NewScanNote, ScanNote, ScanNoteChange, ScanNotesPage } from './scan-notes.shapes';

export type NoteRow = Stored & StoredScanNote & { readonly createdAt: Date; readonly updatedAt: Date };
/** Written at the earliest when there were detectors, at the latest while the night shift plans the morning. */
const EARLIEST = Date.UTC(1980, 0, 1);
const AHEAD_MS = 7 * 24 * 3_600_000;
const PRESENT = { deletedAt: { $exists: false } };
const SORT = { field: 'at', direction: -1 } as const;
/** Cursors are those of the scan log, which names its time `startTime`. */
const CURSOR_SORT = { field: 'startTime', direction: -1 } as const;

const placeOf = ({ proposalId, instrument }: NoteRow): Place => ({ proposalId, instrument });

export interface NoteQuery {
  readonly filter: Pick<ScanLogFilter, 'proposal' | 'instrument' | 'from' | 'till'>;
  readonly limit: number;
  readonly after?: Position;
}

/** Notes between scans: written, changed, taken away and brought back, listed by the span of scans on screen. */
@Injectable()
export class ScanNotesService {
  constructor(
    @InjectStore(SCAN_NOTE) private readonly store: RecordStore,
    private readonly places: NotePlaces,
    private readonly attachments: AttachmentsService,
  ) {}

  async list(caller: Caller, { filter, limit, after }: NoteQuery): Promise<ScanNotesPage> {
    const { proposal: proposalId, instrument, from, till } = filter;
    const span = from || till ? { at: { ...(from && { $gte: from }), ...(till && { $lte: till }) } } : {};
    const [condition, right] = await Promise.all([
      this.places.filterFor(caller, { proposalId, instrument }),
      this.places.rightAt({ proposalId, instrument }, caller),
    ]);
    const found: NoteRow[] = [];
    for (const part of after ? behind(SORT, after) : [{}]) {
      const wanted = both(condition, span, PRESENT, part);
      const page = { sort: { at: -1, _id: -1 }, limit: limit + 1 - found.length } as const;
      found.push(...((await this.store.list(wanted, page)) as NoteRow[]));
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const last = found.length > limit ? page.at(-1) : undefined;
    return {
      notes: await this.rowsFor(caller, page),
      next: last ? cursorOf([last.at, last._id], CURSOR_SORT) : null,
      mayWrite: right === 'write',
    };
  }
  async rowsFor(caller: Caller, notes: readonly NoteRow[]): Promise<ScanNote[]> {
    const [records, pictures] = await Promise.all([
      this.places.recordsOf(notes.map(placeOf)),
      this.attachments.picturesOfNotes(notes.map(({ _id }) => _id)),
    ]);
    return notes.map((note, at) => shownNote(note, pictures.get(note._id) ?? [], this.mayWrite(records[at], caller)));
  }
  private mayWrite(record: Owned | undefined, caller: Caller): boolean {
    return record !== undefined && this.places.rightIn(record, caller) === 'write';
  }
  private async row(note: Stored, caller: Caller): Promise<ScanNote> {
    return (await this.rowsFor(caller, [note as NoteRow]))[0]!;
  }

  /** Changed or deleted at this time or later, with who sees them; for open scan logs. */
  async changedSince(since: Date): Promise<{ note: NoteRow; record: Owned; images: readonly ScanLogImage[] }[]> {
    const notes = (await this.store.list({ updatedAt: { $gte: since } }, { limit: 500 })) as NoteRow[];
    if (notes.length === 0) return [];
    const [records, pictures] = await Promise.all([
      this.places.recordsOf(notes.map(placeOf)),
      this.attachments.picturesOfNotes(notes.map(({ _id }) => _id)),
    ]);
    return notes.flatMap((note, at) => {
      const record = records[at];
      return record ? [{ note, record, images: pictures.get(note._id) ?? [] }] : [];
    });
  }

  /** @throws 404 where nothing is for the caller, 403 where they only read, 400 */
  async write(draft: NewScanNote, caller: Caller): Promise<ScanNote> {
    const { proposalId, text = '' } = draft;
    const instrument = draft.instrument?.toLowerCase();
    if (proposalId === undefined && instrument === undefined)
      throw invalid('The note is not valid', ['a note needs a proposalId or an instrument']);
    await this.assertMayWrite({ proposalId, instrument }, caller);
    const at = draft.at === undefined ? new Date() : timeOf(draft.at);
    const id = draft.id ?? randomUUID();
    const known = await this.store.find(id);
    if (known && known['createdBy'] !== caller.username) throw conflict('Another note has this id');
    if (known) return this.row(known, caller);
    const fields = { proposalId, instrument, at: at.toISOString(), text };
    return this.row(await this.store.create(id, fields, caller), caller);
  }
  /** A proposal that measures elsewhere does not get the notes of this beamline's staff. @throws 404, 403, 400 */
  private async assertMayWrite(place: Place, caller: Caller): Promise<void> {
    const { proposalId, instrument } = place;
    if (
      proposalId !== undefined &&
      instrument !== undefined &&
      !(await this.places.measuresAt(proposalId, instrument))
    ) {
      if ((await this.places.rightAt({ proposalId }, caller)) === 'none') throw notFound();
      throw invalid('The note is not valid', [`proposal ${proposalId} measures nothing at ${instrument}`]);
    }
    const right = await this.places.rightAt(place, caller);
    if (right === 'none') throw notFound();
    if (right === 'read') throw mayNotWrite();
  }

  /** @throws 409 with what is there now, when the text is not the one that the editor saw */
  async change(id: string, change: ScanNoteChange, caller: Caller): Promise<ScanNote> {
    await this.writable(id, caller);
    const { text, at, was = '' } = change;
    const changed = await this.store.change(id, {
      caller,
      permit: (current) => {
        if (current['deletedAt'] !== undefined) throw notFound('This note has been deleted');
        if (text !== undefined && current['text'] !== was && current['text'] !== text)
          throw overwritten(current as NoteRow);
      },
      fields: () => ({
        ...(text !== undefined && { text }),
        ...(at !== undefined && { at: timeOf(at).toISOString() }),
      }),
    });
    return this.row(changed, caller);
  }
  /** Goes out of sight with its pictures; who may write here brings it back. */
  async remove(id: string, caller: Caller): Promise<ScanNote> {
    await this.writable(id, caller);
    return this.mark(id, { deletedAt: new Date().toISOString(), deletedBy: caller.username }, caller);
  }
  async restore(id: string, caller: Caller): Promise<ScanNote> {
    await this.writable(id, caller, true);
    return this.mark(id, { deletedAt: null, deletedBy: null }, caller);
  }
  private async mark(id: string, fields: Fields, caller: Caller): Promise<ScanNote> {
    const options = { caller, permit: () => undefined, fields: () => fields, leaveUnchanged: true };
    return this.row(await this.store.change(id, options), caller);
  }

  /** @throws 404 */
  async readable(id: string, caller: Caller): Promise<NoteRow> {
    const note = (await this.store.find(id)) as NoteRow | undefined;
    if (!note || note.deletedAt || (await this.places.rightAt(placeOf(note), caller)) === 'none') throw notFound();
    return note;
  }
  /** @throws 404, 403 */
  private async writable(id: string, caller: Caller, deletedToo = false): Promise<void> {
    const note = (await this.store.find(id)) as NoteRow | undefined;
    const right = note ? await this.places.rightAt(placeOf(note), caller) : 'none';
    if (!note || right === 'none' || (note.deletedAt && !deletedToo)) throw notFound('There is no such note');
    if (right === 'read') throw mayNotWrite();
  }
}

const mayNotWrite = () => forbidden('Only the people of the proposal and the beamline staff write notes here');
function timeOf(moment: string): Date {
  const time = new Date(moment);
  if (!(time.getTime() >= EARLIEST && time.getTime() <= Date.now() + AHEAD_MS))
    throw invalid('The note is not valid', ['at must lie between 1980 and a week from now']);
  return time;
}
const overwritten = ({ text, updatedBy, updatedAt }: NoteRow) =>
  new ConflictException({
    statusCode: 409,
    message: 'Somebody else has changed this meanwhile',
    error: 'Conflict',
    current: { value: text, by: updatedBy ?? null, at: updatedAt.toISOString() },
  });

export function shownNote(note: NoteRow, images: readonly ScanLogImage[], mayWrite: boolean): ScanNote {
  const { proposalId, instrument, at, text, createdBy, createdAt, updatedBy, updatedAt } = note;
  return {
    id: note._id,
    proposalId: proposalId ?? null,
    instrument: instrument ?? null,
    at: at.toISOString(),
    text,
    images: [...images],
    by: createdBy ?? '',
    createdAt: createdAt.toISOString(),
    editedBy: updatedBy !== createdBy ? (updatedBy ?? null) : null,
    updatedAt: updatedAt.toISOString(),
    mayWrite,
  };
}
