import { makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';
import { aProposalChanged } from '@scizoo/testing';
import { type Period, periodsIn, proposalAt } from './schedule';

const now = Date.parse('2026-11-29T12:00:00Z');
const bytes = (event: SciZooEvent) => Buffer.from(JSON.stringify(event));
const period = (start: string, end: string, instrument = 'B310A') => ({ instrument, start, end });
const changed = (periods: object[]): Buffer => {
  const event = aProposalChanged('20260123');
  return bytes({ ...event, data: { ...event.data, measurementPeriods: periods } } as SciZooEvent);
};

describe('the schedule', () => {
  it('is made of the periods of proposals, without those that are long over', () => {
    const told = changed([
      period('2026-11-29T08:00:00Z', '2026-11-30T08:00:00Z'),
      period('2025-11-29T08:00:00Z', '2025-11-30T08:00:00Z'),
    ]);
    expect(periodsIn(told, now)).toEqual([
      { beamline: 'b310a', start: '2026-11-29T08:00:00Z', end: '2026-11-30T08:00:00Z' },
    ]);
    expect(periodsIn(changed([]), now)).toBeUndefined();
  });

  it('has nothing of a proposal that was withdrawn', () => {
    const about = { subject: '20260123', source: sourceOf('proposals', 'demo'), sequence: 2 };
    const withdrawn = makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId: '20260123' });
    expect(periodsIn(bytes(withdrawn), now)).toBeUndefined();
  });

  it('says whose turn it is: the one who has the beamline alone', () => {
    const day = (from: number, to: number, beamline = 'b310a'): Period => ({
      beamline,
      start: `2026-11-${from}T08:00:00+01:00`,
      end: `2026-11-${to}T08:00:00+01:00`,
    });
    const schedule = new Map([
      ['1', [day(20, 22), day(24, 25)]],
      ['2', [day(21, 22)]],
      ['00418213', [day(24, 25, 'zoosaxs')]],
    ]);
    const at = (time: string, beamline = 'b310a') => proposalAt(schedule, beamline, time);
    expect(at('2026-11-20T10:00:00Z')).toBe('1');
    expect(at('2026-11-24T07:00:00Z')).toBe('1');
    expect(at('2026-11-25T07:00:00Z')).toBeUndefined();
    expect(at('2026-11-24T10:00:00Z', 'zoosaxs')).toBe('00418213');
    // two at once: nobody can tell, so nobody gets the other's data
    expect(at('2026-11-21T10:00:00Z')).toBeUndefined();
  });
});
