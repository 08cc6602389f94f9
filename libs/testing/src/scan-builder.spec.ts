import { checkEvent } from '@scizoo/messaging';
import { aProposalChanged, aScan } from './scan-builder';

describe('aScan', () => {
  it('tells events that the contract accepts, counted per scan', () => {
    const events = aScan()
      .started()
      .progress(5)
      .metadata([{ key: 'ring_current', value: 300, unit: 'mA' }])
      .failed()
      .events();
    for (const event of events) expect(checkEvent(event)).toBe(event);
    expect(events.map((event) => event.scansequence)).toEqual([1, 2, 3, 4]);
    expect(events.at(-1)?.data).toMatchObject({ outcome: 'failed', pointsDone: 5 });
  });
  it('never tells the same scan twice', () => {
    expect(aScan().key).not.toBe(aScan().key);
  });
  it('tells a proposal', () => {
    expect(checkEvent(aProposalChanged('20260101')).subject).toBe('20260101');
  });
});
