import { type SciZooEvent } from '@scizoo/messaging';
import { createLogger } from '@scizoo/service-kit';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FinishedFiles, isFinished } from './finished-files';
import { readRecorderMessage } from './recorder-message';
import { eventOf } from './scan-events';
import { recorded, withScan } from './testing/recorded-messages';

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'files-'));
});
afterEach(() => rm(dir, { recursive: true }));

function finishedIn(folder: string) {
  const message = withScan(recorded(1, 'end'), { ScanDir: folder, ScanFile: ['a.h5', 'absent.spec'] });
  const event = eventOf(readRecorderMessage(message), { facility: 'demo' });
  if (!isFinished(event)) throw new Error('is no end');
  return event;
}
const followed = async (folder: string, meanwhile?: () => Promise<void>) => {
  const told: SciZooEvent[] = [];
  const files = new FinishedFiles(
    (event) => Promise.resolve(void told.push(event)),
    createLogger('test', 'silent'),
    [20, 60, 60, 60, 60, 60],
  );
  files.follow(finishedIn(folder));
  await meanwhile?.();
  while (told.length === 0 && (files as unknown as { pending: Set<unknown> }).pending.size > 0)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await files.stop();
  return told;
};

describe('FinishedFiles', () => {
  it('tells the size once the file has settled, as the next event of the scan', async () => {
    await writeFile(join(dir, 'a.h5'), 'x'.repeat(10));
    const [event, ...rest] = await followed(dir, async () => {
      await new Promise((resolve) => setTimeout(resolve, 40));
      await appendFile(join(dir, 'a.h5'), 'y'.repeat(90));
    });
    expect(rest).toEqual([]);
    expect(event).toMatchObject({ type: 'org.scizoo.scan.finished.v1', scansequence: recorded(1, 'end').sequence + 1 });
    expect((event?.data as { files: unknown[] }).files).toEqual([
      { path: join(dir, 'a.h5'), size: 100, modifiedAt: expect.any(String) },
      { path: join(dir, 'absent.spec') },
    ]);
  });

  it('says nothing about files that are not on this machine', async () => {
    expect(await followed('/nowhere/at/all')).toEqual([]);
  });
});
