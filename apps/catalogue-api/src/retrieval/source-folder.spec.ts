import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { bytesOf, FileRefused, relativePath, SourceFolder } from './source-folder';

const faultOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'handed out',
    (error: unknown) => (error instanceof FileRefused ? error.fault : error),
  );

describe('a source folder', () => {
  let base: string;
  let folder: SourceFolder;
  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-folder-'));
    await mkdir(join(base, 'root/own/inner'), { recursive: true });
    await mkdir(join(base, 'root/own-other'));
    await writeFile(join(base, 'secret.h5'), 'secret');
    await writeFile(join(base, 'root/own-other/foreign.h5'), 'foreign');
    await writeFile(join(base, 'root/own/inner/scan.h5'), 'measured');
    await symlink('inner/scan.h5', join(base, 'root/own/latest.h5'));
    await symlink(join(base, 'secret.h5'), join(base, 'root/own/out.h5'));
    await symlink('..', join(base, 'root/own/up'));
    await symlink('round.h5', join(base, 'root/own/round.h5'));
    await symlink('nowhere.h5', join(base, 'root/own/dangling.h5'));
    await symlink(base, join(base, 'root/way-out'));
    execFileSync('mkfifo', [join(base, 'root/own/pipe')]);
    folder = await SourceFolder.find(join(base, 'root/own'), join(base, 'root'));
  });
  afterAll(() => rm(base, { recursive: true }));

  it.each(['inner/scan.h5', './inner//scan.h5', 'latest.h5', 'inner/../inner/scan.h5'])('opens %s', async (path) => {
    const { handle, size } = await folder.open(path);
    expect([size, (await handle.readFile()).toString()]).toEqual([8, 'measured']);
    await handle.close();
  });
  it('opens a file by its absolute path, as some lists have it', async () => {
    expect((await folder.facts(join(base, 'root/own/inner/scan.h5'))).size).toBe(8);
  });

  it.each([
    ['../own-other/foreign.h5', 'outside'],
    ['inner/../../own-other/foreign.h5', 'outside'],
    ['/etc/hostname', 'outside'],
    ['out.h5', 'outside'],
    ['up/own-other/foreign.h5', 'outside'],
    ['round.h5', 'outside'],
    ['inner/scan.h5\0.txt', 'outside'],
    ['..', 'outside'],
    ['.', 'outside'],
    ['dangling.h5', 'missing'],
    ['gone.h5', 'missing'],
    ['inner/scan.h5/further', 'missing'],
    ['x'.repeat(3000), 'missing'],
    ['inner', 'no-file'],
    ['pipe', 'no-file'],
  ])('refuses %j: %s', async (path, fault) => {
    expect(await faultOf(folder.open(path))).toBe(fault);
  });
  it('refuses an absolute path beside it', () => {
    expect(() => relativePath('/data/own', '/data/own-other/x')).toThrow(FileRefused);
    expect(relativePath('/data/own/', '/data/own/x')).toBe('x');
  });
  it('is none when a link leads it out of its root, or when it is gone', async () => {
    expect(await faultOf(SourceFolder.find(join(base, 'root/way-out'), join(base, 'root')))).toBe('outside');
    expect(await faultOf(SourceFolder.find(join(base, 'root/gone'), join(base, 'root')))).toBe('missing');
  });

  it('ends with a fault when a file becomes shorter while it is read', async () => {
    const path = join(base, 'root/own/short.h5');
    await writeFile(path, Buffer.alloc(3_000_000));
    const { handle, size } = await folder.open('short.h5');
    const read = async () => {
      for await (const _ of bytesOf(handle, 0, size)) await truncate(path, 1_200_000);
    };
    expect(await faultOf(read())).toBe('missing');
    await expect(handle.stat()).rejects.toThrow('file closed');
  });
});
