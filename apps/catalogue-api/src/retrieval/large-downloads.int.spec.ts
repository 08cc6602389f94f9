import { jest } from '@jest/globals';
import { eventually, testMongo } from '@scizoo/testing';
import { execFile, execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readlink, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Five gigabytes through a connection; seconds on a quiet machine.
jest.setTimeout(600_000);

const LARGE = 5 * 2 ** 30;
const MB = 1_000_000;
/** Another program's opinion: Python's own zipfile. */
const LIST = `
import json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    print(json.dumps({"files": [[i.filename, i.file_size] for i in archive.infolist()],
        "small": {i.filename: archive.read(i).decode() for i in archive.infolist() if i.file_size < 10000}}))
`;
/** A client in a process of its own: counts, and keeps the archive as a sparse file. */
const FETCH = `
import sys, urllib.request
empty = bytes(1 << 20)
with urllib.request.urlopen(sys.argv[1]) as answer, open(sys.argv[2], "wb") as file:
    size = 0
    while chunk := answer.read(1 << 20):
        if chunk != empty[:len(chunk)]:
            file.seek(size)
            file.write(chunk)
        size += len(chunk)
    file.truncate(size)
    print(answer.status, answer.headers["content-length"], size)
`;
interface Listed {
  readonly files: readonly (readonly [string, number])[];
  readonly small: Readonly<Record<string, string>>;
}
const listed = (path: string): Listed =>
  JSON.parse(execFileSync('python3', ['-c', LIST, path], { encoding: 'utf8' })) as Listed;

describe('downloads of large files, and of lists that name what is elsewhere', () => {
  let base: string;
  let catalogue: Catalogue;
  const folder = (name: string) => join(base, 'visitors/zoo/g-own', name);

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-large-'));
    catalogue = await Catalogue.start(
      testMongo('large-downloads').uri,
      { admin: ['admin'] },
      { dataRoots: [`${base}/visitors/*/{ownerGroup}`], downloadMaxBytes: 10 * LARGE },
    );
    await catalogue.app.listen(0, '127.0.0.1');
  });
  afterAll(async () => {
    await catalogue.stop();
    await rm(base, { recursive: true });
  });
  async function dataset(name: string, paths: readonly string[], size: number): Promise<string> {
    const pid = `20.500.00000/${name}`;
    await mkdir(folder(name), { recursive: true });
    const about = { type: 'derived', owner: 'Petra Muster', contactEmail: 'pi@demo.example', ownerGroup: 'g-own' };
    const when = { creationTime: '2026-03-01T10:00:00Z', datasetName: name, isPublished: true };
    const made = await catalogue.ask('POST', '/api/v4/datasets', 'admin', {
      body: { ...about, ...when, pid, sourceFolder: folder(name) },
    });
    expect(made.status).toBe(201);
    const dataFileList = paths.map((path) => ({ path, size, time: '2026-03-01T10:00:00Z' }));
    const block = { datasetId: pid, size, dataFileList };
    expect((await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', { body: block })).status).toBe(201);
    return pid;
  }
  const addressOf = (pid: string): string => {
    const { port } = catalogue.app.getHttpServer().address() as AddressInfo;
    return `http://127.0.0.1:${port}/api/v4/datasets/${inPath(pid)}/download`;
  };
  const begun = (pid: string): Promise<IncomingMessage> =>
    new Promise((resolve, reject) => void request(addressOf(pid), resolve).on('error', reject).end());
  const openFiles = async (): Promise<number> => {
    const links = await readdir('/proc/self/fd').then((all) =>
      Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))),
    );
    return links.filter((path) => path.startsWith(base)).length;
  };

  it('sends 5 GB as one zip that another program reads, byte for byte as announced, in flat memory', async () => {
    const pid = await dataset('large', ['large.h5', 'behind.txt'], LARGE);
    await writeFile(join(folder('large'), 'large.h5'), '');
    await truncate(join(folder('large'), 'large.h5'), LARGE);
    await writeFile(join(folder('large'), 'behind.txt'), 'found');
    const idle = process.memoryUsage().rss;
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 20);
    const path = join(base, 'large.zip');
    const { stdout } = await promisify(execFile)('python3', ['-c', FETCH, addressOf(pid), path]);
    clearInterval(watch);
    const [status, announced, bytes] = stdout.trim().split(' ').map(Number);
    expect([status, announced]).toEqual([200, bytes]);
    expect(bytes).toBeGreaterThan(LARGE);
    expect((most - idle) / MB).toBeLessThan(100);
    expect(listed(path)).toEqual({
      files: [
        ['large.h5', LARGE],
        ['behind.txt', 5],
      ],
      small: { 'behind.txt': 'found' },
    });
    await rm(path);
  });

  it('stops reading when the client leaves in the middle of them', async () => {
    const answer = await begun('20.500.00000/large');
    let bytes = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) if ((bytes += chunk.length) > 200 * MB) break;
    answer.destroy();
    expect([answer.statusCode, bytes > 200 * MB]).toEqual([200, true]);
    await eventually(async () => (await openFiles()) === 0, { what: 'the file to be closed' });
    expect(bytes).toBeLessThan(400 * MB);
    expect((await catalogue.ask('GET', '/api/v3/health')).status).toBe(200);
  });

  it('hands nothing out that a file list names elsewhere, and puts no such name into the archive', async () => {
    await mkdir(join(base, 'visitors/zoo/g-other'), { recursive: true });
    await writeFile(join(base, 'visitors/zoo/g-other/foreign.h5'), 'foreign content');
    const odd = [
      ...['../../g-other/foreign.h5', 'a/../../../g-other/foreign.h5', `${base}/visitors/zoo/g-other/foreign.h5`],
      ...['/etc/hostname', 'out/foreign.h5', 'link.h5', String.raw`..\..\g-other\foreign.h5`, 'C:/foreign.h5'],
    ];
    const pid = await dataset('odd', ['good.h5', ...odd], 5);
    await writeFile(join(folder('odd'), 'good.h5'), 'good');
    await symlink('../../g-other', join(folder('odd'), 'out'));
    await symlink('../../g-other/foreign.h5', join(folder('odd'), 'link.h5'));
    const at = `/api/v4/datasets/${inPath(pid)}`;
    const zip = await catalogue.ask('GET', `${at}/download`);
    expect([zip.status, zip.headers['x-files-left-out']]).toEqual([200, String(odd.length)]);
    const path = join(base, 'odd.zip');
    await writeFile(path, zip.bytes);
    const { small } = listed(path);
    expect(Object.keys(small).sort()).toEqual(['MISSING_FILES.txt', 'good.h5']);
    expect(JSON.stringify(small)).not.toContain('foreign content');
    for (const name of odd) {
      const one = await catalogue.ask('GET', `${at}/files/${encodeURIComponent(name)}`);
      expect([name, one.status >= 400 && one.status < 500, one.text.includes('foreign content')]).toEqual([
        name,
        true,
        false,
      ]);
      const some = await catalogue.ask('POST', `${at}/download`, undefined, { body: { files: [name] } });
      expect([name, [403, 404].includes(some.status)]).toEqual([name, true]);
    }
  });
});
