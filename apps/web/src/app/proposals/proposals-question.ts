import type { Instrument, Proposal } from '../records/record-types';
import type { Sort, Where } from '../records/where';
import { allOf, holdsWords } from '../records/where';
import type { ProposalState } from './proposal-state';
import { stateWhere } from './proposal-state';

export interface ProposalsQuestion {
  readonly text: string;
  readonly state: ProposalState | null;
  /** Short name of an instrument. */
  readonly instrument: string;
  readonly type: string;
  /** Moments: beamtime after, beamtime before. */
  readonly from: string;
  readonly till: string;
  readonly sort: Sort;
  readonly page: number;
}
export const SORTABLE = ['proposalId', 'title', 'pi_lastname', 'startTime', 'numberOfDatasets'] as const;
export const NEWEST: Sort = { field: 'startTime', direction: 'desc' };
export const PAGE_SIZE = 50;

/** What a row of the list needs, without abstracts. */
export const ROW_FIELDS = [
  ...['proposalId', 'title', 'pi_firstname', 'pi_lastname', 'firstname', 'lastname', 'startTime', 'endTime'],
  ...['MeasurementPeriodList', 'instrumentIds', 'numberOfDatasets', 'type'],
] as const;
export type ProposalRow = Omit<Proposal, 'abstract' | 'email' | 'ownerGroup'>;

const SEARCHED = ['proposalId', 'title', 'pi_lastname', 'pi_firstname', 'lastname', 'abstract'] as const;

export function whereOf(
  { text, state, instrument, type, from, till }: ProposalsQuestion,
  known: Instrument | undefined,
  now: Date,
): Where {
  const conditions: Where[] = holdsWords(text, SEARCHED);
  if (state) conditions.push(stateWhere(state, now));
  if (instrument) {
    const names = known ? [{ instrumentIds: known.pid }] : [];
    conditions.push({ or: [{ 'MeasurementPeriodList.instrument': instrument }, ...names] });
  }
  if (type) conditions.push({ type });
  if (from) conditions.push({ or: [{ endTime: { gte: from } }, { 'MeasurementPeriodList.end': { gte: from } }] });
  if (till) conditions.push({ or: [{ startTime: { lt: till } }, { 'MeasurementPeriodList.start': { lt: till } }] });
  return allOf(conditions);
}
/** Counts of other choices: with all conditions but the one that is chosen from. */
export function facetFields(question: ProposalsQuestion, known: Instrument | undefined, now: Date): object {
  const { type } = question;
  const mode = whereOf({ ...question, type: '', instrument: '' }, undefined, now);
  return { mode, ...(type && { type }), ...(known && { instrumentIds: known.pid }) };
}
export interface Facets {
  readonly type?: readonly { _id: string | null; count: number }[];
  readonly instrumentIds?: readonly { _id: string | null; count: number }[];
}

/** How many filters a person has set, beside words and order. */
export const filtersSet = ({ state, instrument, type, from, till }: ProposalsQuestion): number =>
  [state, instrument, type, from, till].filter(Boolean).length;
