import { jest } from '@jest/globals';
import { makeEvent, type MachineChanged, sourceOf } from '@scizoo/messaging';
import { aProposalChanged, aScan, testMongo } from '@scizoo/testing';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { Catalogue } from '../../testing/catalogue';
import { MachineNotes } from './machine-notes';
import { ScanNotes } from './scan-notes';

// Real servers on a busy machine.
jest.setTimeout(60_000);
const HOUR_MS = 3_600_000;
const at = (hours: number) => new Date(Date.now() + hours * HOUR_MS).toISOString();
let catalogue: Catalogue;
interface Note {
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly importance: string;
  readonly said: object;
  readonly createdAt: string;
}

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('machine-notes').uri, { LOGBOOK_NOTES_OF: 'zoosaxs' });
}, 60_000);
afterAll(() => catalogue.dropAndStop());

const notesIn = async (book: string): Promise<Note[]> => {
  const token = await catalogue.token('admin');
  const { body } = await catalogue.ask(`/api/v4/logbook/books/${book}/entries`, { token });
  return body['entries'] as Note[];
};
const machine = (number: number, data: Partial<MachineChanged> & Pick<MachineChanged, 'turn'>) =>
  makeEvent(
    'org.scizoo.machine.changed.v1',
    { subject: 'zoosaxs', source: sourceOf('demo', 'zoosaxs'), sequence: number },
    { beamline: 'zoosaxs', name: 'Ring current', value: '0.1 mA', at: at(-1), ...data },
  );
const visit = (id: string, from: number, till: number, instrument = 'zoosaxs') =>
  aProposalChanged(id, {
    instruments: [instrument],
    measurementPeriods: [{ instrument, start: at(from), end: at(till) }],
  });
/** The keeper does the same every three seconds; both at once make no second note. */
const round = () => Promise.all([catalogue.app.get(MachineNotes).round(), catalogue.app.get(MachineNotes).round()]);

it('tells of the machine in the books of the beamline and of those who measured then, once and at its time', async () => {
  await catalogue.ingest(visit('20260201', -2, 2), visit('20260202', 1, 2), visit('20260203', -2, 2, 'b310a'));
  const lost = machine(1, { turn: 'lost', before: '399 mA', limit: 'below 50 mA' });
  expect(await catalogue.ingest(lost, lost)).toEqual(['applied', 'duplicate']);
  expect(await catalogue.ingest(lost)).toEqual(['duplicate']);
  await catalogue.ingest(machine(2, { turn: 'back', value: '300 mA', before: '0.1 mA', at: at(-0.5) }));
  await catalogue.ingest(machine(3, { turn: 'changed', name: 'Operators', value: 'Injection', at: at(24) }));
  await round();
  await round();
  const told = await notesIn('beamline:zoosaxs');
  expect(told.map(({ title, text, importance }) => [title, text, importance])).toEqual([
    ['Operators: Injection', 'changed', 'normal'],
    ['Ring current: 300 mA', 'back; was 0.1 mA', 'normal'],
    ['Ring current: 0.1 mA', 'lost: below 50 mA', 'important'],
  ]);
  expect(told.map(({ said }) => said)).toEqual([
    { code: 'machine-changed', values: { name: 'Operators', value: 'Injection', before: '', limit: '' } },
    { code: 'machine-back', values: { name: 'Ring current', value: '300 mA', before: '0.1 mA', limit: '' } },
    { code: 'machine-lost', values: { name: 'Ring current', value: '0.1 mA', before: '399 mA', limit: 'below 50 mA' } },
  ]);
  // Told late it stands at its time; a clock that is ahead makes no note of tomorrow.
  expect(Date.parse(told[2]?.createdAt ?? '')).toBe(Date.parse(lost.data.at));
  expect(Date.parse(told[0]?.createdAt ?? '')).toBeLessThanOrEqual(Date.now());
  expect((await notesIn('proposal:20260201')).map(({ title }) => title).slice(-2)).toEqual([
    'Ring current: 300 mA',
    'Ring current: 0.1 mA',
  ]);
  expect(await notesIn('proposal:20260202')).toEqual([]);
  expect(await notesIn('proposal:20260203')).toEqual([]);
});

it('notes that a scan has begun where that is asked for, before its end and once', async () => {
  const scan = aScan().ofProposal('20260201').started().finished();
  await catalogue.ingest(...scan.events());
  const config = catalogue.app.get(CatalogueConfig);
  const notes = catalogue.app.get(ScanNotes);
  await Promise.all([notes.round(), notes.round()]);
  const aboutScans = async () => (await notesIn('proposal:20260201')).filter(({ title }) => title.startsWith('Scan '));
  expect((await aboutScans()).map(({ text }) => text)).toEqual(['finished']);
  expect((await aboutScans())[0]?.said).toMatchObject({ code: 'scan-finished', values: { scan: expect.any(String) } });
  config.logbookNotesAbout = ['scan-starts', 'scan-ends'];
  await Promise.all([notes.round(), notes.round()]);
  // As after a crash between the note and its mark.
  const datasets = catalogue.app.get(DatabaseService).connection.collection('datasets');
  await datasets.updateMany({}, { $unset: { 'scan.startNoted': '', 'scan.noted': '' } });
  await notes.round();
  const told = await aboutScans();
  expect(told.map(({ text }) => text)).toEqual(['finished', 'started']);
});
