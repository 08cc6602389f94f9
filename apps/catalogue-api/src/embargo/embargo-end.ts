import type { StoredEmbargo } from '../datasets/dataset.record';
import type { Fields, Stored } from '../schema/record-kind';

/** What the embargo needs to know about a proposal. */
export interface ProposalOfEmbargo {
  readonly _id: string;
  readonly type?: string;
  readonly endTime?: Date | string;
  readonly MeasurementPeriodList?: readonly { readonly end?: Date | string }[];
  readonly email?: string;
  readonly pi_email?: string;
}
/** Never: of a proposal whose data belong to its customers. */
export type End = Date | 'never';

const yearsAfter = (date: Date, years: number): Date => {
  const whole = Math.floor(years);
  const later = new Date(date);
  later.setUTCFullYear(later.getUTCFullYear() + whole);
  // A part of a year in days: policies may say 0.5.
  return new Date(later.getTime() + Math.round((years - whole) * 365.25) * 86_400_000);
};

const latest = (dates: readonly Date[]): Date => new Date(Math.max(...dates.map(Number)));

/** The last day of measuring, else the end of the proposal; undefined when it tells neither. */
function endOf({ MeasurementPeriodList = [], endTime }: ProposalOfEmbargo): Date | undefined {
  const ends = MeasurementPeriodList.map(({ end }) => new Date(end ?? NaN)).filter(
    (end) => !Number.isNaN(end.getTime()),
  );
  if (ends.length > 0) return latest(ends);
  return endTime === undefined || endTime === null ? undefined : new Date(endTime);
}

/**
 * When a dataset opens: so many years after its proposal measured for the last time, else ended, else after it was created.
 * Of several proposals the last one counts; one that is proprietary is enough to keep it closed.
 */
export function endOfEmbargo(
  dataset: Stored,
  proposals: readonly ProposalOfEmbargo[],
  years: number,
  isProprietary: (type: string | undefined) => boolean,
): End {
  if (proposals.some(({ type }) => isProprietary(type))) return 'never';
  const ends = proposals.map(endOf).filter((end) => end !== undefined);
  const created = (dataset['creationTime'] ?? dataset['createdAt']) as Date;
  return yearsAfter(ends.length > 0 ? latest(ends) : created, years);
}

export const embargoOf = (dataset: Stored): StoredEmbargo => (dataset['embargo'] ?? {}) as StoredEmbargo;
export const dateOf = (dataset: Stored): Date | undefined =>
  (dataset['datasetlifecycle'] as { dateOfPublishing?: Date } | undefined)?.dateOfPublishing;

/** The day on which the dataset opens, as far as proposal, policy and people have decided. */
export function decidedEnd(dataset: Stored, end: Date): Date {
  const { date, prolonged } = embargoOf(dataset);
  const present = dateOf(dataset);
  // The owner has put it forward by hand.
  if (date && present && present < date) return present;
  return prolonged && prolonged.until > end ? prolonged.until : end;
}

/** What a dataset keeps of its embargo, by path; without a value where it keeps nothing. */
export interface EmbargoFields {
  readonly 'embargo.date': Date | undefined;
  readonly 'embargo.proprietary': true | undefined;
  readonly 'datasetlifecycle.dateOfPublishing': Date | undefined;
}

/** How a closed dataset is to be changed for this end, at its creation and ever after; undefined when it is right as it is. */
export function embargoFields(dataset: Stored, end: End): EmbargoFields | undefined {
  const { date: noted, proprietary } = embargoOf(dataset);
  const present = dateOf(dataset)?.getTime();
  if (end === 'never') {
    if (proprietary && present === undefined) return undefined;
    return fieldsOf(undefined, true);
  }
  const date = decidedEnd(dataset, end);
  // Noted is what was last written: a day put forward by hand differs from it.
  const isRight = noted !== undefined && present === date.getTime();
  return isRight ? undefined : fieldsOf(date, undefined);
}
const fieldsOf = (date: Date | undefined, proprietary: true | undefined): EmbargoFields => ({
  'embargo.date': date,
  'embargo.proprietary': proprietary,
  'datasetlifecycle.dateOfPublishing': date,
});

/** The two members of a dataset that these fields are parts of, whole. */
export function membersWith(dataset: Stored | Fields, fields: EmbargoFields): Fields {
  const { date: _, proprietary: __, ...embargo } = (dataset['embargo'] ?? {}) as StoredEmbargo;
  const { dateOfPublishing: ___, ...datasetlifecycle } = (dataset['datasetlifecycle'] ?? {}) as Fields;
  const { 'embargo.date': date, 'embargo.proprietary': proprietary } = fields;
  return {
    embargo: { ...embargo, ...(date && { date }), ...(proprietary && { proprietary }) },
    datasetlifecycle: { ...datasetlifecycle, ...(date && { dateOfPublishing: date }) },
  };
}

/** The same as what an update of the database sets and takes away. */
export function setAndUnset(fields: EmbargoFields): { set: Fields; unset: string[] } {
  const entries = Object.entries(fields);
  return {
    set: Object.fromEntries(entries.filter(([, value]) => value !== undefined)),
    unset: entries.filter(([, value]) => value === undefined).map(([path]) => path),
  };
}
