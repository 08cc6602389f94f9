import { jest } from '@jest/globals';
import { aScan, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../../database/database.service';
import { upload } from '../../access-matrix/seed';
import { RegistryService } from '../../ingest/registry.service';
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
  const dataset = () => catalogue.dataset({ proposalIds: ['20260101'] });

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

  it('names the people behind the accounts, also of what was written before their names were known', async () => {
    const { id } = await write({ title: 'Whose hand', text: 'one' }, 'mate');
    const path = `/api/v4/logbook/entries/${id}`;
    await ask('PATCH', path, 'mate', { body: { revision: 1, text: 'two' } });
    const users = catalogue.app.get(DatabaseService).connection.collection('users');
    const called = (update: object) => users.updateOne({ username: 'mate' }, update);
    expect((await called({ $set: { displayName: 'Maja Muster' } })).matchedCount).toBe(1);
    const { entries } = await page({ author: 'maja' });
    expect(entries[0]).toMatchObject({ id, authors: ['Maja Muster'], editedBy: 'Maja Muster' });
    expect((await ask('GET', `${path}/revisions`, 'owner')).body[0]).toMatchObject({ by: 'Maja Muster' });
    expect((await ask('POST', `${path}/lock`, 'mate')).body.lock).toMatchObject({ by: 'Maja Muster' });
    const { authors } = (await ask('GET', `${BOOK}/words`, 'owner')).body;
    expect([authors.includes('Maja Muster'), authors.includes('mate')]).toEqual([true, false]);
    await called({ $unset: { displayName: '' } });
    await ask('DELETE', `${path}/lock`, 'mate');
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

  it('stands below its beamline, whose staff say what entries are asked for', async () => {
    await catalogue.app
      .get(DatabaseService)
      .connection.collection<{ _id: string }>('instruments')
      .insertOne({
        _id: 'pid-of-zoosaxs',
        uniqueName: 'zoosaxs',
        name: 'ZooSAXS',
        customMetadata: { staffGroup: 'zoosaxs-staff' },
      } as never);
    await catalogue.app
      .get(DatabaseService)
      .connection.collection<{ _id: string }>('proposals')
      .updateOne({ _id: '20260101' }, {
        $set: { instrumentIds: ['pid-of-zoosaxs'], team: [{ firstName: 'Olga', lastName: 'Otter' }] },
      } as never);
    catalogue.app.get(RegistryService).forget();
    const books = (await ask('GET', '/api/v4/logbook/books', 'staff')).body as { id: string; beamlines: string[] }[];
    expect(books.find(({ id }) => id === 'proposal:20260101')?.beamlines).toEqual(['zoosaxs']);
    expect(books.map(({ id }) => id)).toContain('beamline:zoosaxs');
    const settings = {
      revision: 0,
      attributes: [
        { name: 'shift', title: 'Shift', kind: 'choice', choices: ['day', 'night'], required: true },
        { name: 'energy', title: 'Energy', kind: 'number', min: 5, unit: 'keV' },
        { name: 'seen', title: 'Seen', kind: 'choices', choices: ['ice', 'rings'] },
        { name: 'ok', title: 'OK', kind: 'yes-no' },
      ],
      templates: [{ name: 'Handover', title: 'Handover', text: '## Done', attributes: { shift: 'night' } }],
    };
    const of = (book: string) => `/api/v4/logbook/books/${book}/settings`;
    const set = (book: string, body: object, role = 'staff') => ask('PUT', of(book), role, { body });
    expect((await set('beamline:zoosaxs', settings, 'owner')).status).toBe(404);
    expect((await set('beamline:zoosaxs', settings)).body).toMatchObject({ revision: 1, from: null });
    expect((await set('beamline:zoosaxs', settings)).status).toBe(409);
    const bad = { ...settings, revision: 1, attributes: [{ name: 'a', title: 'A', kind: 'choice' }] };
    expect((await set('beamline:zoosaxs', bad)).body.message).toEqual(
      expect.arrayContaining([
        'attributes.0 needs choices',
        'templates.0.attributes.shift is not asked for in this logbook',
      ]),
    );
    // The book of the proposal asks the same until it has settings of its own.
    expect((await ask('GET', of('proposal:20260101'), 'owner')).body).toMatchObject({
      from: 'beamline:zoosaxs',
      revision: 0,
      templates: [{ name: 'Handover' }],
    });
    expect((await ask('GET', `${BOOK}/words`, 'owner')).body).toMatchObject({
      authors: expect.arrayContaining(['Olga Otter', 'owner']) as string[],
      tags: expect.arrayContaining(['a', 'beam']) as string[],
    });
  });

  it('refuses attributes that are not as the book asks, and finds by them', async () => {
    const refused = await ask('POST', `${BOOK}/entries`, 'owner', {
      body: { title: 'x', attributes: { energy: 'seven', seen: ['snow'], who: 'me' } },
    });
    expect(refused.status).toBe(400);
    expect(refused.body.message).toEqual(
      expect.arrayContaining([
        'attributes.who is not asked for in this logbook',
        'attributes.shift is needed',
        'attributes.energy is a number',
        'attributes.seen is one of its choices, each once',
      ]),
    );
    const attributes = { shift: 'night', energy: 7.1, seen: ['ice', 'rings'], ok: false };
    const { id, attributes: stored } = await write({ title: 'Asked', attributes: { ...attributes, none: undefined } });
    expect(stored).toEqual(attributes);
    const by = (asked: object) => titles({ attributes: JSON.stringify(asked) });
    for (const asked of [
      { shift: 'night' },
      { energy: { min: 7, max: 8 } },
      { seen: 'ice' },
      { ok: false },
      { energy: 7.1 },
    ])
      expect([asked, await by(asked)]).toEqual([asked, ['Asked']]);
    for (const asked of [{ shift: 'day' }, { energy: { min: 8 } }, { seen: 'snow' }, { ok: true }])
      expect([asked, await by(asked)]).toEqual([asked, []]);
    for (const attributes of ['[]', '{"$where":1}', '{"a":{"$gt":1}}', '{"a":[1]}'])
      expect((await ask('GET', `${BOOK}/entries`, 'owner', { query: { attributes } })).status).toBe(400);
    const change = (attributes: object, revision = 1) =>
      ask('PATCH', `/api/v4/logbook/entries/${id}`, 'owner', { body: { revision, attributes } });
    expect((await change({ energy: 9 })).status).toBe(400);
    expect((await change({ shift: 'day', energy: 9 })).body.attributes).toEqual({ shift: 'day', energy: 9 });
    const [now, before] = (await ask('GET', `/api/v4/logbook/entries/${id}/revisions`, 'owner')).body;
    expect([now.attributes, before.attributes]).toEqual([{ shift: 'day', energy: 9 }, attributes]);
    // An answer is asked for nothing, and stands in the thread of what it answers.
    const reply = await write({ title: 'Re', replyTo: id });
    expect((await write({ title: 'Re: Re', replyTo: reply.id })).replyTo).toBe(id);
    const { entries, replies } = await page({ replies: 'false', text: 'Asked' });
    expect([entries.length, replies.map(({ title }: { title: string }) => title)]).toEqual([1, ['Re', 'Re: Re']]);
    const thread = (await ask('GET', `/api/v4/logbook/entries/${reply.id}/thread`, 'owner')).body;
    expect([thread.entries[0].id, thread.replies.length]).toEqual([id, 2]);
  });

  it('pins an entry and says that it matters, also while somebody edits it', async () => {
    const { id } = await write({ title: 'Rules of the hutch', attributes: { shift: 'day' } });
    await ask('POST', `/api/v4/logbook/entries/${id}/lock`, 'mate');
    const marks = { pinned: true, importance: 'important' };
    const path = `/api/v4/logbook/entries/${id}/marks`;
    expect((await ask('PUT', path, 'owner', { body: marks })).body).toMatchObject({ ...marks, revision: 1 });
    expect(await titles({ pinned: 'true' })).toEqual(['Rules of the hutch']);
    expect((await ask('PUT', path, 'owner', { body: { importance: 'huge' } })).status).toBe(400);
    expect((await ask('PUT', path, 'owner', { body: { pinned: false } })).body).toMatchObject({
      pinned: false,
      importance: 'important',
    });
  });

  it('keeps pictures and files for its readers, finds entries with pictures and exports them with it', async () => {
    const sent = await ask('POST', `${BOOK}/files`, 'owner', upload('plot'));
    expect([sent.status, sent.body]).toMatchObject([201, { isPicture: true, name: 'a.png' }]);
    const { address, markdown } = sent.body as { address: string; markdown: string };
    expect(markdown).toBe(`![a.png](${address})`);
    const seen = await ask('GET', address, 'mate');
    expect([seen.status, seen.headers['content-type']]).toEqual([200, 'image/png']);
    expect((await ask('GET', address, 'guest')).status).toBe(404);
    expect((await ask('GET', address.replace('20260101', '20100101'), 'owner')).status).toBe(404);
    const text = `Look:\n\n${markdown}\n\n<script>alert(1)</script>`;
    const { id } = await write({ title: 'Pictured', text, attributes: { shift: 'day' } });
    expect(await titles({ image: 'true' })).toEqual(['Pictured']);
    const exported = (format: string) =>
      ask('GET', `/api/v4/logbook/entries/${id}/export`, 'owner', { query: { format } });
    const html = await exported('html');
    expect(html.headers['content-type']).toContain('text/html');
    expect(html.headers['content-security-policy']).toContain("default-src 'none'");
    expect(html.text).toContain('<img src="data:image/png;base64,');
    expect(html.text).toContain('<th scope="row">Shift</th><td>day</td>');
    expect(html.text).not.toContain('<script');
    const md = await exported('md');
    expect(md.text).toContain('![a.png][picture-1]');
    expect(md.text).toMatch(/^\[picture-1\]: data:image\/png;base64,/mu);
    expect((await exported('pdf')).status).toBe(400);
  });

  it('shows of what was taken back who wrote it and when, and its words to admins alone', async () => {
    const { id } = await write({ title: 'Slipped', text: 'secret slip', attributes: { shift: 'day' } });
    await ask('DELETE', `/api/v4/logbook/entries/${id}`, 'owner');
    const told = async (role: string) => (await ask('GET', `/api/v4/logbook/entries/${id}/revisions`, role)).body[0];
    expect(await told('mate')).toMatchObject({ by: 'owner', title: '', text: '' });
    expect(await told('admin')).toMatchObject({ title: 'Slipped', text: 'secret slip' });
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
    expect(await titles({ text: 'ascan', kind: 'machine' })).toEqual([found[0].title]);
    // With the pictures and the values of the scan, however late they came.
    await datasets().updateOne({ _id: pid }, {
      $set: {
        images: [{ aid: 'a1', caption: 'beam', width: 4, height: 3 }],
        'scientificMetadata.mono_energy': { value: 7.1, unit: 'keV' },
      },
    } as never);
    const { scans } = await page({ text: 'ascan', image: 'true' });
    expect(scans).toMatchObject([
      {
        pid,
        command: 'ascan mot01 0 1 10 0.1',
        images: [{ aid: 'a1' }],
        metadata: { mono_energy: { value: 7.1, unit: 'keV' } },
      },
    ]);
  });
});
