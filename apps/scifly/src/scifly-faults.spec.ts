import { jest } from '@jest/globals';
import { MAX_EVENT_BYTES } from '@scizoo/messaging';
import { eventually } from '@scizoo/testing';
import { chmod, mkdir, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileEvent, WatchedPlace } from './scifly.harness';
import { mapFiles, writeMap, zipOf } from './testing/map-samples';
import { igorWave, REGION, sesText } from './testing/samples';

jest.setTimeout(30_000);
let watched: WatchedPlace;
let data: string;
let sent: FileEvent[];
beforeEach(async () => {
  watched = await WatchedPlace.make();
  ({ data, sent } = watched);
});
afterEach(() => watched.remove());

const nameOf = ({ data: { path } }: FileEvent) => path.split('/').at(-1);
const subjectsOf = (part: string) =>
  new Set(sent.filter(({ data: { path } }) => path.includes(part)).map(({ subject }) => subject));

describe('measurements stay apart', () => {
  it('when a map has the same settings as the one before, which was packed and removed', async () => {
    await watched.start();
    await writeMap(join(data, 'Map_0001'));
    await watched.many(4);
    await writeFile(join(data, 'Map_0001.zip'), zipOf(mapFiles()));
    await rm(join(data, 'Map_0001'), { recursive: true });
    await watched.many(5);
    const later = new Date(Date.now() + 60_000);
    await writeMap(join(data, 'Map_0002'), [{ ...REGION, Time: '16:00:00' }]);
    for (const name of mapFiles().keys()) await utimes(join(data, 'Map_0002', name), later, later);
    await watched.many(9);
    expect(subjectsOf('Map_0001').size).toBe(1);
    expect([...subjectsOf('Map_0002')]).toEqual([expect.stringContaining('Map_0002') as string]);
  });
  it('when the name of the sample has a counter of its own', async () => {
    await watched.start();
    for (const stem of ['MgB2_1105_0001', 'MgB2_1105_0002'])
      await writeFile(
        join(data, `${stem}run_2023_001.ibw`),
        igorWave({ ...REGION, File: `T:\\raw\\${stem}.txt,.ibw` }),
      );
    await writeFile(join(data, 'MgB2_1105_0001.txt'), sesText());
    await watched.many(3);
    expect(subjectsOf('1105_0001').size).toBe(1);
    expect(subjectsOf('1105_0002')).not.toEqual(subjectsOf('1105_0001'));
  });
});

describe('what is wrong with a file', () => {
  it('that cannot be opened is said, and keeps no other file back', async () => {
    const back = await watched.asOrdinaryUser();
    try {
      for (const name of ['A_0001.txt', 'B_0001.txt', 'C_0001.txt'])
        await writeFile(join(data, name), sesText([{ ...REGION, Sample: name }]));
      await chmod(join(data, 'B_0001.txt'), 0);
      await mkdir(join(data, 'closed'), { mode: 0 });
      await watched.start();
      await watched.many(2);
      expect(sent.map(nameOf).sort()).toEqual(['A_0001.txt', 'C_0001.txt']);
      const files = `${data}: files`;
      await eventually(async () => (await watched.checkOf(files))?.message?.startsWith('2 cannot be read'), {
        withinMs: 5000,
      });
      await chmod(join(data, 'B_0001.txt'), 0o600);
      await chmod(join(data, 'closed'), 0o700);
      await watched.many(3);
      await eventually(async () => (await watched.checkOf(files))?.status === 'up', { withinMs: 10_000 });
    } finally {
      back();
    }
  });
  it('that stays empty is said', async () => {
    await watched.start();
    await writeFile(join(data, 'Ag_0001.txt'), '');
    await watched.many(1);
    expect(watched.valueOf(sent[0], 'file_header')?.error).toBe('ses-txt: is empty');
  });
  it('is taken back when it is written anew and whole', async () => {
    await watched.start();
    await writeFile(join(data, 'Ag_0001.txt'), sesText([REGION, REGION]).split('[Region 2]')[0]!);
    await watched.many(1);
    expect(watched.valueOf(sent[0], 'file_header')?.error).toContain('1 of 2 regions are missing');
    expect(watched.valueOf(sent[0], 'pass_energy')?.value).toBe(50);
    await writeFile(join(data, 'Ag_0001.txt'), sesText([REGION, REGION]));
    await watched.many(2);
    expect(watched.valueOf(sent[1], 'file_header')).toEqual({ key: 'file_header', value: 'read' });
  });
});

it('a night of spectra fits into one event: the longest lists are named, and stand in the file', async () => {
  await watched.start();
  const comments = 'the sample was moved a little before this spectrum was taken, since it had drifted away. '.repeat(
    5,
  );
  const regions = Array.from({ length: 3000 }, (_, n) => ({
    ...REGION,
    'Pass Energy': String(10 + (n % 40)),
    Comments: `${n}: ${comments}`,
  }));
  await writeFile(join(data, 'Night_0001.txt'), sesText(regions, 1));
  await watched.many(1);
  expect(JSON.stringify(sent[0]).length).toBeLessThan(MAX_EVENT_BYTES);
  expect(watched.valueOf(sent[0], 'comments')).toEqual({ key: 'comments', error: expect.any(String) as string });
  expect(watched.valueOf(sent[0], 'pass_energy')?.value).toHaveLength(3000);
});

it('who measured and what was measured are told', async () => {
  await watched.start();
  await writeFile(join(data, 'Ag_0001.txt'), sesText());
  await watched.many(1);
  expect(sent[0]?.data.user).toBe('Łucja');
  expect(watched.valueOf(sent[0], 'sample_name')?.value).toBe('Steel plate 1');
});
