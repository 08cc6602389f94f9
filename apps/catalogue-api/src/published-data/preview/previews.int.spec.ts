import { jest } from '@jest/globals';
import { aDataset, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('a landing page before it exists', () => {
  let catalogue: Catalogue;
  beforeAll(async () => {
    const users = { author: ['20260101'], foreigner: ['20260102'], admin: ['admin'] };
    const settings = { doiPrefix: '10.48391', publicUrlPrefix: 'https://data.zoo.example/detail/' };
    catalogue = await Catalogue.start(testMongo('previews').uri, users, settings);
  });
  afterAll(() => catalogue.stop());

  const made = async (path: string, user: string, body: object) => {
    const answer = await catalogue.ask('POST', path, user, { body });
    if (answer.status >= 300) throw new Error(`${path}: ${answer.text}`);
    return answer.body;
  };
  const dataset = async (user: string, ownerGroup: string, datasetName: string) =>
    (await made('/api/v4/datasets', user, { ...aDataset().build(), ownerGroup, datasetName, keywords: [datasetName] }))
      .pid as string;
  const draft = async (datasetPids: string[], more: object = {}) =>
    (await made('/api/v4/publisheddata', 'author', { title: 'Otters', abstract: 'Wet', datasetPids, ...more }))
      .doi as string;
  const led = async (doi: string, user = 'author') => {
    const { status, headers } = await catalogue.ask('GET', `/api/v4/publisheddata/${inPath(doi)}/landing-page`, user);
    return { status, to: String(headers['location'] ?? '') };
  };
  const shown = async (to: string) =>
    catalogue.ask('GET', `/api/v4/publications/preview?token=${new URL(to).searchParams.get('token')}`);

  it('is shown to who may read the draft, as it will be, and of their datasets only', async () => {
    const [mine, foreign] = [
      await dataset('author', '20260101', 'my-otter'),
      await dataset('foreigner', '20260102', 'their-badger'),
    ];
    const doi = await draft([mine, foreign]);
    const { status, to } = await led(doi);
    expect([status, to]).toEqual([
      303,
      expect.stringMatching(/^https:\/\/data\.zoo\.example\/preview\?token=[\w-]{43}$/),
    ]);
    const { body, text } = await shown(to);
    expect(body.publication).toMatchObject({ doi, title: 'Otters', numberOfDatasets: 2, numberOfClosed: 1 });
    expect(body.datasets.items).toEqual([
      expect.objectContaining({ pid: mine, isOpen: true, datasetName: 'my-otter' }),
      expect.objectContaining({ pid: foreign, isOpen: false }),
    ]);
    expect(text).not.toContain('their-badger');
    const asJson = await catalogue.ask('GET', `/api/v4/publisheddata/${inPath(doi)}/preview`, 'author');
    expect(asJson.body.publication).toMatchObject({ keywords: ['my-otter'] });
    expect(asJson.text).not.toContain('their-badger');
    // Nothing was opened by looking.
    expect((await catalogue.ask('GET', `/api/v4/publications/${inPath(doi)}`)).status).toBe(404);
    expect((await catalogue.ask('GET', `/api/v4/datasets/${inPath(mine)}`)).status).toBeGreaterThanOrEqual(401);
  });
  it('keeps under embargo what stays there', async () => {
    const doi = await draft([await dataset('author', '20260101', 'late-otter')], { keepEmbargo: true });
    const { body, text } = await shown((await led(doi)).to);
    expect(body.publication).toMatchObject({ numberOfClosed: 1 });
    expect(text).not.toContain('late-otter');
  });
  it('looks like nothing to others, and ends', async () => {
    const doi = await draft([]);
    expect((await led(doi, 'foreigner')).status).toBe(404);
    const { to } = await led(doi);
    expect((await shown(`${to}x`)).status).toBe(404);
    const passes = catalogue.database.collection('previewpasses');
    await passes.updateMany({ doi }, { $set: { at: new Date(Date.now() - 601_000) } });
    expect((await shown(to)).status).toBe(404);
  });
});
