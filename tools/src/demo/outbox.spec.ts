import { aScan, eventually } from '@scizoo/testing';
import { Outbox } from './outbox';

describe('Outbox', () => {
  it('keeps what was not taken and sends it again in order', async () => {
    const events = aScan().started().progress(5).finished().events();
    const taken: string[] = [];
    let away = true;
    const faults: number[] = [];
    const outbox = new Outbox(
      async (batch) => {
        if (away) throw new Error('no broker');
        taken.push(...batch.map(({ id }) => id));
      },
      (_error, waiting) => faults.push(waiting),
      5,
    );
    outbox.add(events[0]!);
    await eventually(() => faults.length > 0);
    outbox.add(events[1]!, events[2]!);
    away = false;
    await eventually(() => outbox.size === 0);
    expect(taken).toEqual(events.map(({ id }) => id));
    await outbox.close();
  });
});
