import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import sharp from 'sharp';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const pixel = async (background: string) =>
  sharp({ create: { width: 4, height: 3, channels: 3, background } })
    .png()
    .toBuffer();
const dataUrl = (bytes: Buffer, type = 'image/png') => `data:${type};base64,${bytes.toString('base64')}`;

describe('pictures that clients of SciCat send as attachments', () => {
  let catalogue: Catalogue;
  let pid: string;
  let [green, red]: [Buffer, Buffer] = [Buffer.alloc(0), Buffer.alloc(0)];
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const row = async (of = pid, username = 'owner') =>
    (await ask('GET', `/api/v4/datasets/${inPath(of)}/row`, username)).body;
  const attach = (thumbnail: string, caption = 'a plot') =>
    ask('POST', `/api/v3/datasets/${inPath(pid)}/attachments`, 'owner', {
      body: { thumbnail, caption, ownerGroup: '20260101' },
    });

  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('row_images').uri, {
      owner: ['20260101'],
      stranger: ['20260102'],
      admin: ['admin'],
    });
    [green, red] = [await pixel('#2a6'), await pixel('#d22')];
  }, 60_000);
  afterAll(() => catalogue.stop());
  beforeEach(async () => {
    pid = await catalogue.dataset();
  });

  it('stand on the row of the dataset and are served as what they are', async () => {
    const { status, body } = await attach(dataUrl(green));
    expect(status).toBe(201);
    expect((await row()).images).toEqual([{ aid: body.id, caption: 'a plot', isAttached: true }]);
    for (const rendition of ['image', 'thumbnail']) {
      const answer = await ask('GET', `/api/v4/attachments/${body.id}/${rendition}`, 'owner');
      expect([answer.status, answer.headers['content-type'], answer.bytes.equals(green)]).toEqual([
        200,
        'image/png',
        true,
      ]);
      expect(answer.headers['content-security-policy']).toBe("default-src 'none'; sandbox");
      expect(answer.headers['cache-control']).not.toContain('immutable');
      expect((await ask('GET', `/api/v4/attachments/${body.id}/${rendition}`, 'stranger')).status).toBe(404);
    }
  });

  it('follow a new caption, another picture, another dataset and the end of their attachment', async () => {
    const { body } = await attach(dataUrl(green));
    const other = await catalogue.dataset();
    const path = `/api/v4/attachments/${body.id}`;
    const change = async (fields: object) =>
      expect((await ask('PATCH', path, 'admin', { body: fields })).status).toBe(200);
    await change({ caption: 'better' });
    expect((await row()).images).toMatchObject([{ caption: 'better' }]);
    await change({ thumbnail: dataUrl(red) });
    expect((await ask('GET', `${path}/image`, 'owner')).bytes.equals(red)).toBe(true);
    await change({ relationships: [{ targetId: other, targetType: 'dataset' }] });
    expect([(await row()).images, (await row(other)).images]).toMatchObject([[], [{ aid: body.id }]]);
    expect((await ask('DELETE', path, 'admin')).status).toBe(200);
    expect((await row(other)).images).toEqual([]);
    expect((await ask('GET', `${path}/image`, 'owner')).status).toBe(404);
  });

  it('of two datasets are for those who may read both, and on no row', async () => {
    const { body } = await attach(dataUrl(green));
    const foreign = await catalogue.dataset({ ownerGroup: '20260102', accessGroups: ['20260101'] }, 'admin');
    const path = `/api/v4/attachments/${body.id}`;
    const relationships = [pid, foreign].map((targetId) => ({ targetId, targetType: 'dataset' }));
    expect((await ask('PATCH', path, 'admin', { body: { relationships } })).status).toBe(200);
    expect([(await row()).images, (await row(foreign, 'stranger')).images]).toEqual([[], []]);
    for (const rendition of ['image', 'thumbnail']) {
      expect((await ask('GET', `${path}/${rendition}`, 'owner')).status).toBe(200);
      expect((await ask('GET', `${path}/${rendition}`, 'stranger')).status).toBe(404);
    }
  });

  it('are none when the thumbnail is a drawing that may hold a script, or no picture at all', async () => {
    const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    for (const thumbnail of [dataUrl(drawing, 'image/svg+xml'), dataUrl(drawing, 'text/html'), 'nothing', '']) {
      const { status, body } = await attach(thumbnail);
      expect(status).toBe(201);
      expect((await ask('GET', `/api/v4/attachments/${body.id}/thumbnail`, 'owner')).status).toBe(404);
    }
    expect((await row()).images).toEqual([]);
  });

  it('all stand there when many come at once, in the order in which they came', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, at) => attach(dataUrl(green), `plot ${at}`)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    const { images } = (await row()) as { images: { aid: string }[] };
    expect(new Set(images.map(({ aid }) => aid)).size).toBe(8);
    const made = new Map(answers.map(({ body }) => [body.id as string, body.createdAt as string]));
    const times = images.map(({ aid }) => made.get(aid)!);
    expect(times).toEqual([...times].sort());
  });
});
