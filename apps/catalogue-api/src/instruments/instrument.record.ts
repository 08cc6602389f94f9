import { field } from '@scizoo/service-kit';
import { Audited } from '../schema/audited.record';
import type { RecordKind } from '../schema/record-kind';

export class InstrumentRecord extends Audited {
  @field.text({ required: true, outputOnly: true })
  pid!: string;
  // index: unique by SciCat's contract; events name a beamline by it
  @field.text({ required: true, minLength: 1, maxLength: 256, index: 'unique', example: 'b310a' })
  uniqueName!: string;
  @field.text({ required: true, minLength: 1, maxLength: 512, example: 'B310A' })
  name!: string;
  @field.free({ initial: {}, description: '`staffGroup` names the group of the beamline staff' })
  customMetadata?: Record<string, unknown>;
}

const INSTRUMENT_STORAGE = { collection: 'instruments', id: 'pid' } as const;

export const INSTRUMENT: RecordKind = {
  name: 'Instrument',
  shape: InstrumentRecord,
  stored: InstrumentRecord,
  storage: INSTRUMENT_STORAGE,
  quantities: 'customMetadata',
};
