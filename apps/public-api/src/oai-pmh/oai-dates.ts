import { badArgument } from './oai-error';

const DAY = /^\d{4}-\d{2}-\d{2}$/u;
const SECOND = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/u;

export interface Period {
  readonly from?: string;
  readonly until?: string;
}

/** `2026-11-22T14:05:31Z`, the granularity of this repository. */
export const stampOf = (moment: string | Date): string => `${new Date(moment).toISOString().slice(0, 19)}Z`;

function checked(text: string, name: string): string {
  const moment = DAY.test(text) ? `${text}T00:00:00Z` : SECOND.test(text) ? text : '';
  const isReal = !Number.isNaN(Date.parse(moment)) && stampOf(moment) === moment;
  if (!isReal) throw badArgument(`${name} must be a date such as 2026-11-22 or 2026-11-22T14:05:31Z`);
  return text;
}

/**
 * `from` and `until` as asked, both inclusive, as moments: a day or a second reaches to its end.
 * @throws badArgument
 */
export function periodOf(from: string | undefined, until: string | undefined): Period {
  if (from !== undefined) checked(from, 'from');
  if (until !== undefined) checked(until, 'until');
  if (from !== undefined && until !== undefined && from.length !== until.length)
    throw badArgument('from and until must have the same granularity');
  if (from !== undefined && until !== undefined && from > until) throw badArgument('from is later than until');
  return {
    ...(from !== undefined && { from: DAY.test(from) ? `${from}T00:00:00.000Z` : from.replace('Z', '.000Z') }),
    ...(until !== undefined && { until: DAY.test(until) ? `${until}T23:59:59.999Z` : until.replace('Z', '.999Z') }),
  };
}
