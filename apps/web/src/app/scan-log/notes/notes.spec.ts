import { aRow } from '../../testing/setup';
import { BARE } from '../address';
import type { ShownNote } from './notes';
import {
  addedSpan,
  blankNote,
  coveredSpan,
  groupOfNote,
  inTimeOrder,
  isNote,
  isShown,
  isByTime,
  isRising,
  momentAfter,
  momentPast,
  noteHeight,
  woven,
} from './notes';

/** A note `minutes` after the time from which rows of the tests count. */
const aNote = (minutes: number, part: Partial<ShownNote> = {}): ShownNote => ({
  ...blankNote(
    `note-${minutes}`,
    { proposalId: '20260101', instrument: 'zoosaxs' },
    new Date(Date.UTC(2026, 10, 22, 12) + minutes * 60_000).toISOString(),
    'staff',
  ),
  text: `after ${minutes}`,
  edit: null,
  ...part,
});
const OPEN = { from: null, till: null };

describe('notes among rows', () => {
  const told = (rows: number[], notes: number[], sort: string) =>
    woven(
      rows.map((number) => aRow(number)),
      inTimeOrder(
        notes.map((minutes) => aNote(minutes)),
        OPEN,
        sort,
      ),
      sort,
    ).map((entry) =>
      isNote(entry) ? `${entry.note.id} beside ${entry.beside?.scanNumber ?? 'none'}` : String(entry.scanNumber),
    );
  it('stand at their time, newest first or oldest first, and know the scan before them', () => {
    expect(told([3, 2, 1], [2.5, 9, 0.5], '-startTime')).toEqual([
      'note-9 beside 3',
      '3',
      'note-2.5 beside 2',
      '2',
      '1',
      'note-0.5 beside 1',
    ]);
    expect(told([1, 2, 3], [2.5, 9, 0.5], 'startTime')).toEqual([
      'note-0.5 beside 1',
      '1',
      '2',
      'note-2.5 beside 2',
      '3',
      'note-9 beside 3',
    ]);
    expect(told([], [2, 1], '-startTime')).toEqual(['note-2 beside none', 'note-1 beside none']);
  });
  it('cost nothing where there are none', () => {
    const rows = [aRow(2), aRow(1)];
    expect(woven(rows, [], '-startTime')).toBe(rows);
  });
  it('belong to the group of their time, or of the scan beside them', () => {
    const mesh = aRow(1, { scanType: 'mesh' });
    const ofRow = (row: typeof mesh) => row.scanType ?? '';
    expect(groupOfNote(aNote(1), mesh, 'day', 'UTC', ofRow)).toBe('2026-11-22');
    expect(groupOfNote(aNote(1), mesh, 'command', 'UTC', ofRow)).toBe('mesh');
    expect(groupOfNote(aNote(1), null, 'command', 'UTC', ofRow)).toBe('');
  });
});

