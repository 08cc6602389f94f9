import { datasetPid } from '@scizoo/messaging';
import { aProposalChanged, aScan, EventStream, testMongo } from '@scizoo/testing';
import sharp from 'sharp';
import { DatabaseService } from '../database/database.service';
import { type Account, Catalogue } from '../testing/catalogue';
import type { ScanNote, ScanNotesPage } from './scan-notes.shapes';

let catalogue: Catalogue;
let other: Catalogue;
const tokens = {} as Record<Account, string>;
const scan = aScan().startedAt('2026-11-20T08:00:00.000Z').ofProposal('20260101').started().progress(11).finished();
const PLACE = { proposalId: '20260101', instrument: 'zoosaxs' };
const HERE = 'proposal=20260101';

const ask = (path: string, by: Account | undefined, asked: Parameters<Catalogue['ask']>[1] = {}) =>
  catalogue.ask(`/api/v4/${path}`, { ...asked, ...(by && { token: tokens[by] }) });
const write = async (text: string, at: string, by: Account = 'scientist', more: object = {}): Promise<ScanNote> => {
  const answer = await ask('scan-notes', by, { json: { ...PLACE, text, at, ...more } });
  if (answer.status !== 201) throw new Error(answer.text);
  return answer.body as unknown as ScanNote;
};
const list = async (by: Account | undefined, query = HERE): Promise<ScanNotesPage> => {
  const answer = await ask(`scan-notes?${query}`, by);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as unknown as ScanNotesPage;
};
const texts = async (by: Account | undefined, query?: string) => (await list(by, query)).notes.map(({ text }) => text);
const change = (id: string, json: object, by: Account = 'staff') =>
  ask(`scan-notes/${id}`, by, { method: 'PATCH', json });
const database = () => catalogue.app.get(DatabaseService).connection;

beforeAll(async () => {
  const { uri } = testMongo('scan-notes');
  catalogue = await Catalogue.start(uri);
  other = await Catalogue.start(uri);
  for (const account of ['staff', 'scientist', 'guest', 'admin'] as const)
    tokens[account] = await catalogue.token(account);
  const proposals = ['20260101', '20260102'].map((id) => aProposalChanged(id));
  await catalogue.ingest(...proposals, ...scan.events());
}, 60_000);
afterAll(async () => {
  await other.stop();
  await catalogue.dropAndStop();
});
beforeEach(async () => {
  await database().collection('scanNotes').deleteMany({});
});

