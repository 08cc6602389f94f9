import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import type { ScanNote } from '../../core/api-types';
import { Notices } from '../../core/notices';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { blankNote } from './notes';
import { ScanNotes } from './scan-notes';

const PLACE = { proposalId: '20260101', instrument: 'zoosaxs' };
const AT = '2026-11-22T12:00:00.000Z';
const QUERY = { proposal: '20260101', instrument: null, span: { from: null, till: null }, sort: '-startTime' };
const aNote = (id: string, text: string): ScanNote => ({ ...blankNote(id, PLACE, AT, 'staff'), text });
const settled = () => new Promise((done) => setTimeout(done));

function notes(answer: (method: string, path: string, body: unknown) => unknown = () => undefined) {
  const sent: [string, string, unknown][] = [];
  const offered: (() => void)[] = [];
  const asked: Record<string, unknown>[] = [];
  let stored: ScanNote[] = [];
  const send = async (method: string, path: string, body: object = {}): Promise<unknown> => {
    sent.push([method, path.replace('/api/v4/scan-notes', ''), body]);
    const told = answer(method, path, body);
    if (told instanceof Error) throw told;
    return { ...aNote('n', ''), ...body, updatedAt: new Date().toISOString() };
  };
  const get = async (_path: string, query: Record<string, unknown>) => {
    asked.push(query);
    return { notes: stored, next: null, mayWrite: true };
  };
  setUp(
    signedIn(),
    { provide: Api, useValue: { send, get } },
    {
      provide: Notices,
      useValue: { say: () => undefined, offer: (_: string, undo: () => void) => offered.push(undo) },
    },
  );
  const made = TestBed.runInInjectionContext(() => new ScanNotes());
  TestBed.tick();
  return { made, sent, offered, asked, store: (all: ScanNote[]) => (stored = all) };
}
const shown = (made: ScanNotes) => made.all().map(({ text, edit }) => [text, edit?.state ?? 'saved']);

describe('notes of a scan log', () => {
  it('are written once, shown at once, and taken back by undo', async () => {
    const { made, sent, offered } = notes();
    const id = made.start(PLACE, AT);
    expect([made.editing(), shown(made)]).toEqual([id, [['', 'draft']]]);
    made.save(made.all()[0]!, ' refilled ');
    expect([made.editing(), shown(made)]).toEqual([null, [['refilled', 'sending']]]);
    await settled();
    expect(sent).toEqual([['POST', '', { id, at: AT, text: 'refilled', ...PLACE }]]);
    expect(shown(made)).toEqual([['refilled', 'saved']]);
    offered[0]!();
    await settled();
    expect([sent[1]?.slice(0, 2), shown(made)]).toEqual([['DELETE', `/${id}`], []]);
    offered[1]!();
    await settled();
    expect(sent[2]?.slice(0, 2)).toEqual(['POST', `/${id}/restore`]);
  });
  it('that say nothing leave nothing behind', async () => {
    const { made, sent } = notes();
    made.start(PLACE, AT);
    made.save(made.all()[0]!, '  ');
    await settled();
    expect([sent, shown(made), localStorage.getItem('scizoo.notes.u1')]).toEqual([[], [], '[]']);
  });
  it('say what their editor saw', async () => {
    const { made, sent } = notes();
    made.arrive(aNote('n', 'first'));
    made.open(made.all()[0]!);
    made.type(made.all()[0]!, 'sec');
    // Somebody else is faster: what was seen when the typing began counts.
    made.arrive({ ...aNote('n', 'theirs'), updatedAt: '2026-11-22T13:00:00.000Z' });
    made.save(made.all()[0]!, 'second');
    await settled();
    expect(sent).toEqual([['PATCH', '/n', { was: 'first', text: 'second' }]]);
  });
  it('say what their editor saw when it was opened, though somebody saved before a letter was typed', async () => {
    const { made, sent } = notes();
    made.arrive(aNote('n', 'first'));
    made.open(made.all()[0]!);
    made.arrive({ ...aNote('n', 'theirs'), updatedAt: '2026-11-22T13:00:00.000Z' });
    made.type(made.all()[0]!, 'first, mine');
    made.save(made.all()[0]!, 'first, mine');
    await settled();
    expect(sent).toEqual([['PATCH', '/n', { was: 'first', text: 'first, mine' }]]);
  });
  it('wait for the connection, also over a reload', async () => {
    const { made, sent } = notes(() => new Problem('offline', ''));
    made.start(PLACE, AT);
    made.save(made.all()[0]!, 'kept');
    await settled();
    expect(shown(made)).toEqual([['kept', 'waiting']]);
    const kept = localStorage.getItem('scizoo.notes.u1')!;
    TestBed.resetTestingModule();
    const later = notes();
    localStorage.setItem('scizoo.notes.u1', kept);
    const again = TestBed.runInInjectionContext(() => new ScanNotes());
    TestBed.tick();
    await settled();
    expect([shown(again), later.sent.at(-1)?.[2]]).toEqual([[['kept', 'saved']], sent[0]?.[2]]);
  });
  it('are asked for as far as the rows reach', async () => {
    const { made, asked, store } = notes();
    store([aNote('n', 'here')]);
    made.begin(QUERY, { kind: 'time', at: '2026-11-22T11:00:00.000Z' });
    await settled();
    made.reach({ kind: 'time', at: '2026-11-22T10:00:00.000Z' });
    await settled();
    made.reach({ kind: 'time', at: '2026-11-22T10:00:00.000Z' });
    await settled();
    expect(asked.map(({ from, till }) => [from, till])).toEqual([
      ['2026-11-22T11:00:00.000Z', null],
      ['2026-11-22T10:00:00.000Z', '2026-11-22T11:00:00.000Z'],
    ]);
    expect([shown(made), made.mayWrite(), made.failed()]).toEqual([[['here', 'saved']], true, false]);
  });
  it('are written before pictures are put in them', async () => {
    const { made, sent } = notes();
    const id = made.start(PLACE, AT);
    // Pressed while the note is still on its way: sent once.
    const [one, other] = [made.ready(id), made.ready(id)];
    expect([await one, await other, await made.ready(id)]).toEqual([true, true, true]);
    expect(sent.map(([method]) => method)).toEqual(['POST']);
    expect(made.editing()).toBe(id);
  });
});
