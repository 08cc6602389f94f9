import { jest } from '@jest/globals';
import { datasetPid } from '@scizoo/messaging';
import { aProposalChanged, aScan, ElogyStandIn, eventually, type ScanBuilder, testMongo } from '@scizoo/testing';
import sharp from 'sharp';
import { DatabaseService } from '../../database/database.service';
import { Catalogue } from '../../testing/catalogue';
import { ScanNotes } from '../own/scan-notes';
import { ElogyMirror } from './elogy-mirror';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const BOOK = '/api/v4/logbook/books/proposal:20260101/entries';
let elogy: ElogyStandIn;
let catalogue: Catalogue;
let staff: string;
let number = 40;

const pidOf = (scan: { key: string }) => datasetPid('20.500.00000', scan.key);
const round = () => catalogue.app.get(ElogyMirror).round();
async function ended(beamline = 'zoosaxs'): Promise<ScanBuilder> {
  const scan = aScan()
    .onBeamline(beamline)
    .from(`urn:scizoo:demo:${beamline}`)
    .numbered(++number)
    .ofProposal('20260101');
  await catalogue.ingest(...scan.started().finished().events());
  return scan;
}
const toLogbook = async (scan: { key: string }, title: string, text = '') => {
  const json = { title, text, datasets: [pidOf(scan)], key: title };
  const { body } = await catalogue.ask(BOOK, { token: staff, json });
  return body as { id: string; revision: number };
};
const change = (entry: { id: string }, json: object) =>
  catalogue.ask(`/api/v4/logbook/entries/${entry.id}`, { method: 'PATCH', token: staff, json });
const called = (title: string) => elogy.entries.filter((entry) => entry.title === title);

beforeAll(async () => {
  elogy = await ElogyStandIn.start();
  elogy.addLogbook(12);
  catalogue = await Catalogue.start(testMongo('elogy').uri, {
    ELOGY_URL: elogy.url,
    ELOGY_LOGBOOKS: 'zoosaxs=12',
    LOGBOOK_NOTES_OF: 'zoosaxs',
    PUBLIC_URL: 'https://catalogue.zoo.example',
  });
  staff = await catalogue.token('staff');
  await catalogue.ingest(aProposalChanged('20260101', { instruments: ['zoosaxs', 'b310a'] }));
}, 60_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await elogy.stop();
});

