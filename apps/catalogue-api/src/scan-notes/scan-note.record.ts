import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

/** What somebody wrote between two scans. Its pictures are attachments that name it. */
export class ScanNoteRecord extends Audited {
  @field.text({ required: true, minLength: 1, maxLength: 64 })
  id!: string;
  @field.text({
    maxLength: 256,
    description: 'Its scans are those of this proposal; without one, those of the beamline',
  })
  proposalId?: string;
  @field.text({ maxLength: 128, description: 'Beamline: uniqueName of the instrument' })
  instrument?: string;
  @field.moment({ required: true, description: 'Where it stands among the scans' })
  at!: Date;
  @field.text({ required: true, maxLength: 20_000, description: 'Markdown; empty when pictures say all' })
  text!: string;
}

export class StoredScanNote extends ScanNoteRecord {
  @field.moment()
  deletedAt?: Date;
  @field.text()
  deletedBy?: string;
}

export const SCAN_NOTE: RecordKind = {
  name: 'ScanNote',
  shape: ScanNoteRecord,
  stored: StoredScanNote,
  storage: {
    collection: 'scanNotes',
    id: 'id',
    indexes: [
      // notes of a span of the scan log, newest first: of a proposal, of a beamline, of all
      { proposalId: 1, at: -1, _id: -1 },
      { instrument: 1, at: -1, _id: -1 },
      { at: -1, _id: -1 },
      // what has changed a moment ago, for open scan logs
      { updatedAt: 1 },
    ],
  },
};
