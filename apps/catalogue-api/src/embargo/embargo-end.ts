import type { Stored } from '../schema/record-kind';

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
