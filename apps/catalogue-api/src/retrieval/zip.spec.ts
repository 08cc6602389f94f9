import { execFileSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { zip, type ZipEntry, zipLength } from './zip';

const MODIFIED = new Date('2026-03-04T05:06:08Z');
const entryOf = (name: string, content: string | Buffer): ZipEntry => {
  const bytes = Buffer.from(content);
  return {
    name,
    size: bytes.length,
    modified: MODIFIED,
    async *content() {
      if (bytes.length > 0) yield bytes;
    },
  };
};
const READER = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print(json.dumps({"broken": archive.testzip() if sys.argv[2] == "all" else None,
        "files": [[i.filename, i.file_size, i.compress_type] for i in archive.infolist()][:5],
        "count": len(archive.infolist()), "bytes": sum(i.file_size for i in archive.infolist())}))
    if sys.argv[2] != "all": print(archive.read(sys.argv[2]).decode())
`;
/** Another program's opinion: Python's own zipfile. */
const python = (path: string, what = 'all') => {
  const [told, ...content] = execFileSync('python3', ['-c', READER, path, what], { encoding: 'utf8' }).split('\n');
  return { ...(JSON.parse(told!) as Record<string, unknown>), content: content.join('\n').trim() };
};

describe('a zip archive', () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'scizoo-zip-'))));
  afterAll(() => rm(folder, { recursive: true }));
  const written = async (name: string, entries: readonly ZipEntry[]) => {
    const path = join(folder, name);
    await pipeline(zip(entries), createWriteStream(path));
    return path;
  };

  it('is read by another program, names in any letters', async () => {
    const entries = [
      entryOf('scan 1.h5', 'one'),
      entryOf('råå/サンプル.txt', 'två'),
      entryOf('empty', ''),
      entryOf('late', 'x'),
    ];
    const path = await written('small.zip', entries);
    expect((await stat(path)).size).toBe(zipLength(entries));
    expect(python(path)).toMatchObject({
      broken: null,
      count: 4,
      files: [
        ['scan 1.h5', 3, 0],
        ['råå/サンプル.txt', 4, 0],
        ['empty', 0, 0],
        ['late', 1, 0],
      ],
    });
    expect(python(path, 'råå/サンプル.txt').content).toBe('två');
  });

  it('may have no file at all, and more files than 16 bits count', async () => {
    expect(python(await written('none.zip', []))).toMatchObject({ count: 0 });
    const many = Array.from({ length: 66_000 }, (_, i) => entryOf(`f${i}`, ''));
    const path = await written('many.zip', many);
    expect((await stat(path)).size).toBe(zipLength(many));
    expect(python(path, 'f65999')).toMatchObject({ count: 66_000 });
  }, 60_000);

  it('holds a file over 4 GiB, and others behind it', async () => {
    const size = 5 * 2 ** 30;
    // The middle of the large file is never written: the archive is a sparse file as well.
    const large: ZipEntry = { name: 'large.h5', size, modified: MODIFIED, content: () => hole(size) };
    const entries = [large, entryOf('behind.txt', 'found')];
    const path = join(folder, 'large.zip');
    const file = await open(path, 'w');
    let at = 0;
    for await (const bytes of zip(entries)) {
      if (bytes !== EMPTY) await file.write(bytes, 0, bytes.length, at);
      at += bytes.length;
    }
    await file.close();
    expect(at).toBe(zipLength(entries));
    expect(python(path, 'behind.txt')).toMatchObject({
      files: [
        ['large.h5', size, 0],
        ['behind.txt', 5, 0],
      ],
      content: 'found',
    });
  }, 60_000);

  it('has no end when a file does not keep its word', async () => {
    const short: ZipEntry = { ...entryOf('short', 'abc'), size: 5 };
    await expect(written('short.zip', [entryOf('first', 'x'), short])).rejects.toThrow('3 bytes instead of 5');
    expect(() => python(join(folder, 'short.zip'))).toThrow('not a zip file');
  });
});

const EMPTY = Buffer.alloc(64 * 2 ** 20);
async function* hole(size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; left -= EMPTY.length) yield EMPTY;
}
