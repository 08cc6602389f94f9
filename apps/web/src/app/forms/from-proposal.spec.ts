import type { FormField } from '@scizoo/domain';
import type { Proposal, Sample } from '../records/record-types';
import { fromProposal } from './from-proposal';

const proposal = {
  proposalId: '20260101',
  title: 'Otters in liquid',
  pi_firstname: 'Petra',
  pi_lastname: 'Muster',
  email: 'petra@uni.example',
} as Proposal;
const sample = (sampleId: string) => ({ sampleId }) as Sample;
const field = (name: string, more: Partial<FormField> = {}): FormField => ({
  name,
  title: name,
  kind: 'text',
  required: false,
  ...more,
});

describe('the beginning of a form', () => {
  it.each([
    [field('experiment_title'), 'Otters in liquid'],
    [field('Principal investigator'), 'Petra Muster'],
    [field('contactEmail'), 'petra@uni.example'],
    [field('title', { maxLength: 6 }), 'Otters'],
    [field('comment'), undefined],
    [field('abstract'), undefined],
    [field('title', { kind: 'number' }), undefined],
    [field('title', { kind: 'choice', choices: ['Gels', 'Foils'] }), undefined],
  ])('of %o is %s', (one, value) => expect(fromProposal(one, proposal, [])).toBe(value));

  it('names the sample when there is only one', () => {
    const one = field('what_is_in', { role: 'sample' });
    expect(fromProposal(one, proposal, [sample('S-1')])).toBe('S-1');
    expect(fromProposal(one, proposal, [sample('S-1'), sample('S-2')])).toBeUndefined();
  });
});
