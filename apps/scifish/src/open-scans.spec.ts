import type { SciZooEvent } from '@scizoo/messaging';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NO_END_SEEN, OpenScans } from './open-scans';
import { ScanIntake } from './scan-intake';
import { type Message, recorded, recordedMessages, withScan } from './testing/recorded-messages';

let file: string;
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'open-scans-'));
  file = join(folder, 'open.json');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((open) => open.stop()));
  await rm(folder, { recursive: true, force: true });
});
const opened: OpenScans[] = [];
const scansIn = (path: string): OpenScans => {
  const open = new OpenScans(path);
  opened.push(open);
  return open;
};

/** Intake with its memory of scans that go on; what it told, in order. */
function intakeOver(open: OpenScans): { told: SciZooEvent[]; take: (message: Message) => Promise<unknown> } {
  const told: SciZooEvent[] = [];
  const append = (line: string) => Promise.resolve(void told.push(JSON.parse(line) as SciZooEvent));
  const intake = new ScanIntake(
    { append },
    { facility: 'demo' },
    (event, message) => open.note(event, message),
    (event, message) => open.endedBy(event, message),
  );
  return { told, take: (message) => intake.take(message) };
}
const of = (process: string, message: Message): Message => ({ ...message, recorder: { version: '0.2.0', process } });
const ends = (told: readonly SciZooEvent[]) => told.filter(({ type }) => type === 'org.scizoo.scan.finished.v1');
const [start, points] = [recorded(1, 'start'), recorded(1, 'points')];
const next = withScan(recorded(2, 'start'), {});

describe('scans whose MacroServer was killed', () => {
  it('end as failed when another run of the MacroServer scans at the same door', async () => {
    const { told, take } = intakeOver(scansIn(file));
    await take(of('first', start));
    await take(of('first', points));
    await take(of('second', next));
    expect(ends(told)).toHaveLength(1);
    expect(ends(told)[0]).toMatchObject({
      subject: told[0]?.subject,
      scansequence: 3,
      data: {
        scanNumber: 1,
        outcome: 'failed',
        reason: NO_END_SEEN,
        proposalId: '20260123',
        sourceFolder: '/data/visitors/b310a/20260123/2026112208/raw',
        files: [{ path: '/data/visitors/b310a/20260123/2026112208/raw/scan-0001.h5' }],
      },
    });
    await take(of('second', withScan(recorded(3, 'start'), {})));
    expect(ends(told)).toHaveLength(1);
  });

  it('do so when SciFish was started anew in between, too', async () => {
    const before = scansIn(file);
    await intakeOver(before).take(of('first', start));
    await before.stop();
    const { told, take } = intakeOver(scansIn(file));
    await take(of('second', next));
    expect(ends(told).map(({ scansequence }) => scansequence)).toEqual([2]);
  });

  it('are not those of another door, of a scan inside a scan, of an ended one, or of a recorder that tells no run', async () => {
    const { told, take } = intakeOver(scansIn(file));
    await take(of('other', withScan(start, { door: 'b310a/door/02' })));
    await take(of('first', start));
    await take(of('first', withScan(next, { startts: 1795398828.9 })));
    for (const message of recordedMessages().filter(({ scan }) => scan['serialno'] === 3))
      await take(of('first', message));
    await take(withScan(recorded(5, 'start'), {}));
    expect(ends(told).map(({ data }) => (data as { reason?: string }).reason)).not.toContain(NO_END_SEEN);
  });
});
