import type { FormField } from '@scizoo/domain';
import type { Proposal, Sample } from '../records/record-types';
import { fullName } from '../records/record-types';

const plain = (name: string): string => name.toLowerCase().replace(/[^a-z]/gu, '');

/** What the proposal knows already, for fields that ask for it by their usual names. */
const KNOWN: Readonly<Record<string, (proposal: Proposal) => string | null | undefined>> = {
  proposal: ({ proposalId }) => proposalId,
  proposalid: ({ proposalId }) => proposalId,
  title: ({ title }) => title,
  proposaltitle: ({ title }) => title,
  experimenttitle: ({ title }) => title,
  abstract: ({ abstract }) => abstract,
  pi: (proposal) => fullName(proposal.pi_firstname, proposal.pi_lastname),
  principalinvestigator: (proposal) => fullName(proposal.pi_firstname, proposal.pi_lastname),
  email: (proposal) => proposal.pi_email ?? proposal.email,
  contactemail: (proposal) => proposal.pi_email ?? proposal.email,
};

/** The beginning of an answer; undefined where the proposal does not tell, or tells what the field does not take. */
export function fromProposal(field: FormField, proposal: Proposal, samples: readonly Sample[]): string | undefined {
  if (field.kind !== 'text' && field.kind !== 'choice') return undefined;
  // Of several samples only the person at the beamline knows which one it is.
  const sample = samples.length === 1 ? samples[0] : undefined;
  const value = field.role === 'sample' ? sample?.sampleId : KNOWN[plain(field.name)]?.(proposal);
  if (!value || (field.choices && !field.choices.includes(value))) return undefined;
  return value.slice(0, field.maxLength);
}
