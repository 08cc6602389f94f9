import { jest } from '@jest/globals';
import { eventually } from '@scizoo/testing';
import { appendFile, mkdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WatchedPlace, type FileEvent } from './scifly.harness';
import { mapFiles, writeH5, writeMap, zipOf } from './testing/map-samples';
import { igorWave, sesText, writeSlowly } from './testing/samples';
import { SleSample } from './testing/specs-samples';

jest.setTimeout(30_000);
let watched: WatchedPlace;
let data: string;
let sent: FileEvent[];

beforeEach(async () => {
  watched = await WatchedPlace.make();
  ({ data, sent } = watched);
});
afterEach(() => watched.remove());
const start = () => watched.start();
const many = (count: number) => watched.many(count);
const quiet = () => watched.quiet();

describe('SciFly', () => {
  it('tells a file when it is complete, with header, checksum, visit and time', async () => {
    await start();
    const folder = join(data, '20260123', '2026112208', 'raw');
    const pause = () => sleep(200);
    await writeSlowly(join(folder, 'Ag_0001.txt'), sesText(), [pause, pause, pause, pause]);
    const { size } = await stat(join(folder, 'Ag_0001.txt'));
    await many(1);
    await quiet();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      source: 'urn:scizoo:scifly:b310a',
      data: {
        path: '/data/visitors/b310a/20260123/2026112208/raw/Ag_0001.txt',
        folder: '/data/visitors/b310a/20260123/2026112208/raw',
        size,
        format: 'ses-txt',
        title: 'Steel plate 1 Ag3d',
        proposalId: '20260123',
        visit: '2026112208',
        startTime: '2026-11-22T14:24:35.000Z',
        checksum: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      },
    });
    expect(sent[0]?.data.header).toContainEqual({ key: 'pass_energy', value: 50, unit: 'eV' });
  });

  it('puts the files of one acquisition together, and keeps two acquisitions apart', async () => {
    await start();
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await writeFile(join(data, 'Ag_0001Ag3d_001.ibw'), igorWave());
    await writeFile(join(data, 'Ag_0002.txt'), sesText());
    await many(3);
    const subjects = (name: string) =>
      sent.filter(({ data: { path } }) => path.includes(name)).map(({ subject }) => subject);
    expect(new Set(subjects('Ag_0001')).size).toBe(1);
    expect(new Set(sent.map(({ subject }) => subject)).size).toBe(2);
    expect(
      sent
        .filter(({ subject }) => subject === subjects('Ag_0001')[0])
        .map(({ scansequence }) => scansequence)
        .sort(),
    ).toEqual([1, 2]);
  });

  it('tells nothing twice after a restart, but what was added and what was written anew', async () => {
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await start();
    await many(1);
    await watched.stop();
    await writeFile(join(data, 'Ag_0002.txt'), sesText());
    await start();
    await many(2);
    await appendFile(join(data, 'Ag_0001.txt'), '\r\n');
    await many(3);
    await quiet();
    expect(sent.map(({ data: { path }, scansequence }) => [path.slice(-11), scansequence])).toEqual([
      ['Ag_0001.txt', 1],
      ['Ag_0002.txt', 1],
      ['Ag_0001.txt', 2],
    ]);
    expect(sent[2]?.subject).toBe(sent[0]?.subject);
  });

  it('sends the same event again when it was cut off between journal and spool', async () => {
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await start();
    await many(1);
    await watched.stop();
    const journal = join(watched.place, 'state', 'journal.ndjson');
    const [leaving = ''] = (await readFile(journal, 'utf8')).split('\n');
    await writeFile(journal, `${leaving}\n{"path":"half a li`);
    await start();
    await many(2);
    expect(sent[1]).toEqual(sent[0]);
  });

  it('keeps a file that is moved with its measurement', async () => {
    await start();
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await many(1);
    await mkdir(join(data, 'good'));
    await rename(join(data, 'Ag_0001.txt'), join(data, 'good', 'Silver_0001.txt'));
    await many(2);
    expect(sent[1]?.subject).toBe(sent[0]?.subject);
    expect(sent[1]?.data).toMatchObject({
      path: '/data/visitors/b310a/good/Silver_0001.txt',
      movedFrom: { path: '/data/visitors/b310a/Ag_0001.txt', folder: '/data/visitors/b310a' },
    });
  });

  it('keeps a map together, as a folder first and as a zip later', async () => {
    await start();
    await writeMap(join(data, 'Map_0007'));
    await many(4);
    await writeFile(join(data, 'Map_0007.zip'), zipOf(mapFiles()));
    await many(5);
    await quiet();
    expect(new Set(sent.map(({ subject }) => subject)).size).toBe(1);
    expect(new Set(sent.map(({ data: { folder } }) => folder))).toEqual(new Set(['/data/visitors/b310a']));
    expect(sent.map(({ data: { path } }) => path.slice('/data/visitors/b310a/'.length)).sort()).toEqual([
      'Map_0007.zip',
      'Map_0007/Ag3d.ini',
      'Map_0007/Spectrum_Ag3d.bin',
      'Map_0007/Spectrum_Ag3d.ini',
      'Map_0007/viewer.ini',
    ]);
  });

  it('tells a growing database again when it has stood still for long', async () => {
    await start();
    const database = new SleSample(join(data, 'night.sle')).addSpectrum();
    await many(1);
    database.addSpectrum(20).close();
    await many(2);
    const regions = sent.map(({ data: { header } }) => header?.find(({ key }) => key === 'number_of_regions')?.value);
    expect(regions).toEqual([1, 2]);
    expect(sent[1]?.subject).toBe(sent[0]?.subject);
  });

  it('tells nothing of a file that another program wrote', async () => {
    await start();
    await writeH5(join(data, 'scan.h5'), 'Sardana');
    await writeFile(join(data, 'settings.xml'), '<settings/>');
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await many(1);
    await quiet();
    expect(sent.map(({ data: { format } }) => format)).toEqual(['ses-txt']);
  });

  it('tells a file that was removed and written again as a further version of its measurement', async () => {
    await start();
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await many(1);
    await rm(join(data, 'Ag_0001.txt'));
    await quiet();
    expect(sent).toHaveLength(1);
    await writeFile(join(data, 'Ag_0001.txt'), sesText(undefined, 20));
    await many(2);
    expect(sent.map(({ scansequence }) => scansequence)).toEqual([1, 2]);
    expect(sent[1]?.subject).toBe(sent[0]?.subject);
  });

  it('reports a file that it cannot read, with the reason, and goes on', async () => {
    await start();
    await writeFile(join(data, 'Bad_0001.txt'), 'no header here\n');
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await many(2);
    const bad = sent.find(({ data: { path } }) => path.includes('Bad'));
    expect(bad?.data.header).toEqual([
      { key: 'file_header', error: expect.stringContaining('not a text file of SES') as string },
    ]);
  });

  it('says that a folder is away and goes on when it is back', async () => {
    await start();
    await rename(data, `${data}-away`);
    await eventually(async () => (await watched.checkOf(data))?.status === 'down', { withinMs: 5000 });
    await rename(`${data}-away`, data);
    await writeFile(join(data, 'Ag_0001.txt'), sesText());
    await many(1);
  });

  it('takes what has lain there for long at the first look', async () => {
    const old = new Date('2020-01-01T00:00:00Z');
    for (let i = 0; i < 300; i++) {
      const file = join(data, `Old_${String(i).padStart(4, '0')}.txt`);
      await writeFile(file, sesText(undefined, 2).replace('R3000', `R${i}`));
      await utimes(file, old, old);
    }
    await start();
    await many(300);
    expect(new Set(sent.map(({ subject }) => subject)).size).toBe(300);
    expect(sent[0]?.subject).toContain('2020-01-01T00:00:00.000Z');
  });
});