describe('notes of a view', () => {
  it.each([
    [{}, true],
    [{ proposal: '20260101', instrument: 'zoosaxs' }, true],
    [{ proposal: '20260102' }, false],
    [{ instrument: 'b310a' }, false],
    [{ sort: 'size' }, false],
    [{ hide: ['failed' as const] }, true],
    [{ states: ['failed' as const] }, false],
    [{ motor: 'samx' }, false],
    [{ text: 'AFTER staff' }, true],
    [{ text: 'drifted' }, false],
    [{ has: ['comment' as const] }, true],
    [{ has: ['images' as const] }, false],
  ])('%j', (part, expected) => expect(isShown(aNote(5), { ...BARE, ...part }, OPEN)).toBe(expected));
  it('lie in its span of time', () => {
    const { at } = aNote(5);
    expect(isShown(aNote(5), BARE, { from: at, till: at })).toBe(true);
    expect([
      isShown(aNote(4), BARE, { from: at, till: null }),
      isShown(aNote(6), BARE, { from: null, till: at }),
    ]).toEqual([false, false]);
  });
  it('are asked for as far as the rows reach, and further only for what is new', () => {
    const at = (minutes: number) => ({ kind: 'time', at: aNote(minutes).at }) as const;
    const first = coveredSpan(OPEN, at(9), '-startTime')!;
    const second = coveredSpan(OPEN, at(4), '-startTime')!;
    expect(first).toEqual({ from: aNote(9).at, till: null });
    expect(addedSpan(null, first, '-startTime')).toEqual(first);
    expect(addedSpan(first, second, '-startTime')).toEqual({ from: aNote(4).at, till: aNote(9).at });
    expect(addedSpan(second, second, '-startTime')).toBeNull();
    expect(addedSpan(second, coveredSpan(OPEN, { kind: 'end' }, '-startTime')!, '-startTime')).toEqual({
      from: null,
      till: aNote(4).at,
    });
    expect(coveredSpan(OPEN, at(4), 'startTime')).toEqual({ from: null, till: aNote(4).at });
    expect([coveredSpan(OPEN, { kind: 'nothing' }, '-startTime'), coveredSpan(OPEN, at(4), 'size')]).toEqual([
      null,
      null,
    ]);
  });
  it('beyond the rows that are there wait for them, but not one that is being written', () => {
    const covered = { from: aNote(3).at, till: null };
    const edit = { note: aNote(1), isNew: true, text: '', state: 'draft' } as const;
    const shown = inTimeOrder([aNote(4), aNote(2), aNote(1, { edit })], covered, '-startTime');
    expect(shown.map(({ id }) => id)).toEqual(['note-4', 'note-1']);
  });
});

describe('a new note', () => {
  const [start, end, next] = [aRow(1).startTime!, aRow(1).endTime!, aRow(2).startTime!];
  it.each([
    ['after the end of the scan', start, end, next, '2026-11-22T12:01:31.000Z'],
    [
      'after the start, where the scan goes on beyond the next one',
      start,
      aRow(9).endTime,
      next,
      '2026-11-22T12:01:01.000Z',
    ],
    ['halfway where the next one follows at once', start, null, '2026-11-22T12:01:01.000Z', '2026-11-22T12:01:00.500Z'],
    ['after the newest scan', start, end, null, '2026-11-22T12:01:31.000Z'],
  ])('stands %s', (_, from, till, following, expected) =>
    expect(momentAfter(from, till, following, Date.parse('2026-11-22T13:00:00Z'))).toBe(expected),
  );
});

describe('a note that is moved past scans', () => {
  const scans = [10, 20, 30].map((minute) => ({
    startTime: `2026-11-22T12:${minute}:00.000Z`,
    endTime: `2026-11-22T12:${minute}:30.000Z`,
  }));
  const now = Date.parse('2026-11-22T13:00:00Z');
  it.each([
    ['later', '12:15:00', '12:20:31'],
    ['later', '12:25:00', '12:30:31'],
    ['later', '12:35:00', null],
    ['earlier', '12:35:00', '12:20:31'],
    ['earlier', '12:15:00', '12:09:59'],
    ['earlier', '12:05:00', null],
  ] as const)('goes %s from %s to %s', (way, at, expected) =>
    expect(momentPast(`2026-11-22T${at}.000Z`, scans, way, now)).toBe(expected && `2026-11-22T${expected}.000Z`),
  );
  it('has a place in any order whose first level is time', () => {
    const orders = ['-startTime', 'startTime,state', '-startTime,meta:energy', 'state,-startTime', 'startTimes'];
    expect(orders.map(isByTime)).toEqual([true, true, true, false, false]);
    expect(orders.slice(0, 3).map(isRising)).toEqual([false, true, false]);
  });
});

describe('the row of a note', () => {
  it('is as high as its text and its pictures need, and no higher than four lines', () => {
    const heights = ['', 'one', 'one\ntwo', 'x'.repeat(5000)].map((text) =>
      noteHeight(aNote(1, { text }), 32, 1400, false),
    );
    expect(heights).toEqual([32, 32, 52, 92]);
    const image = { aid: 'a', caption: '', width: 1, height: 1 };
    expect(noteHeight(aNote(1, { text: 'one', images: [image] }), 32, 1400, false)).toBe(52);
    expect(noteHeight(aNote(1, { text: 'one' }), 126, 390, true)).toBe(62);
  });
});
