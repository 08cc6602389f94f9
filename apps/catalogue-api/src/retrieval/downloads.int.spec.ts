import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readlink, readdir, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { CatalogueConfig } from '../config';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Starting the catalogue takes its time on a busy machine.
jest.setTimeout(60_000);

const READ = `
import io, json, sys, zipfile
with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as archive:
    print(json.dumps({i.filename: archive.read(i).decode() for i in archive.infolist()}))
`;
const unzipped = (bytes: Buffer): Record<string, string> =>
  JSON.parse(execFileSync('python3', ['-c', READ], { input: bytes, encoding: 'utf8' })) as Record<string, string>;

const PRIVATE = '20.500.00000/private';
const OPEN = '20.500.00000/open';
const at = (pid: string, rest: string) => `/api/v4/datasets/${inPath(pid)}/${rest}`;

describe('downloads', () => {
  let base: string;
  let catalogue: Catalogue;
  const file = async (path: string, content: string | Buffer) => {
    await mkdir(dirname(join(base, path)), { recursive: true });
    await writeFile(join(base, path), content);
  };
  const dataset = async (pid: string, sourceFolder: string, paths: readonly string[], more: object = {}) => {
    const made = await catalogue.ask('POST', '/api/v4/datasets', 'admin', {
      body: {
        ...{ pid, type: 'derived', owner: 'Petra Muster', contactEmail: 'pi@demo.example', ownerGroup: 'g-own' },
        ...{ sourceFolder, creationTime: '2026-03-01T10:00:00Z', datasetName: 'scan ö 1', ...more },
      },
    });
    expect(made.status).toBe(201);
    const dataFileList = paths.map((path) => ({ path, size: 5, time: '2026-03-01T10:00:00Z' }));
    const block = { datasetId: pid, size: 5, dataFileList };
    if (paths.length > 0)
      expect((await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', { body: block })).status).toBe(201);
  };

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-downloads-'));
    await file('visitors/zoo/g-own/raw/a.h5', 'alpha');
    await file('visitors/zoo/g-own/raw/in ner/b å.h5', 'beta');
    await file('visitors/zoo/g-own/raw/unlisted.h5', 'unlisted');
    await file('visitors/zoo/g-other/raw/foreign.h5', 'foreign');
    await symlink('../../g-other/raw/foreign.h5', join(base, 'visitors/zoo/g-own/raw/link.h5'));
    catalogue = await Catalogue.start(
      testMongo('downloads').uri,
      { admin: ['admin'], owner: ['g-own'], stranger: ['g-x'] },
      {
        dataRoots: [`${base}/visitors/*/{ownerGroup}`],
        downloadMaxBytes: 50_000_000,
        downloadMaxFiles: 4,
        jwtSecret: 'secret of this suite, long enough for all',
      },
    );
    const raw = `${base}/visitors/zoo/g-own/raw`;
    await dataset(PRIVATE, raw, ['a.h5', 'in ner/b å.h5', 'gone.h5', 'link.h5']);
    await dataset(OPEN, raw, ['a.h5', `${raw}/in ner/b å.h5`], { isPublished: true });
  });
  afterAll(async () => {
    await catalogue.stop();
    await rm(base, { recursive: true });
  });

  describe('of one file', () => {
    const path = at(PRIVATE, 'files/in%20ner/b%20%C3%A5.h5');

    it('are whole, under the name of the file, and never shown as a page', async () => {
      const { status, text, headers } = await catalogue.ask('GET', path, 'owner');
      expect([status, text]).toEqual([200, 'beta']);
      expect(headers).toMatchObject({
        'content-type': 'application/octet-stream',
        'content-length': '4',
        'accept-ranges': 'bytes',
        'x-content-type-options': 'nosniff',
        'content-disposition': `attachment; filename="b _.h5"; filename*=UTF-8''b%20%C3%A5.h5`,
      });
    });
    it('are told whole to who asks for no bytes', async () => {
      const { status, headers } = await catalogue.ask('HEAD', path, 'owner', { headers: { range: 'bytes=1-2' } });
      expect([status, headers['content-length'], headers['content-range']]).toEqual([200, '4', undefined]);
    });
    it('come in parts, as long as the file is the same', async () => {
      const { headers: first } = await catalogue.ask('HEAD', path, 'owner');
      expect([first['content-length'], first['etag']]).toEqual(['4', expect.stringMatching(/^"[\w-]+"$/u)]);
      const part = (more: Record<string, string>) =>
        catalogue.ask('GET', path, 'owner', { headers: { range: 'bytes=1-2', ...more } });
      const { status, text, headers } = await part({ 'if-range': String(first['etag']) });
      expect([status, text, headers['content-range']]).toEqual([206, 'et', 'bytes 1-2/4']);
      expect(await part({ 'if-range': '"other"' })).toMatchObject({ status: 200, text: 'beta' });
      expect(await part({ range: 'bytes=9-' })).toMatchObject({
        status: 416,
        headers: { 'content-range': 'bytes */4' },
      });
      expect(await part({ 'if-none-match': String(first['etag']) })).toMatchObject({ status: 304, text: '' });
    });
    it.each([
      ['in no file list', 'unlisted.h5', 404],
      ['gone from disk', 'gone.h5', 404],
      ['behind a link that leads out', 'link.h5', 403],
      ['above, in plain', '../g-other/raw/foreign.h5', 404],
      ['above, encoded', '..%2f..%2fg-other%2fraw%2fforeign.h5', 404],
      ['of the system', '%2fetc%2fhostname', 404],
    ])('are refused for one %s', async (_, name, status) => {
      const answer = await catalogue.ask('GET', at(PRIVATE, `files/${name}`), 'owner');
      expect(answer.status).toBe(status);
      expect(answer.text).not.toContain('foreign\n');
    });
  });

  describe('as a zip', () => {
    it('hold everything, and a list of what could not be had', async () => {
      const { status, headers, bytes } = await catalogue.ask('GET', at(PRIVATE, 'download'), 'owner');
      expect([status, headers['content-length'], headers['x-files-left-out']]).toEqual([200, `${bytes.length}`, '2']);
      expect(headers['content-disposition']).toContain(`filename*=UTF-8''scan%20%C3%B6%201.zip`);
      const { 'MISSING_FILES.txt': missing, ...files } = unzipped(bytes);
      expect(files).toEqual({ 'a.h5': 'alpha', 'in ner/b å.h5': 'beta' });
      expect(missing).toContain('gone.h5\tis not on disk');
      expect(missing).toContain('link.h5\tleads out of the folder');
    });
    it('hold a selection, asked for in the address or in the body', async () => {
      const query = await catalogue.ask('GET', `${at(PRIVATE, 'download')}?files=a.h5`, 'owner');
      expect(unzipped(query.bytes)).toEqual({ 'a.h5': 'alpha' });
      const body = await catalogue.ask('POST', at(PRIVATE, 'download'), 'owner', {
        body: { files: ['in ner/b å.h5', 'a.h5'] },
      });
      expect(unzipped(body.bytes)).toEqual({ 'in ner/b å.h5': 'beta', 'a.h5': 'alpha' });
    });
    it('take absolute paths of file lists for what they are', async () => {
      const { bytes } = await catalogue.ask('GET', at(OPEN, 'download'));
      expect(unzipped(bytes)).toEqual({ 'a.h5': 'alpha', 'in ner/b å.h5': 'beta' });
    });
    it.each([
      [['unlisted.h5'], 404],
      [['../../g-other/raw/foreign.h5'], 404],
      [['/etc/hostname'], 404],
      [['link.h5'], 403],
      [['gone.h5'], 404],
      [[], 400],
      [['a', 'b', 'c', 'd', 'e'], 413],
    ])('are refused for %j', async (files, status) => {
      const answer = await catalogue.ask('POST', at(PRIVATE, 'download'), 'owner', { body: { files } });
      expect(answer.status).toBe(status);
      if (status === 413) expect(answer.body.message).toMatch(/5 files; one download has at most 4.*Globus/u);
    });
    it('know nothing of folders that callers name', async () => {
      const body = { files: ['foreign.h5'], directory: `${base}/visitors/zoo/g-other/raw` };
      expect((await catalogue.ask('POST', at(PRIVATE, 'download'), 'owner', { body })).status).toBe(400);
    });
  });

  it('are for readers of the dataset only', async () => {
    for (const rest of ['retrieval', 'download', 'files/a.h5']) {
      const statuses = await Promise.all(
        ['owner', 'stranger', undefined].map(
          async (who) => (await catalogue.ask('GET', at(PRIVATE, rest), who)).status,
        ),
      );
      expect([rest, ...statuses]).toEqual([rest, 200, 403, 404]);
      expect((await catalogue.ask('GET', at(OPEN, rest))).status).toBe(200);
    }
    expect((await catalogue.ask('GET', at('20.500.00000/none', 'download'), 'owner')).status).toBe(404);
  });

  it('come from no folder of another group, whatever a dataset says', async () => {
    const pid = '20.500.00000/thief';
    await dataset(pid, `${base}/visitors/zoo/g-other/raw`, ['foreign.h5']);
    const { status, body } = await catalogue.ask('GET', at(pid, 'download'), 'owner');
    expect([status, body.message]).toEqual([404, expect.stringContaining('not one that this service hands out')]);
    expect((await catalogue.ask('GET', at(pid, 'retrieval'), 'owner')).body).toMatchObject({
      download: false,
      reason: expect.stringContaining('not one that') as string,
    });
  });

  it('are not offered while none of the listed files is on disk, nor told as open data', async () => {
    const pid = '20.500.00000/purged';
    await file('visitors/zoo/g-own/purged/other.txt', 'not in the list');
    await dataset(pid, `${base}/visitors/zoo/g-own/purged`, ['scan.h5'], { isPublished: true });
    const ways = async () => (await catalogue.ask('GET', at(pid, 'retrieval'))).body;
    expect(await ways()).toMatchObject({
      download: false,
      reason: 'The files of this dataset are not on disk (any more)',
    });
    const metadata = { creators: [{ name: 'Muster, Petra' }], publisher: { name: 'Zoo' }, publicationYear: 2026 };
    const published = async (datasetPids: string[]) => {
      const told = { title: 'Otters', abstract: 'In line', status: 'registered' };
      const { body: made } = await catalogue.ask('POST', '/api/v4/publisheddata', 'admin', {
        body: { ...told, datasetPids, metadata: { ...metadata, resourceType: 'raw' } },
      });
      return `/api/v4/publications/${inPath((made as { doi: string }).doi)}`;
    };
    const publication = await published([pid, OPEN, PRIVATE]);
    const pidsIn = (one: { online: { pid: string }[] }) => one.online.map(({ pid: own }) => own);
    const online = async () => {
      const { body: one } = await catalogue.ask('GET', publication);
      const { body: members } = await catalogue.ask('GET', `${publication}/datasets`);
      const told = (members as { items: { isOnline?: boolean }[] }).items.map(({ isOnline }) => isOnline);
      return [pidsIn(one as never), told];
    };
    // The private one has its files, and nothing is told of them.
    expect(await online()).toEqual([[OPEN], [false, true, undefined]]);
    await file('visitors/zoo/g-own/purged/scan.h5', 'back');
    // In the order of the record, whichever of them is found first.
    expect(await online()).toEqual([
      [pid, OPEN],
      [true, true, undefined],
    ]);
    const reversed = await published([OPEN, pid]);
    expect(pidsIn((await catalogue.ask('GET', reversed)).body as never)).toEqual([OPEN, pid]);
    expect(await ways()).toMatchObject({ download: true });
  });

  it('that are too large say what to do instead', async () => {
    await file('visitors/zoo/g-own/large/sparse.h5', '');
    execFileSync('truncate', ['-s', '5G', join(base, 'visitors/zoo/g-own/large/sparse.h5')]);
    await dataset('20.500.00000/large', `${base}/visitors/zoo/g-own/large`, ['sparse.h5']);
    const { status, body } = await catalogue.ask('GET', at('20.500.00000/large', 'download'), 'owner');
    expect([status, body.message]).toEqual([
      413,
      'These files are 5.37 GB; one download has at most 50 MB. Choose fewer files, or have them sent with Globus.',
    ]);
    const part = await catalogue.ask('GET', at('20.500.00000/large', 'files/sparse.h5'), 'owner', {
      headers: { range: 'bytes=5000000000-5000000002' },
    });
    expect([part.status, part.bytes]).toEqual([206, Buffer.alloc(3)]);
  });

  describe('by a link', () => {
    const made = async (who: string | undefined, pid: string, body: object = {}) => {
      const { status, body: link } = await catalogue.ask('POST', at(pid, 'download-links'), who, { body });
      return { status, link: link as { url: string; expiresAt: string; bytes: number; leftOut: string[] } };
    };

    it('need no other credential, and hold what was chosen', async () => {
      const { status, link } = await made('owner', PRIVATE);
      expect([status, link]).toEqual([
        201,
        expect.objectContaining({ bytes: 9, files: 2, leftOut: ['gone.h5', 'link.h5'] }),
      ]);
      const minutes = (Date.parse(link.expiresAt) - Date.now()) / 60_000;
      expect([minutes > 58, minutes <= 60]).toEqual([true, true]);
      expect(Object.keys(unzipped((await catalogue.ask('GET', link.url)).bytes))).toHaveLength(3);
      const some = await made('owner', PRIVATE, { files: ['in ner/b å.h5', 'a.h5'] });
      expect(Object.keys(unzipped((await catalogue.ask('GET', some.link.url)).bytes))).toHaveLength(2);
      const one = await made('owner', PRIVATE, { files: ['a.h5'], plain: true });
      const part = await catalogue.ask('GET', one.link.url, undefined, { headers: { range: 'bytes=-2' } });
      expect([part.status, part.text]).toEqual([206, 'ha']);
    });
    it('are made for readers only', async () => {
      expect((await made('stranger', PRIVATE)).status).toBe(403);
      expect((await made(undefined, PRIVATE)).status).toBe(404);
      expect((await made(undefined, OPEN)).status).toBe(201);
      expect((await made('owner', PRIVATE, { files: ['a.h5', 'gone.h5'], plain: true })).status).toBe(400);
    });
    it('are good for nothing once a letter of them is changed', async () => {
      const { url } = (await made('owner', PRIVATE, { files: ['a.h5'] })).link;
      const [payload, signature] = new URL(url, 'http://x').searchParams.get('token')!.split('.');
      const claims = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object;
      const longer = Buffer.from(JSON.stringify({ ...claims, x: 9e9 })).toString('base64url');
      const tokens = [`${longer}.${signature}`, `${payload}.x`, payload, '', `${payload}.${signature}.x`];
      for (const token of tokens)
        expect((await catalogue.ask('GET', '/api/v4/downloads', undefined, { query: { token } })).status).toBe(403);
    });
    it('end', async () => {
      const { url } = (await made('owner', PRIVATE)).link;
      expect((await catalogue.ask('GET', url)).status).toBe(200);
      const config = catalogue.app.get(CatalogueConfig);
      const { downloadLinkMinutes } = config;
      config.downloadLinkMinutes = -1;
      const ended = (await made('owner', PRIVATE)).link.url;
      config.downloadLinkMinutes = downloadLinkMinutes;
      expect((await catalogue.ask('GET', ended)).status).toBe(403);
    });
    it('open no more than their maker may read by then', async () => {
      const pid = '20.500.00000/withdrawn';
      await dataset(pid, `${base}/visitors/zoo/g-own/raw`, ['a.h5'], { isPublished: true });
      const [anybody, owner] = [(await made(undefined, pid)).link.url, (await made('owner', pid)).link.url];
      expect((await catalogue.ask('GET', anybody)).status).toBe(200);
      await catalogue.ask('PATCH', at(pid, '').slice(0, -1), 'admin', { body: { isPublished: false } });
      expect((await catalogue.ask('GET', anybody)).status).toBe(404);
      expect((await catalogue.ask('GET', owner)).status).toBe(200);
    });
  });

  describe('that break off', () => {
    const openFiles = async () => {
      const links = await readdir('/proc/self/fd').then((all) =>
        Promise.all(all.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))),
      );
      return links.filter((path) => path.startsWith(base)).length;
    };
    const until = async (isTrue: () => Promise<boolean>) => {
      for (let tries = 0; tries < 200 && !(await isTrue()); tries++) await wait(10);
      return isTrue();
    };

    const begun = (path: string, pid = '20.500.00000/slow') =>
      new Promise<IncomingMessage>((resolve, reject) => {
        const { port } = catalogue.app.getHttpServer().address() as AddressInfo;
        request({ port, path: at(pid, path) }, (answer) => answer.once('data', () => resolve(answer.pause())))
          .on('error', reject)
          .end();
      });
    beforeAll(async () => {
      await file('visitors/zoo/g-own/slow/big.h5', Buffer.alloc(40_000_000));
      await dataset('20.500.00000/slow', `${base}/visitors/zoo/g-own/slow`, ['big.h5'], { isPublished: true });
      await catalogue.app.listen(0, '127.0.0.1');
    });

    it.each(['download', 'files/big.h5'])('leave no file open: %s', async (path) => {
      const answer = await begun(path);
      expect(await openFiles()).toBe(1);
      answer.destroy();
      expect(await until(async () => (await openFiles()) === 0)).toBe(true);
    });
    it('a file that vanishes before its turn ends the zip abnormally', async () => {
      const pid = '20.500.00000/vanishing';
      await file('visitors/zoo/g-own/vanishing/big.h5', Buffer.alloc(40_000_000));
      await file('visitors/zoo/g-own/vanishing/next.h5', 'there for now');
      await dataset(pid, `${base}/visitors/zoo/g-own/vanishing`, ['big.h5', 'next.h5'], { isPublished: true });
      const answer = await begun('download', pid);
      await rm(join(base, 'visitors/zoo/g-own/vanishing/next.h5'));
      await expect(answer.toArray()).rejects.toThrow('aborted');
      expect(await openFiles()).toBe(0);
    });
    it.each(['download', 'files/big.h5'])('a file that shrinks does the same: %s', async (path) => {
      const answer = await begun(path);
      await truncate(join(base, 'visitors/zoo/g-own/slow/big.h5'), 100);
      await expect(answer.toArray()).rejects.toThrow('aborted');
      expect(await openFiles()).toBe(0);
      await file('visitors/zoo/g-own/slow/big.h5', Buffer.alloc(40_000_000));
    });
  });

  it.each([
    ['owner', 'g-own'],
    ['stranger', 'g-x'],
  ])('come with a notebook whose result is for a group of the reader: %s', async (who, group) => {
    const { status, body } = await catalogue.ask('GET', at(OPEN, 'notebook'), who);
    const { cells } = body as { cells: { source: string[] }[] };
    expect([status, cells.at(-1)?.source]).toEqual([200, expect.arrayContaining([`OWNER_GROUP = "${group}"\n`])]);
  });
});
