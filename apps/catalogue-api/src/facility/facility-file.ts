import { invalid, SOURCE_PRIORITY } from '@scizoo/domain';
import { faultTexts, field, validationErrors } from '@scizoo/service-kit';
import { readFile } from 'node:fs/promises';

/** Kinds of producers: the sources of the merge rule but for people, and the user office. */
const PRODUCER_KINDS = [
  ...Object.keys(SOURCE_PRIORITY).filter((kind) => !['user', 'default'].includes(kind)),
  'proposals',
];
const BEAMLINE = '^[a-z0-9.-]+$';

export class InstrumentEntry {
  @field.text({
    required: true,
    minLength: 1,
    maxLength: 256,
    pattern: BEAMLINE,
    description: 'Lower case, as in scan keys',
  })
  uniqueName!: string;
  @field.text({ required: true, minLength: 1, maxLength: 512 })
  name!: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Group of the beamline staff; else `<uniqueName>-staff`' })
  staffGroup?: string;
  @field.text({ maxLength: 5000 })
  description?: string;
}
export class ProducerEntry {
  @field.text({ required: true, maxLength: 256, pattern: '^urn:scizoo:[a-z0-9-]+:[a-z0-9.-]+$' })
  source!: string;
  @field.text({ required: true, oneOf: PRODUCER_KINDS })
  kind!: string;
  @field.textList({ required: true, minItems: 1, maxItems: 1000, items: { pattern: BEAMLINE, maxLength: 256 } })
  beamlines!: string[];
}
/** What a facility has: its instruments, and the programs that may tell about them. */
export class FacilityFile {
  @field.list(() => InstrumentEntry, { maxItems: 1000 })
  instruments?: InstrumentEntry[];
  @field.list(() => ProducerEntry, { maxItems: 10_000 })
  producers?: ProducerEntry[];
}

/** @throws SciZooError naming the file and every fault */
export async function readFacility(path: string): Promise<FacilityFile> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw invalid(`FACILITY_FILE ${path} ${isMissing ? 'does not exist' : 'is not JSON'}`);
  }
  const faults = faultTexts(validationErrors(FacilityFile, content));
  if (faults.length > 0) throw invalid(`FACILITY_FILE ${path}: ${faults.join('; ')}`);
  return content as FacilityFile;
}
