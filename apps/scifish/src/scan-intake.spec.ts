import { unavailable } from '@scizoo/domain';
import { parseEvent } from '@scizoo/messaging';
import { ScanIntake } from './scan-intake';
import { recorded, recordedMessages, withScan } from './testing/recorded-messages';

class Lines {
  readonly lines: string[] = [];
  isFull = false;
  async append(line: string): Promise<void> {
    await Promise.resolve();
    if (this.isFull) throw unavailable('the spool is full');
    this.lines.push(line);
  }
}
const place = { facility: 'demo' };

describe('ScanIntake', () => {
  it('takes each message once, however often it is told', async () => {
    const spool = new Lines();
    const accepted: string[] = [];
    const intake = new ScanIntake(spool, place, ({ type }) => accepted.push(type));
    for (const message of recordedMessages()) await intake.take(message);
    const again = await Promise.all(recordedMessages().map((message) => intake.take(message)));
    expect(again.every(({ status }) => status === 'duplicate')).toBe(true);
    expect(spool.lines).toHaveLength(recordedMessages().length);
    expect(accepted).toHaveLength(recordedMessages().length);
    const [first] = spool.lines;
    expect(parseEvent(first as string).id).toBe(again[0]?.id);
  });

  it('does not call a message taken that is not safe yet', async () => {
    const spool = new Lines();
    const intake = new ScanIntake(spool, place);
    spool.isFull = true;
    const both = await Promise.allSettled([intake.take(recorded(1, 'start')), intake.take(recorded(1, 'start'))]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    spool.isFull = false;
    await expect(intake.take(recorded(1, 'start'))).resolves.toMatchObject({ status: 'accepted', event: 'start' });
  });

  it('tells scans apart that share a number', async () => {
    const spool = new Lines();
    const intake = new ScanIntake(spool, place);
    await intake.take(recorded(1, 'start'));
    await intake.take(withScan(recorded(1, 'start'), { startts: 1795398829.5 }));
    await intake.take(withScan(recorded(1, 'start'), { door: 'b310a/door/02' }));
    expect(spool.lines).toHaveLength(3);
  });
});
