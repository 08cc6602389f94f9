import { initialFields } from '../schema/record-kind';
import { DatasetRecord, Lifecycle } from './dataset.record';

type Fields = Record<string, unknown>;

/** Years until a dataset may be published, and until it may be removed from the archive. */
export interface LifecycleYears {
  readonly publication: number;
  readonly retention: number;
}

const yearsAfter = (day: Date, years: number): Date => {
  const later = new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()));
  later.setUTCFullYear(later.getUTCFullYear() + years);
  return later;
};

/** The lifecycle of a dataset created now; what is given wins. */
export const newLifecycle = (now: Date, years: LifecycleYears, given: Fields = {}): Fields => ({
  ...initialFields(Lifecycle),
  dateOfDiskPurging: now,
  archiveRetentionTime: yearsAfter(now, years.retention),
  dateOfPublishing: yearsAfter(now, years.publication),
  ...given,
});

/** SciCat's code for integrity, availability and confidentiality: copies on tape as the group's policy says, else as asked. */
function classificationOf(given: unknown, tapeRedundancy: string | undefined): string {
  const asked = typeof given === 'string' ? /AV=(\w+)/u.exec(given)?.[1] : undefined;
  return `IN=medium,AV=${tapeRedundancy ?? asked ?? 'low'},CO=low`;
}

export const withoutTrailingSlash = (folder: string): string =>
  folder.length > 1 && folder.endsWith('/') ? folder.slice(0, -1) : folder;

export interface Beginning {
  readonly version: '3' | '4';
  readonly now: Date;
  readonly years: LifecycleYears;
  /** Of the policy of the owner group. */
  readonly tapeRedundancy?: string | undefined;
}

/** A new dataset with everything that was not given. */
export function newDataset(given: Fields, { version, now, years, tapeRedundancy }: Beginning): Fields {
  return {
    ...initialFields(DatasetRecord),
    ...given,
    sourceFolder: withoutTrailingSlash(given['sourceFolder'] as string),
    classification: classificationOf(given['classification'], tapeRedundancy),
    datasetlifecycle: newLifecycle(now, years, (given['datasetlifecycle'] ?? {}) as Fields),
    version,
  };
}
