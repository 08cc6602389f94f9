import type { Stored } from '../schema/record-kind';
import { endOfEmbargo, type ProposalOfEmbargo } from './embargo-end';

const dataset = { _id: 'd', creationTime: new Date('2026-01-01T00:00:00Z') } as unknown as Stored;
const end = (proposals: Omit<ProposalOfEmbargo, '_id'>[], years = 3) => {
  const found = endOfEmbargo(
    dataset,
    proposals.map((proposal) => ({ _id: 'p', ...proposal })),
    years,
    (type) => type === 'Industry',
  );
  return found === 'never' ? found : found.toISOString().slice(0, 10);
};
const period = (...ends: (string | undefined)[]) => ({
  MeasurementPeriodList: ends.map((day) => ({ end: day === undefined ? undefined : new Date(day) })),
});

describe('end of the embargo', () => {
  it.each([
    ['of a dataset without a proposal', [], 3, '2029-01-01'],
    ['of a proposal that tells no day', [{}], 3, '2029-01-01'],
    ['after the last of several measurements', [period('2026-05-01', '2026-07-01', '2026-06-01')], 3, '2029-07-01'],
    ['a period without an end does not count', [period(undefined, '2026-05-01')], 3, '2029-05-01'],
    ['days that came as text count too', [{ MeasurementPeriodList: [{ end: '2026-05-01' }] }], 3, '2029-05-01'],
    ['without periods: the end of the proposal', [{ endTime: new Date('2026-12-01') }], 3, '2029-12-01'],
    ['an empty list of periods is none', [{ ...period(), endTime: new Date('2026-12-01') }], 3, '2029-12-01'],
    [
      'of several proposals the last counts',
      [period('2026-05-01'), { endTime: new Date('2027-01-01') }],
      3,
      '2030-01-01',
    ],
    ['parts of a year', [period('2026-01-01')], 0.5, '2026-07-03'],
    ['no embargo', [period('2026-05-01')], 0, '2026-05-01'],
    ['a leap day', [period('2028-02-29')], 1, '2029-03-01'],
    ['proprietary, even among others', [period('2020-01-01'), { type: 'Industry' }], 3, 'never'],
  ])('%s', (_, proposals, years, wanted) => {
    expect(end(proposals, years)).toBe(wanted);
  });
});
