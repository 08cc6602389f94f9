import { fullName } from '../records/record-types';
import type { Proposal } from '../records/record-types';
import type { Where } from '../records/where';

export const PROPOSAL_STATES = ['running', 'coming', 'done'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

type Dated = Pick<Proposal, 'startTime' | 'endTime' | 'MeasurementPeriodList'>;
export interface Span {
  readonly start: number;
  readonly end: number;
}
/** From the first to the last moment that the proposal has; null when nothing is planned. */
export function spanOf({ startTime, endTime, MeasurementPeriodList }: Dated): Span | null {
  const periods = MeasurementPeriodList ?? [];
  const starts = [startTime, ...periods.map(({ start }) => start)];
  const ends = [endTime, ...periods.map(({ end }) => end)];
  const times = (moments: (string | null | undefined)[]): number[] =>
    moments.flatMap((moment) => (moment ? [Date.parse(moment)] : []));
  const [allStarts, allEnds] = [times(starts), times(ends)];
  if (allStarts.length === 0 || allEnds.length === 0) return null;
  return { start: Math.min(...allStarts), end: Math.max(...allEnds) };
}
export function stateOf(proposal: Dated, now: number): ProposalState | null {
  const span = spanOf(proposal);
  if (!span) return null;
  if (now < span.start) return 'coming';
  return now > span.end ? 'done' : 'running';
}

/** The same as a question to the catalogue. */
export function stateWhere(state: ProposalState, now: Date): Where {
  const at = now.toISOString();
  const begun = { or: [{ startTime: { lte: at } }, { 'MeasurementPeriodList.start': { lte: at } }] };
  const ahead = { or: [{ endTime: { gte: at } }, { 'MeasurementPeriodList.end': { gte: at } }] };
  const planned = { or: [{ startTime: { gt: at } }, { 'MeasurementPeriodList.start': { gt: at } }] };
  const ended = { or: [{ endTime: { lt: at } }, { 'MeasurementPeriodList.end': { lt: at } }] };
  if (state === 'running') return { and: [begun, ahead] };
  return state === 'coming' ? { and: [planned, { nor: [begun] }] } : { and: [ended, { nor: [ahead] }] };
}

export const investigatorOf = ({
  pi_firstname,
  pi_lastname,
  firstname,
  lastname,
}: Pick<Proposal, 'pi_firstname' | 'pi_lastname' | 'firstname' | 'lastname'>): string =>
  fullName(pi_firstname, pi_lastname) || fullName(firstname, lastname);

/** Short names and PIDs of its instruments. */
export const instrumentsOf = ({
  instrumentIds,
  MeasurementPeriodList,
}: Pick<Proposal, 'instrumentIds' | 'MeasurementPeriodList'>): string[] => [
  ...new Set([...(instrumentIds ?? []), ...(MeasurementPeriodList ?? []).map(({ instrument }) => instrument)]),
];
