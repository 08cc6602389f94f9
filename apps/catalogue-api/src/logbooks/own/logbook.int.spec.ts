import { jest } from '@jest/globals';
import { aScan, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../../database/database.service';
import { Catalogue } from '../../schema/catalogue.harness';
import { ScanNotes } from './scan-notes';

// Real servers on a busy machine.
jest.setTimeout(60_000);
const BOOK = '/api/v4/logbook/books/proposal:20260101';

describe('our own logbook', () => {
  let catalogue: Catalogue;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  const write = async (body: object, role = 'owner') => (await ask('POST', `${BOOK}/entries`, role, { body })).body;
  const page = async (query: Record<string, string> = {}, role = 'owner') =>
    (await ask('GET', `${BOOK}/entries`, role, { query })).body;
  const titles = async (query?: Record<string, string>) =>
    (await page(query)).entries.map(({ title }: { title: string }) => title);
  const datasets = () =>
    catalogue.app
      .get(DatabaseService)
      .connection.collection<{ _id: string; scan: Record<string, unknown> }>('datasets');
  const dataset = async () => {
    const { body } = await ask('POST', '/api/v4/datasets', 'owner', {
      body: {
        type: 'raw',
        owner: 'Otter, Olga',
        contactEmail: 'olga@demo.example',
        sourceFolder: '/data/1',
        creationTime: '2026-01-02T03:04:05Z',
        datasetName: 'one',
        ownerGroup: '20260101',
        proposalIds: ['20260101'],
      },
    });
    return body.pid as string;
  };

  beforeAll(async () => {
    catalogue = await Catalogue.start(
      testMongo('own-logbook').uri,
      { owner: ['20260101'], mate: ['20260101'], guest: ['20260102'], staff: ['zoosaxs-staff'], admin: ['admin'] },
      { retentionMinYears: 7, logbookNotesOf: ['zoosaxs'] },
    );
    for (const [proposalId, endTime] of [
      ['20260101', new Date(Date.now() + 86_400_000).toISOString()],
      ['20100101', '2010-01-05T00:00:00Z'],
    ])
      await ask('POST', '/api/v3/proposals', 'admin', {
        body: {
          proposalId,
          endTime,
          ownerGroup: '20260101',
          instrumentGroup: 'zoosaxs-staff',
          email: 'p@demo.example',
          title: `About ${proposalId}`,
        },
      });
  }, 60_000);
  afterAll(() => catalogue.stop());

  it('has a book per proposal, whose entries its people and staff see, newest first, page by page', async () => {
    for (const title of ['first', 'second', 'third'])
      await write({ title, text: `the ${title} **word**`, tags: ['a'] });
    const { entries, next } = await page({ limit: '2' });
    expect(entries.map(({ title }: { title: string }) => title)).toEqual(['third', 'second']);
    expect(entries[0]).toMatchObject({ authors: ['owner'], kind: 'human', revision: 1, tags: ['a'], lock: null });
    expect(await titles({ limit: '2', cursor: next })).toEqual(['first']);
    const [book] = (await ask('GET', '/api/v4/logbook/books', 'staff')).body;
    expect(book).toMatchObject({ id: 'proposal:20260101', title: 'About 20260101', entries: 3, mayWrite: true });
    expect((await ask('GET', '/api/v4/logbook/books', 'guest')).body).toEqual([]);
    expect((await ask('GET', `${BOOK}/entries`, 'guest')).status).toBe(404);
  });

  it('finds by words, tag, author and day, and marks the days of the calendar', async () => {
    await write({ title: 'Beam lost (again)', text: 'vacuum 10% up', tags: ['beam'], authors: ['Łucja'] });
    for (const query of [{ text: 'LOST (again' }, { text: '10% beam' }, { tag: 'beam' }, { author: 'łuc' }])
      expect(await titles(query as never)).toEqual(['Beam lost (again)']);
    expect(await titles({ till: '2020-01-01' })).toEqual([]);
    const today = new Date().toISOString().slice(0, 10);
    const { body } = await ask('GET', `${BOOK}/days`, 'owner');
    expect(body).toEqual([{ day: today, entries: 4 }]);
    expect((await ask('GET', `${BOOK}/entries`, 'owner', { query: { from: 'soon' } })).status).toBe(400);
  });

  it('makes no second entry when a request is repeated, and shows the scan that it was reported', async () => {
    const pid = await dataset();
    const body = { key: 'k1', title: 'Report', text: '| Scan |\n|---|\n| 1 |', datasets: [pid] };
    const [one, two] = [await write(body), await write(body)];
    expect(two.id).toBe(one.id);
    expect((await datasets().findOne({ _id: pid }))?.scan['entries']).toEqual([one.id]);
    expect((await titles({ text: 'Report' })).length).toBe(1);
    const other = await ask('POST', `${BOOK}/entries`, 'owner', { body: { title: 'x', datasets: ['none'] } });
    expect([other.status, other.body.message]).toEqual([400, 'There is no dataset none']);
  });

  it('keeps every version, and says who was quicker', async () => {
    const { id } = await write({ title: 'Draft', text: 'one' });
    const path = `/api/v4/logbook/entries/${id}`;
    const change = (role: string, revision: number, text: string) =>
      ask('PATCH', path, role, { body: { revision, text } });
    expect((await change('mate', 1, 'two')).body).toMatchObject({ revision: 2, text: 'two', editedBy: 'mate' });
    expect((await change('owner', 1, 'three')).status).toBe(409);
    const { body } = await ask('GET', `${path}/revisions`, 'owner');
    expect(body.map(({ text, by }: { text: string; by: string }) => [text, by])).toEqual([
      ['two', 'mate'],
      ['one', 'owner'],
    ]);
  });

  it('lets one person edit at a time, and names who it is', async () => {
    const { id } = await write({ title: 'Locked', text: 'one' });
    const path = `/api/v4/logbook/entries/${id}`;
    expect((await ask('POST', `${path}/lock`, 'owner')).body.lock).toMatchObject({ by: 'owner' });
    expect((await ask('POST', `${path}/lock`, 'owner')).status).toBe(200);
    const refused = await ask('POST', `${path}/lock`, 'mate');
    expect([refused.status, refused.body.message]).toEqual([409, expect.stringMatching(/^owner is editing/) as string]);
    expect((await ask('PATCH', path, 'mate', { body: { revision: 1, text: 'x' } })).status).toBe(409);
    expect((await ask('DELETE', `${path}/lock`, 'owner')).body.lock).toBeNull();
    expect((await ask('PATCH', path, 'mate', { body: { revision: 1, text: 'x' } })).status).toBe(200);
    await ask('POST', `${path}/lock`, 'owner');
    await catalogue.app
      .get(DatabaseService)
      .connection.collection<{ _id: string }>('logbookEntries')
      .updateOne({ _id: id }, { $set: { 'lock.until': new Date(0) } } as never);
    expect((await ask('POST', `${path}/lock`, 'mate')).body.lock).toMatchObject({ by: 'mate' });
  });

  it('is taken back by its writer only, and leaves a trace', async () => {
    const { id } = await write({ title: 'Slip', text: 'secret slip' });
    const path = `/api/v4/logbook/entries/${id}`;
    expect((await ask('DELETE', path, 'mate')).status).toBe(403);
    expect((await ask('DELETE', path, 'owner')).body).toMatchObject({ deleted: true, title: '', editedBy: 'owner' });
    expect(await titles({ text: 'slip' })).toEqual([]);
    expect((await page()).entries.find((entry: { id: string }) => entry.id === id)).toMatchObject({ deleted: true });
  });

  it('answers stand with their entry, in the same book only', async () => {
    const { id } = await write({ title: 'Question' });
    expect((await write({ title: 'Answer', replyTo: id })).replyTo).toBe(id);
    const other = '/api/v4/logbook/books/beamline:nowhere/entries';
    expect((await ask('POST', other, 'admin', { body: { title: 'x', replyTo: id } })).status).toBe(404);
  });

  it('can be read and not written when the embargo has ended', async () => {
    const old = '/api/v4/logbook/books/proposal:20100101/entries';
    expect((await ask('GET', old, 'owner')).status).toBe(200);
    const refused = await ask('POST', old, 'owner', { body: { title: 'late' } });
    expect([refused.status, refused.body.message]).toEqual([
      403,
      expect.stringContaining('closed since 2013') as string,
    ]);
  });

  it('goes along as Markdown, oldest first', async () => {
    const { text, headers } = await ask('GET', `${BOOK}/export`, 'owner', { query: { tag: 'a' } });
    expect(headers['content-type']).toContain('text/markdown');
    expect(text.match(/^##? .+/gmu)).toEqual(['# About 20260101', '## first', '## second', '## third']);
  });

  it('notes ended scans once, however often it is tried, and apart from what people write', async () => {
    const pid = '20.500.00000/noted-scan';
    const scan = aScan();
    await datasets().insertOne({
      _id: pid,
      startTime: new Date(),
      runNumber: '64',
      proposalIds: ['20260101'],
      readers: ['20260101'],
      scientificMetadata: { scan_command: 'ascan mot01 0 1 10 0.1', scan_outcome_reason: 'aborted' },
      scan: { beamline: 'zoosaxs', key: scan.key, state: 'stopped' },
    } as never);
    const notes = catalogue.app.get(ScanNotes);
    await notes.round();
    // As after a crash between the note and its mark.
    await datasets().updateOne({ _id: pid }, { $unset: { 'scan.noted': '' } } as never);
    await notes.round();
    expect(await notes.round()).toBe(0);
    const found = (await page({ text: 'ascan' })).entries;
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      kind: 'machine',
      title: 'Scan 64: ascan mot01 0 1 10 0.1',
      text: 'stopped: aborted',
    });
    expect(await titles({ text: 'ascan', machine: 'false' })).toEqual([]);
  });
});
