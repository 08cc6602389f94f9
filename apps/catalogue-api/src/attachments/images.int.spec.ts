import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import sharp from 'sharp';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const BOUNDARY = 'scizoo-test-boundary';
const form = (bytes: Buffer, caption?: string, name = 'file') =>
  Buffer.concat([
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"; filename="a.png"\r\ncontent-type: image/png\r\n\r\n`,
    ),
    bytes,
    Buffer.from(
      (caption === undefined
        ? ''
        : `\r\n--${BOUNDARY}\r\ncontent-disposition: form-data; name="caption"\r\n\r\n${caption}`) +
        `\r\n--${BOUNDARY}--\r\n`,
    ),
  ]);
const headers = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` };
const plain = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: '#2a6' } });

describe('pictures on datasets', () => {
  let catalogue: Catalogue;
  let pid: string;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const upload = (bytes: Buffer, username: string | undefined = 'staff', caption?: string) =>
    ask('POST', `/api/v4/datasets/${inPath(pid)}/images`, username, { body: form(bytes, caption), headers });
  const images = async () =>
    (await catalogue.database.collection('datasets').findOne({ _id: pid as never }))!['images'];

  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('images').uri, {
      owner: ['20260101'],
      staff: ['zoosaxs-staff'],
      helper: ['helpers'],
      stranger: ['20260102'],
    });
  }, 60_000);
  afterAll(() => catalogue.stop());
  beforeEach(async () => {
    pid = await catalogue.dataset({ accessGroups: ['helpers'], instrumentGroup: 'zoosaxs-staff' });
  });

  it('draws an upload anew, keeps it with the dataset and serves it with a thumbnail', async () => {
    const withMetadata = await plain(800, 600)
      .withExif({ IFD0: { Copyright: 'a secret' } })
      .jpeg()
      .toBuffer();
    expect(withMetadata.includes('a secret')).toBe(true);
    const { status, body } = await upload(withMetadata, 'staff', 'beam on sample');
    expect([status, body]).toEqual([
      201,
      { aid: expect.any(String), caption: 'beam on sample', width: 800, height: 600 },
    ]);
    expect(await images()).toMatchObject([
      { aid: body.aid, caption: 'beam on sample', width: 800, height: 600, createdBy: 'staff' },
    ]);

    const image = await ask('GET', `/api/v4/attachments/${body.aid}/image`, 'helper');
    expect([image.status, image.headers['content-type']]).toEqual([200, 'image/jpeg']);
    expect(image.headers).toMatchObject({
      'cache-control': 'private, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    expect(image.bytes.includes('a secret')).toBe(false);
    expect(await sharp(image.bytes).metadata()).toMatchObject({ format: 'jpeg', width: 800, height: 600 });
    const thumbnail = await ask('GET', `/api/v4/attachments/${body.aid}/thumbnail`, 'helper');
    expect(await sharp(thumbnail.bytes).metadata()).toMatchObject({ format: 'webp', width: 320, height: 240 });

    const scicat = await ask('GET', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner');
    expect(scicat.body).toMatchObject([
      {
        id: body.aid,
        caption: 'beam on sample',
        datasetId: pid,
        thumbnail: expect.stringMatching(/^data:image\/webp;base64,/u),
      },
    ]);
    expect(scicat.body[0]).not.toHaveProperty('image');
  });

  it('lets staff and owners add, readers look, strangers know nothing', async () => {
    const png = await plain(10, 10).png().toBuffer();
    expect((await upload(png, 'owner')).status).toBe(201);
    expect((await upload(png, 'helper')).status).toBe(403);
    expect((await upload(png, 'stranger')).status).toBe(404);
    const anonymous = await ask('POST', `/api/v4/datasets/${inPath(pid)}/images`, undefined, {
      body: form(png),
      headers,
    });
    expect(anonymous.status).toBe(401);
    const { aid } = (await upload(png)).body;
    for (const [role, status] of [
      ['owner', 200],
      ['staff', 200],
      ['helper', 200],
      ['stranger', 404],
      [undefined, 404],
    ] as const)
      expect([role, (await ask('GET', `/api/v4/attachments/${aid}/image`, role)).status]).toEqual([role, status]);
    for (const role of ['helper', 'stranger', undefined])
      expect([role, (await ask('DELETE', `/api/v4/attachments/${aid}`, role)).status]).toEqual([role, 403]);
  });

  it('tells nothing of a picture to whom restores one that was never deleted', async () => {
    const { aid } = (await upload(await plain(10, 10).png().toBuffer(), 'owner', 'a secret')).body;
    for (const [role, status] of [
      ['stranger', 403],
      ['helper', 403],
      [undefined, 401],
      ['staff', 200],
    ] as const) {
      const answer = await ask('POST', `/api/v4/attachments/${aid}/restore`, role);
      expect([role, answer.status, answer.text.includes('a secret')]).toEqual([role, status, status === 200]);
    }
  });

  it('is closed with its dataset, and opened with it', async () => {
    const { aid } = (await upload(await plain(10, 10).png().toBuffer())).body;
    const change = (body: object) => ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'owner', { body });
    const seen = async (role: string | undefined) => {
      const list = await ask('GET', '/api/v4/attachments', role, { query: { filter: { where: { aid } } } });
      const open = await ask('GET', '/api/v4/attachments/public', role, { query: { filter: { where: { aid } } } });
      return [(await ask('GET', `/api/v4/attachments/${aid}`, role)).status, list.body.length, open.body.length];
    };
    expect([await seen('helper'), await seen('stranger')]).toEqual([
      [200, 1, 0],
      [403, 0, 0],
    ]);
    expect((await change({ accessGroups: ['20260102'] })).status).toBe(200);
    expect([await seen('helper'), await seen('stranger')]).toEqual([
      [403, 0, 0],
      [200, 1, 0],
    ]);
    expect((await change({ isPublished: true, accessGroups: [] })).status).toBe(200);
    expect(await seen('helper')).toEqual([200, 1, 1]);
    expect((await change({ isPublished: false })).status).toBe(200);
    expect([await seen('helper'), await seen('owner')]).toEqual([
      [403, 0, 0],
      [200, 1, 0],
    ]);
  });

  it('nobody attaches anything to a dataset of others', async () => {
    const link = { targetId: pid, targetType: 'dataset', relationType: 'is attached to' };
    const create = (username: string, ownerGroup: string, relationships: object[]) =>
      ask('POST', '/api/v4/attachments', username, {
        body: { caption: 'forged', thumbnail: '', ownerGroup, isPublished: false, relationships },
      });
    expect((await create('stranger', '20260102', [link])).status).toBe(403);
    const own = await create('stranger', '20260102', []);
    expect(own.status).toBe(201);
    const body = { relationships: [link] };
    expect((await ask('PATCH', `/api/v4/attachments/${own.body.aid}`, 'stranger', { body })).status).toBe(403);
    expect((await create('staff', 'zoosaxs-staff', [link])).status).toBe(201);
    const listed = await ask('GET', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner');
    expect(listed.body).toMatchObject([{ ownerGroup: 'zoosaxs-staff' }]);
  });

  it('lets whoever may annotate the dataset write captions, and nothing else', async () => {
    const { body } = await upload(await plain(10, 10).png().toBuffer(), 'owner', 'first');
    const path = `/api/v4/attachments/${body.aid}`;
    expect((await ask('PATCH', path, 'staff', { body: { caption: 'by staff' } })).status).toBe(200);
    expect(await images()).toMatchObject([{ aid: body.aid, caption: 'by staff' }]);
    const more = { caption: 'taken over', ownerGroup: 'zoosaxs-staff' };
    expect((await ask('PATCH', path, 'staff', { body: more })).status).toBe(403);
    for (const other of ['helper', 'stranger'])
      expect((await ask('PATCH', path, other, { body: { caption: 'mine' } })).status).toBe(403);
    expect(await images()).toMatchObject([{ caption: 'by staff' }]);
  });

  it('takes GIF and TIFF as PNG of the first frame', async () => {
    for (const bytes of [await plain(20, 10).gif().toBuffer(), await plain(20, 10).tiff().toBuffer()]) {
      const { status, body } = await upload(bytes);
      expect([status, body.width, body.height]).toEqual([201, 20, 10]);
      const { headers: served } = await ask('GET', `/api/v4/attachments/${body.aid}/image`, 'staff');
      expect(served['content-type']).toBe('image/png');
    }
  });

  it.each([
    ['no picture', () => Buffer.from('%PDF-1.7 hello'), 400, /not a picture/u],
    [
      'an SVG in disguise',
      () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'),
      400,
      /svg|not a picture/u,
    ],
    ['an empty file', () => Buffer.alloc(0), 400, /empty/u],
    [
      '200 million pixels',
      () => plain(20_000, 10_000).png({ compressionLevel: 1 }).toBuffer(),
      400,
      /200 million pixels; at most 50 million/u,
    ],
    ['more than 20 MB', () => Buffer.alloc(20 * 1024 * 1024 + 10), 413, /larger than 20 MB/u],
    [
      'a damaged picture',
      async () => (await plain(400, 400).jpeg().toBuffer()).subarray(0, 700),
      400,
      /damaged|not a picture/u,
    ],
  ])(
    'refuses %s with a sentence',
    async (_, bytes, status, sentence) => {
      const answer = await upload(await bytes());
      expect([answer.status, answer.body.message]).toEqual([status, expect.stringMatching(sentence)]);
      expect(await images()).toBeUndefined();
      expect(await catalogue.database.collection('attachments').countDocuments({ 'relationships.targetId': pid })).toBe(
        0,
      );
    },
    60_000,
  );

  it('names a missing field and a wrong kind of body', async () => {
    const png = await plain(10, 10).png().toBuffer();
    const path = `/api/v4/datasets/${inPath(pid)}/images`;
    const other = await ask('POST', path, 'staff', { body: form(png, undefined, 'picture'), headers });
    expect([other.status, other.body.message]).toEqual([400, expect.stringContaining('"file"')]);
    expect((await ask('POST', path, 'staff', { body: { file: 'x' } })).status).toBe(400);
  });

  it('deletes, brings back for a while, clears afterwards', async () => {
    const first = (await upload(await plain(10, 10).png().toBuffer(), 'owner', 'first')).body;
    const second = (await upload(await plain(12, 12).png().toBuffer(), 'staff', 'second')).body;
    expect((await ask('DELETE', `/api/v4/attachments/${first.aid}`, 'staff')).status).toBe(200);
    expect((await images()).map(({ aid }: { aid: string }) => aid)).toEqual([second.aid]);
    expect((await ask('GET', `/api/v4/attachments/${first.aid}/image`, 'owner')).status).toBe(404);
    expect((await ask('GET', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner')).body).toHaveLength(1);
    expect((await ask('POST', `/api/v4/attachments/${first.aid}/restore`, 'helper')).status).toBe(403);
    const back = await ask('POST', `/api/v4/attachments/${first.aid}/restore`, 'staff');
    expect([back.status, back.body.caption]).toEqual([200, 'first']);
    expect((await images()).map(({ aid }: { aid: string }) => aid)).toEqual([first.aid, second.aid]);
    expect((await ask('GET', `/api/v4/attachments/${first.aid}/image`, 'owner')).status).toBe(200);

    await ask('PATCH', `/api/v4/attachments/${first.aid}`, 'owner', { body: { caption: 'renamed' } });
    expect((await images())[0]).toMatchObject({ aid: first.aid, caption: 'renamed' });

    await ask('DELETE', `/api/v4/attachments/${first.aid}`, 'staff');
    const longAgo = new Date(Date.now() - 11 * 60_000);
    await catalogue.database.collection('attachments').updateOne({ _id: first.aid }, { $set: { deletedAt: longAgo } });
    expect((await ask('POST', `/api/v4/attachments/${first.aid}/restore`, 'staff')).status).toBe(404);
  });

  it('keeps every picture when several come at once', async () => {
    const png = await plain(10, 10).png().toBuffer();
    const answers = await Promise.all(Array.from({ length: 8 }, () => upload(png)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(await images()).toHaveLength(8);
  });
});