describe('elogy', () => {
  it('gets what somebody sends to the logbook from the scan log, as text and with a way back', async () => {
    const scan = await ended();
    await toLogbook(scan, 'Odd peak', 'at **7 keV** <script>alert(1)</script>');
    const [entry] = await eventually(() => (called('Odd peak').length > 0 ? called('Odd peak') : undefined));
    const pid = pidOf(scan);
    expect(entry).toMatchObject({
      logbook: 12,
      authors: [{ name: 'staff' }],
      metadata: { scicat_pid: pid, scan_id: String(number), proposal: '20260101' },
    });
    expect(entry?.content).toContain('at **7 keV** &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(entry?.content).toContain(`href="https://catalogue.zoo.example/datasets/${encodeURIComponent(pid)}"`);
  });

  it('gets notes of scans that have ended, where that is wanted', async () => {
    const scan = await ended();
    await catalogue.app.get(ScanNotes).round();
    const note = () => elogy.entries.find(({ metadata }) => metadata['scicat_pid'] === pidOf(scan));
    expect(await eventually(note)).toMatchObject({ title: expect.stringMatching(`^Scan ${number}: ascan`) });
  });

  it('gets nothing of a beamline without a logbook there', async () => {
    await toLogbook(await ended('b310a'), 'Of the other beamline');
    await toLogbook(await ended(), 'After it');
    await eventually(() => called('After it').length === 1);
    expect(called('Of the other beamline')).toEqual([]);
  });

  it('has each entry once, also when the answer was lost in a crash', async () => {
    elogy.losesAnswers = 2;
    await toLogbook(await ended(), 'Told in a crash');
    await eventually(() => elogy.losesAnswers < 2);
    elogy.losesAnswers = 0;
    const marked = () =>
      catalogue.app
        .get(DatabaseService)
        .connection.collection('logbookEntries')
        .findOne({ title: 'Told in a crash', 'elogy.entry': { $exists: true } });
    await eventually(async () => (await marked()) !== null);
    expect(called('Told in a crash')).toHaveLength(1);
  });

  it('gets the pictures of the scans, each once, also when the answer to one was lost in a crash', async () => {
    const scan = await ended();
    const picture = await sharp({ create: { width: 20, height: 10, channels: 3, background: '#2a6' } })
      .png()
      .toBuffer();
    for (const caption of ['edge', 'after alignment']) {
      const form = new FormData();
      form.append('file', new Blob([new Uint8Array(picture)], { type: 'image/png' }), 'shot.png');
      form.append('caption', caption);
      const path = `/api/v4/datasets/${encodeURIComponent(pidOf(scan))}/images`;
      const headers = { authorization: `Bearer ${staff}` };
      expect((await fetch(`${catalogue.url}${path}`, { method: 'POST', headers, body: form })).status).toBe(201);
    }
    elogy.losesUploads = 1;
    await toLogbook(scan, 'With pictures');
    const entry = await eventually(() => {
      const [one] = called('With pictures');
      return one?.attachments.length === 2 && elogy.losesUploads === 0 ? one : undefined;
    });
    await toLogbook(await ended(), 'After the pictures');
    await eventually(() => called('After the pictures').length === 1);
    expect(called('With pictures')).toHaveLength(1);
    const [first, second] = entry.attachments;
    expect(entry.attachments).toHaveLength(2);
    expect(first).toMatchObject({ filename: `scan-${number - 1}-1.png`, content_type: 'image/png' });
    expect([first?.metadata['caption'], second?.metadata['caption']]).toEqual(['edge', 'after alignment']);
    expect(first?.size).toBeGreaterThan(50);
  });

  it('takes changes; what somebody wrote there meanwhile stays', async () => {
    const entry = await toLogbook(await ended(), 'Beam was lost', 'first words');
    const [there] = await eventually(() => (called('Beam was lost').length > 0 ? called('Beam was lost') : undefined));
    await change(entry, { revision: 1, text: 'second words' });
    await eventually(() => there?.content.includes('second words'));
    expect(there?.content).not.toContain('first words');
    elogy.edit(there?.id ?? 0, `${there?.content}<p>seen by the operator</p>`);
    await change(entry, { revision: 2, text: 'third words' });
    await eventually(() => there?.content.includes('third words'));
    expect(there?.content).toContain('seen by the operator');
    if (there) there.lockedBy = 'another-pc';
    await change(entry, { revision: 3, text: 'fourth words' });
    await round();
    expect(there?.content).not.toContain('fourth words');
    delete there?.lockedBy;
    await eventually(() => there?.content.includes('fourth words'));
    await catalogue.ask(`/api/v4/logbook/entries/${entry.id}`, { method: 'DELETE', token: staff });
    await eventually(() => there?.archived);
  });

  it('may be away: nothing waits for it, and it gets all when it is back', async () => {
    elogy.isDown = true;
    const scan = await ended();
    await toLogbook(scan, 'While it was away');
    await expect(round()).rejects.toThrow('503');
    expect((await catalogue.ask(BOOK, { token: staff })).text).toContain('While it was away');
    elogy.isDown = false;
    await eventually(() => called('While it was away').length === 1);
  });

  it('may choke on entries: the others do not wait for them, and they come when it can', async () => {
    elogy.chokesOn = 'Indigestible';
    for (const which of ['first', 'second', 'third']) await toLogbook(await ended(), `Indigestible ${which}`);
    await expect(round()).rejects.toThrow('500');
    await toLogbook(await ended(), 'Behind them');
    await eventually(() => called('Behind them').length === 1);
    elogy.chokesOn = undefined;
    await eventually(() => elogy.entries.filter(({ title }) => title.startsWith('Indigestible')).length === 3);
  });

  it('may refuse an entry: that one is said, the others go on', async () => {
    elogy.addLogbook(12, [{ name: 'Shift', type: 'text', required: true }]);
    await toLogbook(await ended(), 'Refused');
    await round();
    elogy.addLogbook(12);
    await toLogbook(await ended(), 'Taken');
    await eventually(() => called('Taken').length === 1);
    expect(called('Refused')).toEqual([]);
    const { connection } = catalogue.app.get(DatabaseService);
    const anHourAgo = new Date(Date.now() - 3_700_000);
    await connection
      .collection('logbookEntries')
      .updateOne({ title: 'Refused', 'elogy.fault': { $exists: true } }, { $set: { 'elogy.refusedAt': anHourAgo } });
    await eventually(() => called('Refused').length === 1);
    expect(catalogue.lines.join('')).toContain('Shift is required');
  });
});
