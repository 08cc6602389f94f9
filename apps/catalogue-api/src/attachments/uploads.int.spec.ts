import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import sharp from 'sharp';
import { Catalogue } from '../testing/catalogue';
import { DatabaseService } from '../database/database.service';
import { ImageFiles } from './image-files';
import { ImagesService } from './images.service';

// Real servers on a busy machine.
jest.setTimeout(120_000);

const MEGABYTE = 1024 * 1024;
const inPath = encodeURIComponent;

/** A PNG that claims any size: its header alone decides. */
async function claiming(width: number, height: number): Promise<Buffer<ArrayBuffer>> {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#2a6' } })
    .png()
    .toBuffer();
  png.writeUInt32BE(width, 16);
  png.writeUInt32BE(height, 20);
  png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
  return Buffer.from(png);
}
function crc32(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

describe('uploads that want more than is good', () => {
  let catalogue: Catalogue;
  let token: string;
  let pid: string;
  const upload = async (bytes: Uint8Array<ArrayBuffer>) => {
    const form = new FormData();
    form.set('file', new Blob([bytes]), 'picture');
    const response = await fetch(`${catalogue.url}/api/v4/datasets/${inPath(pid)}/images`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: form,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const files = () => catalogue.app.get(DatabaseService).connection.db!.collection('images.files');

  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('uploads').uri, { LOG_LEVEL: 'error' });
    token = await catalogue.token('staff');
    const { body } = await catalogue.ask('/api/v4/datasets', {
      token,
      json: {
        type: 'raw',
        owner: 'Strand, Stina',
        contactEmail: 'stina.strand@zoo.example',
        sourceFolder: '/data/1',
        creationTime: '2026-01-02T03:04:05Z',
        datasetName: 'one',
        ownerGroup: 'zoosaxs-staff',
      },
    });
    pid = String(body['pid']);
  }, 60_000);
  afterAll(() => catalogue.dropAndStop());

  it('keeps the first of very many frames', async () => {
    const frames = 150;
    const raw = Buffer.alloc(32 * 32 * frames * 3);
    for (let i = 0; i < raw.length; i++) raw[i] = (i * 7 + Math.floor(i / (32 * 32 * 3)) * 40) % 256;
    const gif = await sharp(raw, { raw: { width: 32, height: 32 * frames, channels: 3, pageHeight: 32 } })
      .gif({ effort: 1 })
      .toBuffer();
    expect((await sharp(gif).metadata()).pages).toBe(frames);
    const { status, body } = await upload(Buffer.from(gif));
    expect([status, body]).toMatchObject([201, { width: 32, height: 32 }]);
    const image = await fetch(`${catalogue.url}/api/v4/attachments/${String(body['aid'])}/image`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(image.headers.get('content-type')).toBe('image/png');
    const shown = await sharp(Buffer.from(await image.arrayBuffer())).metadata();
    expect(shown).toMatchObject({ format: 'png', width: 32, height: 32 });
    expect(shown.pages).toBeUndefined();
  });

  it('refuses a picture of 50,000 × 50,000 pixels by its header', async () => {
    const before = process.memoryUsage().rss;
    const { status, body } = await upload(await claiming(50_000, 50_000));
    expect([status, body['message']]).toEqual([400, expect.stringContaining('2500 million pixels')]);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * MEGABYTE);
  });

  it.each([
    ['no boundary', 'multipart/form-data', '--x\r\n'],
    ['another boundary than announced', 'multipart/form-data; boundary=other', '--x\r\n'],
    [
      'no end',
      'multipart/form-data; boundary=x',
      '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nabc',
    ],
  ])('refuses a form with %s', async (_, contentType, body) => {
    const response = await fetch(`${catalogue.url}/api/v4/datasets/${inPath(pid)}/images`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': contentType },
      body,
    });
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining('cannot be read')]);
  });
  it('draws twenty large pictures that come at once with bounded memory', async () => {
    // 36 MB when decoded, little as a file: what grows here is the memory of the API, not that of the sender.
    const jpeg = await sharp({ create: { width: 4000, height: 3000, channels: 3, background: '#2a6' } })
      .jpeg()
      .toBuffer();
    const before = process.memoryUsage().rss;
    let most = before;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 50);
    const answers = await Promise.all(Array.from({ length: 20 }, () => upload(Buffer.from(jpeg))));
    clearInterval(watching);
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    // All at once would take more than 20 × 36 MB.
    expect(most - before).toBeLessThan(500 * MEGABYTE);
  });

  it('sweeps what a crash has left, and nothing else', async () => {
    const small = await sharp({ create: { width: 10, height: 10, channels: 3, background: '#2a6' } })
      .png()
      .toBuffer();
    const kept = String((await upload(Buffer.from(small))).body['aid']);
    const images = catalogue.app.get(ImageFiles);
    await images.write('crashed', 'image', small, 'image/png');
    await images.write('crashed', 'thumbnail', small, 'image/webp');
    await images.write('unfinished', 'image', small, 'image/png');
    await files().deleteOne({ _id: 'unfinished/image' as never });
    const service = catalogue.app.get(ImagesService);
    const others = await files().countDocuments({ 'metadata.aid': { $ne: 'crashed' } });
    expect(await service.sweepOrphans()).toBe(0);
    expect(await service.sweepOrphans(new Date(Date.now() + 2 * 60 * 60 * 1000))).toBe(3);
    expect(await images.open('crashed', 'image')).toBeUndefined();
    expect(await files().countDocuments()).toBe(others);
    expect(await images.open(kept, 'image')).toBeDefined();
    const chunks = catalogue.app.get(DatabaseService).connection.db!.collection('images.chunks');
    expect(await chunks.countDocuments({ files_id: { $in: ['unfinished/image', 'crashed/image'] as never[] } })).toBe(
      0,
    );
  });
});
