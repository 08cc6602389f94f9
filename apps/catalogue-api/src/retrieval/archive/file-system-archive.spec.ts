import { appendFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SourceFolder } from '../source-folder';
import { ArchiveRefused } from './archive-store';
import { FileSystemArchive } from './file-system-archive';

const PID = '20.500.00000/a';
const nothing = () => Promise.resolve();
const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof ArchiveRefused ? error.fault : error),
  );

describe('the archive in a folder', () => {
  let base: string;
  let source: SourceFolder;
  let archive: FileSystemArchive;
  const at = (path: string) => join(base, 'data', path);
  const write = async (path: string, content: string) => {
    await mkdir(dirname(at(path)), { recursive: true });
    await writeFile(at(path), content);
  };
  /** Names of everything in the archive. */
  const kept = () => readdir(join(base, 'archive'), { recursive: true });
  const damage = async (name: string, content?: string) => {
    const path = (await kept()).find((one) => one.endsWith(`/${name}`))!;
    if (content === undefined) await rm(join(base, 'archive', path));
    else await writeFile(join(base, 'archive', path), content);
  };

  beforeEach(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-archive-'));
    await mkdir(join(base, 'archive'));
    await write('scan.h5', 'measured');
    await write('frames/1.tif', 'one');
    source = await SourceFolder.find(join(base, 'data'), base);
    archive = new FileSystemArchive(join(base, 'archive'));
  });
  afterEach(() => rm(base, { recursive: true }));
  const put = (paths = ['scan.h5', 'frames/1.tif']) => archive.archive(PID, paths, source, nothing);
  const back = (paths?: string[]) => archive.retrieve(PID, paths, source, nothing);

  it('takes a dataset, and gives back what has gone from disk, times and all', async () => {
    expect(await put()).toEqual({ files: 2, bytes: 11 });
    const { modified } = await source.facts('frames/1.tif');
    await rm(at('frames'), { recursive: true });
    const told: number[][] = [];
    const progress = (...step: number[]) => Promise.resolve(void told.push(step));
    expect(await archive.retrieve(PID, undefined, source, progress)).toEqual({ files: 2, bytes: 11 });
    expect(await readFile(at('frames/1.tif'), 'utf8')).toBe('one');
    // File systems keep times as they can; a millisecond gets lost on the way.
    expect((await source.facts('frames/1.tif')).modified.getTime() - modified.getTime()).toBeGreaterThanOrEqual(-2);
    expect((await source.facts('frames/1.tif')).modified.getTime() - modified.getTime()).toBeLessThanOrEqual(0);
    expect(told.at(-1)).toEqual([11, 2]);
    expect(await readdir(at('frames'))).toEqual(['1.tif']);
  });
  it('gives back a whole folder that was purged', async () => {
    await put();
    await rm(join(base, 'data'), { recursive: true });
    source = await SourceFolder.make(join(base, 'data'), base);
    expect(await back(['scan.h5'])).toEqual({ files: 1, bytes: 8 });
    expect(await readdir(join(base, 'data'))).toEqual(['scan.h5']);
  });

  it('refuses a dataset that it has, and one without files', async () => {
    await put();
    expect([await faultOf(put()), await faultOf(archive.archive('other', [], source, nothing))]).toEqual([
      'archived-already',
      'no-files',
    ]);
  });
  it('refuses to give what it does not have', async () => {
    expect(await faultOf(back())).toBe('not-archived');
    await put(['scan.h5']);
    expect(await faultOf(back(['frames/1.tif']))).toBe('not-archived');
  });
  it.each(['gone.h5', '../outside.h5', 'frames'])('takes nothing at all when %s cannot be read', async (path) => {
    await writeFile(join(base, 'outside.h5'), 'x');
    expect(await faultOf(put(['scan.h5', path]))).toBe('file-missing');
    expect((await kept()).filter((name) => name.includes('partial') || name.endsWith('manifest.json'))).toEqual([]);
  });
  it('refuses a file that is being written', async () => {
    const grow = () => appendFile(at('scan.h5'), 'more');
    expect(await faultOf(archive.archive(PID, ['scan.h5'], source, grow))).toBe('file-changed');
    expect(await faultOf(back())).toBe('not-archived');
  });
  it('refuses to give a file that was damaged in it, or lost', async () => {
    await put();
    await rm(at('scan.h5'));
    await damage('0', 'MEASURED');
    expect(await faultOf(back())).toBe('damaged');
    await damage('0', 'meas');
    expect(await faultOf(back())).toBe('damaged');
    await damage('0');
    expect(await faultOf(back())).toBe('damaged');
    expect(await readdir(join(base, 'data'))).toEqual(['frames']);
  });
  it('never overwrites another file, nor follows a link out', async () => {
    await put();
    await write('scan.h5', 'changed since');
    expect(await faultOf(back())).toBe('in-the-way');
    expect(await readFile(at('scan.h5'), 'utf8')).toBe('changed since');
    await rm(at('frames'), { recursive: true });
    await mkdir(join(base, 'elsewhere'));
    await symlink(join(base, 'elsewhere'), at('frames'));
    expect(await faultOf(back(['frames/1.tif']))).toBe('in-the-way');
    expect(await readdir(join(base, 'elsewhere'))).toEqual([]);
  });
  it('refuses what it has no room for', async () => {
    archive = new FileSystemArchive(join(base, 'archive'), 15);
    expect(await faultOf(put())).toBe('done');
    expect(await faultOf(archive.archive('other', ['scan.h5'], source, nothing))).toBe('full');
    expect(await faultOf(archive.archive('small', ['frames/1.tif'], source, nothing))).toBe('done');
  });
  it('keeps nothing of what was broken off', async () => {
    const stop = () => Promise.reject(new Error('stopped'));
    await expect(archive.archive(PID, ['scan.h5'], source, stop)).rejects.toThrow('stopped');
    await put();
    await rm(at('scan.h5'));
    await expect(archive.retrieve(PID, undefined, source, stop)).rejects.toThrow('stopped');
    expect(await readdir(join(base, 'data'))).toEqual(['frames']);
  });
});
