import type { Words } from '../core/words';
import type { KnownInstruments } from '../instruments/known-instruments';
import type { FormField, Values } from '../records/form-fields';
import { changesOf } from '../records/form-fields';
import type { RecordForm } from '../records/record-form.dialog';
import type { Proposal } from '../records/record-types';

/** What may be changed on a proposal. */
export const PROPOSAL_FIELDS: readonly FormField[] = [
  { name: 'title', label: 'proposal.field.title', kind: 'line', required: true, wide: true },
  { name: 'abstract', label: 'proposal.field.abstract', kind: 'long', wide: true },
  { name: 'pi_firstname', label: 'proposal.field.piFirst', kind: 'line' },
  { name: 'pi_lastname', label: 'proposal.field.piLast', kind: 'line' },
  { name: 'pi_email', label: 'proposal.field.piEmail', kind: 'email' },
  { name: 'email', label: 'proposal.field.email', kind: 'email', required: true },
  { name: 'startTime', label: 'proposal.field.start', kind: 'moment' },
  { name: 'endTime', label: 'proposal.field.end', kind: 'moment' },
  { name: 'MeasurementPeriodList', label: 'proposal.field.periods', kind: 'periods', wide: true },
  { name: 'accessGroups', label: 'proposal.field.accessGroups', kind: 'list', hint: 'record.listHint', wide: true },
];

export const proposalForm = (
  proposal: Proposal,
  words: Words,
  instruments: KnownInstruments,
  send: (changes: Values) => Promise<boolean>,
): RecordForm => ({
  title: words.say('proposal.edit', { id: proposal.proposalId }),
  draft: `proposal.${proposal.proposalId}`,
  fields: PROPOSAL_FIELDS,
  values: proposal as unknown as Values,
  instruments: instruments.choices(),
  send: (values) => send(changesOf(PROPOSAL_FIELDS, proposal as unknown as Values, values)),
});
