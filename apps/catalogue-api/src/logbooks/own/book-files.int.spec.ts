import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { upload } from '../../access-matrix/seed';
import { Catalogue } from '../../schema/catalogue.harness';
import { BookFiles } from './book-files.service';

// Real servers on a busy machine.
jest.setTimeout(60_000);
const BOOK = '/api/v4/logbook/books/proposal:20260101';
const DAY_MS = 86_400_000;
let catalogue: Catalogue;

beforeAll(async () => {
  const accounts = { owner: ['20260101'], mate: ['20260101'], guest: ['20260102'], admin: ['admin'] };
  catalogue = await Catalogue.start(testMongo('logbook-files').uri, accounts);
  const body = { proposalId: '20260101', ownerGroup: '20260101', email: 'p@demo.example', title: 'About gels' };
  await catalogue.ask('POST', '/api/v3/proposals', 'admin', { body });
}, 60_000);
afterAll(() => catalogue.stop());

const send = async (word: string) =>
  (await catalogue.ask('POST', `${BOOK}/files`, 'owner', upload(word))).body as { id: string; markdown: string };
const status = async (method: 'GET' | 'DELETE', { id }: { id: string }, role = 'owner') =>
  (await catalogue.ask(method, `${BOOK}/files/${id}`, role)).status;
const chunks = (id: string) =>
  catalogue.database.collection('logbookFiles.chunks').countDocuments({ files_id: id } as never);

describe('files of drafts', () => {
  it('go with the draft that is thrown away, when who brought them says so', async () => {
    const file = await send('draft');
    expect(await chunks(file.id)).toBe(1);
    expect(await status('DELETE', file, 'guest')).toBe(404);
    expect(await status('DELETE', file, 'mate')).toBe(403);
    expect(await status('DELETE', file)).toBe(204);
    expect([await status('GET', file), await chunks(file.id), await status('DELETE', file)]).toEqual([404, 0, 404]);
  });

  it('stay when an entry shows them, or did in an earlier version', async () => {
    const file = await send('entry');
    const written = await catalogue.ask('POST', `${BOOK}/entries`, 'owner', {
      body: { title: 'Pictured', text: file.markdown },
    });
    expect(await status('DELETE', file)).toBe(409);
    await catalogue.ask('PATCH', `/api/v4/logbook/entries/${written.body.id}`, 'owner', {
      body: { revision: 1, text: 'no picture any more' },
    });
    expect([await status('DELETE', file), await status('GET', file)]).toEqual([409, 200]);
  });

  it('go by themselves when nobody came back to the draft for a month, and nothing else goes', async () => {
    const [forgotten, shown, inTemplate] = [await send('forgotten'), await send('shown'), await send('template')];
    await catalogue.ask('POST', `${BOOK}/entries`, 'owner', { body: { title: 'Shown', text: shown.markdown } });
    await catalogue.ask('PUT', `${BOOK}/settings`, 'owner', {
      body: { revision: 0, attributes: [], templates: [{ name: 'Plan', text: inTemplate.markdown }] },
    });
    const files = catalogue.app.get(BookFiles);
    expect(await files.removeForgotten(new Date(Date.now() + 29 * DAY_MS))).toBe(0);
    const later = new Date(Date.now() + 31 * DAY_MS);
    expect(await files.removeForgotten(later)).toBe(1);
    expect(await files.removeForgotten(later)).toBe(0);
    const found = await Promise.all([forgotten, shown, inTemplate].map((file) => status('GET', file)));
    expect(found).toEqual([404, 200, 200]);
  });
});

it('completes authors with those whose account opens the book', async () => {
  await catalogue.database.collection('users').updateOne({ username: 'mate' }, { $set: { displayName: 'Mia Mate' } });
  const { body } = await catalogue.ask('GET', `${BOOK}/words`, 'owner');
  expect((body as { authors: string[] }).authors).toEqual(['Mia Mate', 'owner']);
});
