import { field } from '@scizoo/service-kit';
import { ScanLogImage } from '../scan-log/scan-log.shapes';

/** A note between scans as the scan log shows it; the same in lists, in answers and in the event stream. */
export class ScanNote {
  @field.text({ required: true })
  id!: string;
  @field.text({ description: 'Its scans are those of this proposal; without one, those of the beamline' })
  proposalId!: string | null;
  @field.text({ description: 'Beamline: uniqueName of the instrument' })
  instrument!: string | null;
  @field.moment({ required: true, description: 'Where it stands among the scans' })
  at!: string;
  @field.text({ required: true, description: 'Markdown' })
  text!: string;
  @field.list(() => ScanLogImage, { required: true })
  images!: ScanLogImage[];
  @field.text({ required: true })
  by!: string;
  @field.moment({ required: true })
  createdAt!: string;
  @field.text({ description: 'Who changed it last, when that was not at its beginning' })
  editedBy!: string | null;
  @field.moment({ required: true })
  updatedAt!: string;
  @field.yesNo({ required: true })
  mayWrite!: boolean;
}
export class ScanNotesPage {
  @field.list(() => ScanNote, { required: true, description: 'Newest first' })
  notes!: ScanNote[];
  @field.text({ description: 'Cursor of the next page; null at the end' })
  next!: string | null;
  @field.yesNo({
    required: true,
    description: 'The caller may write notes where was asked: in the proposal, at the beamline',
  })
  mayWrite!: boolean;
}

export class NewScanNote {
  @field.text({
    minLength: 16,
    maxLength: 64,
    description:
      'May be chosen by the writer, at random: the same id makes no second note, so a request can be repeated',
  })
  id?: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'A note belongs to a proposal or else to a beamline' })
  proposalId?: string;
  @field.text({ minLength: 1, maxLength: 128, description: 'Beamline: uniqueName of the instrument' })
  instrument?: string;
  @field.moment({ description: 'Where it stands among the scans; now unless told' })
  at?: string;
  @field.text({ maxLength: 20_000, description: 'Markdown' })
  text?: string;
}
export class ScanNoteChange {
  @field.text({
    maxLength: 20_000,
    description: 'The text that the editor saw; another one in the record is a conflict',
  })
  was?: string;
  @field.text({ maxLength: 20_000 })
  text?: string;
  @field.moment()
  at?: string;
}