describe('notes between scans', () => {
  it('are written by who may annotate the scans, and seen by who sees them', async () => {
    const note = await write('beam **dumped**', '2026-11-20T08:30:00Z');
    expect(note).toMatchObject({
      ...PLACE,
      at: '2026-11-20T08:30:00.000Z',
      by: 'scientist',
      editedBy: null,
      mayWrite: true,
    });
    await write('refilled', '2026-11-20T08:40:00Z', 'staff');
    for (const by of ['scientist', 'staff', 'admin'] as const) {
      expect(await texts(by)).toEqual(['refilled', 'beam **dumped**']);
      expect(await texts(by, '')).toEqual(['refilled', 'beam **dumped**']);
      expect(await texts(by, 'instrument=zoosaxs')).toEqual(['refilled', 'beam **dumped**']);
      expect((await list(by)).mayWrite).toBe(true);
    }
    expect([await texts('guest'), await texts(undefined), await texts('guest', 'instrument=zoosaxs')]).toEqual([
      [],
      [],
      [],
    ]);
    expect((await list('guest')).mayWrite).toBe(false);
    const json = { ...PLACE, text: 'mine' };
    expect((await ask('scan-notes', 'guest', { json })).status).toBe(404);
    expect((await ask('scan-notes', undefined, { json })).status).toBe(401);
    expect((await change(note.id, { was: note.text, text: 'x' }, 'guest')).status).toBe(404);
  });

  it('follow the proposal as it is now', async () => {
    const note = await write('seen later', '2026-11-20T08:30:00Z');
    const proposals = database().collection<{ _id: string }>('proposals');
    const before = await proposals.findOne({ _id: '20260101' });
    const readers = [...((before as unknown as { readers: string[] }).readers ?? []), '20260102'];
    await proposals.updateOne({ _id: '20260101' }, { $set: { accessGroups: ['20260102'], readers } });
    const { notes, mayWrite } = await list('guest');
    expect([notes[0]?.text, notes[0]?.mayWrite, mayWrite]).toEqual(['seen later', false, false]);
    expect((await change(note.id, { was: note.text, text: 'x' }, 'guest')).status).toBe(403);
    expect((await ask('scan-notes', 'guest', { json: { ...PLACE, text: 'x' } })).status).toBe(403);
    await proposals.replaceOne({ _id: '20260101' }, before as never);
    expect(await texts('guest')).toEqual([]);
  });

  it('of a beamline belong to its staff', async () => {
    await write('shutter serviced', '2026-11-20T09:00:00Z', 'staff', { proposalId: undefined });
    expect(await texts('staff', 'instrument=zoosaxs')).toEqual(['shutter serviced']);
    expect(await texts('scientist', 'instrument=zoosaxs')).toEqual([]);
    expect((await ask('scan-notes', 'scientist', { json: { instrument: 'zoosaxs', text: 'x' } })).status).toBe(404);
  });

  it('of a proposal that has not come yet belong to the staff, as its scans do', async () => {
    await catalogue.ingest(...aScan().startedAt('2026-11-21T08:00:00.000Z').ofProposal('20269999').started().events());
    const unknown = { ...PLACE, proposalId: '20269999', text: 'early' };
    expect((await ask('scan-notes', 'staff', { json: unknown })).status).toBe(201);
    expect((await ask('scan-notes', 'scientist', { json: unknown })).status).toBe(404);
    expect([await texts('staff', 'proposal=20269999&instrument=zoosaxs'), await texts('scientist', '')]).toEqual([
      ['early'],
      [],
    ]);
    expect((await ask('scan-notes', 'staff', { json: { ...unknown, proposalId: 'nowhere' } })).status).toBe(404);
  });

  it('are refused where the proposal does not measure, without a place, and at impossible times', async () => {
    const faults = async (json: object) => (await ask('scan-notes', 'staff', { json })).status;
    expect(await faults({ ...PLACE, instrument: 'b310a', text: 'x' })).toBe(400);
    expect(await faults({ text: 'x' })).toBe(400);
    expect(await faults({ ...PLACE, at: '1970-01-01T00:00:00Z' })).toBe(400);
    expect(await faults({ ...PLACE, at: new Date(Date.now() + 30 * 86_400_000).toISOString() })).toBe(400);
    expect((await ask('scan-notes?text=x', 'staff')).status).toBe(400);
  });

  it('come in pages of a span of time', async () => {
    for (const minute of [1, 2, 3, 4, 5]) await write(`n${minute}`, `2026-11-20T08:0${minute}:00Z`);
    await write('n3 too', '2026-11-20T08:03:00Z');
    const span = `${HERE}&from=2026-11-20T08:02:00Z&till=2026-11-20T08:04:00Z&limit=2`;
    const first = await list('scientist', span);
    const second = await list('scientist', `${span}&cursor=${first.next}`);
    const seen = [...first.notes, ...second.notes].map(({ text }) => text);
    expect([seen.length, seen[0], seen[3], second.next]).toEqual([4, 'n4', 'n2', null]);
    expect(new Set(seen)).toEqual(new Set(['n4', 'n3', 'n3 too', 'n2']));
  });

  it('are not overwritten by somebody who saw another text', async () => {
    const note = await write('first', '2026-11-20T08:30:00Z');
    expect((await change(note.id, { was: 'first', text: 'second' })).body).toMatchObject({
      text: 'second',
      editedBy: 'staff',
    });
    const late = await change(note.id, { was: 'first', text: 'third' }, 'scientist');
    expect([late.status, late.body['current']]).toEqual([
      409,
      expect.objectContaining({ value: 'second', by: 'staff' }),
    ]);
    const moved = await change(note.id, { at: '2026-11-20T08:31:00Z' });
    expect(moved.body).toMatchObject({ text: 'second', at: '2026-11-20T08:31:00.000Z' });
    const { body } = await ask(`scan-notes/${note.id}/history`, 'scientist');
    const told = (body as unknown as { by: string; operation: string; changes: { field: string }[] }[]).map(
      ({ by, operation, changes }) => [by, operation, changes.map(({ field }) => field).join()],
    );
    expect(told).toEqual([
      ['staff', 'update', 'at'],
      ['staff', 'update', 'text'],
      ['scientist', 'create', ''],
    ]);
    expect((await ask(`scan-notes/${note.id}/history`, 'guest')).status).toBe(404);
  });

  it('are made once for a request that is repeated', async () => {
    const id = 'id-of-this-note-0123456789';
    for (const _ of [1, 2]) expect((await write('x', '2026-11-20T08:30:00Z', 'staff', { id })).id).toBe(id);
    expect(await texts('staff')).toEqual(['x']);
    expect((await ask('scan-notes', 'scientist', { json: { ...PLACE, text: 'y', id } })).status).toBe(409);
  });

  it('go with their pictures and come back with them', async () => {
    const note = await write('', '2026-11-20T08:30:00Z');
    const bytes = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#2a6' } })
      .png()
      .toBuffer();
    const upload = async (by: Account) => {
      const form = new FormData();
      form.append('caption', 'the screen');
      form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/png' }), 'a.png');
      const raw = new Response(form);
      const headers = { 'content-type': raw.headers.get('content-type') ?? '' };
      return ask(`scan-notes/${note.id}/images`, by, { raw: new Uint8Array(await raw.arrayBuffer()), headers });
    };
    expect((await upload('guest')).status).toBe(404);
    const { body } = await upload('staff');
    const picture = `attachments/${body['aid']}/thumbnail`;
    const images = async () =>
      (await list('scientist')).notes.flatMap((one) => one.images.map(({ caption }) => caption));
    expect(await images()).toEqual(['the screen']);
    expect([(await ask(picture, 'scientist')).status, (await ask(picture, 'guest')).status]).toEqual([200, 404]);
    expect((await ask('attachments', 'scientist')).text).not.toContain(String(body['aid']));
    const caption = { method: 'PATCH', json: { caption: 'the other screen' } };
    expect((await ask(`attachments/${body['aid']}`, 'guest', caption)).status).toBe(403);
    expect((await ask(`attachments/${body['aid']}`, 'staff', caption)).status).toBe(200);
    expect(await images()).toEqual(['the other screen']);

    expect((await ask(`scan-notes/${note.id}`, 'staff', { method: 'DELETE' })).status).toBe(200);
    expect([await images(), (await ask(picture, 'scientist')).status]).toEqual([[], 404]);
    expect((await change(note.id, { was: '', text: 'late' })).status).toBe(404);
    expect((await ask(`scan-notes/${note.id}/restore`, 'scientist', { method: 'POST' })).status).toBe(200);
    expect(await images()).toEqual(['the other screen']);
    await ask(`attachments/${body['aid']}`, 'staff', { method: 'DELETE' });
    expect(await images()).toEqual([]);
    await ask(`attachments/${body['aid']}/restore`, 'staff', { method: 'POST' });
    expect(await images()).toEqual(['the other screen']);
  });

  it('are told to open scan logs of every process within a second, to those who may see them', async () => {
    const listen = async (by: Account) => {
      const stream = await EventStream.open(`${other.url}/api/v4/live/scan-log?${HERE}`, {
        authorization: `Bearer ${tokens[by]}`,
      });
      await stream.next(({ event }) => event === 'hello');
      return stream;
    };
    const [staff, guest] = [await listen('staff'), await listen('guest')];
    try {
      const note = await write('told', '2026-11-20T08:30:00Z');
      const told = await staff.next(({ event, data }) => event === 'note' && data.includes(note.id), 1500);
      expect(JSON.parse(told.data)).toMatchObject({ text: 'told', mayWrite: true });
      await change(note.id, { was: 'told', text: 'told anew' });
      await staff.next(({ event, data }) => event === 'note' && data.includes('told anew'), 1500);
      await ask(`scan-notes/${note.id}`, 'staff', { method: 'DELETE' });
      await staff.next(({ event, data }) => event === 'note-gone' && data.includes(note.id), 1500);
      expect(staff.events.filter(({ event }) => event.startsWith('note'))).toHaveLength(3);
      expect(guest.events.filter(({ event }) => event.startsWith('note'))).toEqual([]);
    } finally {
      await Promise.all([staff.close(), guest.close()]);
    }
  });
});

describe('scans by their numbers', () => {
  const pid = datasetPid('20.500.00000', scan.key);
  const numbers = async (by: Account, query: string) => {
    const { body } = await ask(`scan-log/numbers?${HERE}&${query}`, by);
    return body as unknown as { pid: string; number: number }[];
  };
  it('are found for who sees them, by number and by how it begins', async () => {
    const [known] = await numbers('scientist', '');
    expect(known).toMatchObject({ pid, command: 'ascan mot01 0.0 1.0 10 0.1', instrument: 'zoosaxs' });
    const number = String(known!.number);
    expect((await numbers('scientist', `numbers=${number},999999`)).map((one) => one.pid)).toEqual([pid]);
    expect((await numbers('scientist', `starting=${number.slice(0, 1)}`)).map((one) => one.pid)).toEqual([pid]);
    expect(await numbers('scientist', 'numbers=999999')).toEqual([]);
    expect(await numbers('guest', `numbers=${number}`)).toEqual([]);
    for (const query of ['numbers=1,x', 'starting=.*', 'text=1'])
      expect((await ask(`scan-log/numbers?${HERE}&${query}`, 'staff')).status).toBe(400);
    expect((await ask('scan-log/numbers?numbers=1', 'staff')).status).toBe(400);
  });
});
