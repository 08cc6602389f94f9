import type { Book } from './entries';
import { dayBounds, monthBeside, namesIn, tableFrom, tagsIn, treeOf, weeksOf } from './entries';

describe('a day of a logbook', () => {
  it('goes from midnight to midnight at the facility, also when the clock is changed in it', () => {
    expect(dayBounds('2026-11-22', 'Europe/Stockholm')).toEqual({
      from: '2026-11-21T23:00:00.000Z',
      till: '2026-11-22T22:59:59.999Z',
    });
    const { from, till } = dayBounds('2026-03-29', 'Europe/Stockholm') ?? { from: '', till: '' };
    expect(Math.round((Date.parse(till) - Date.parse(from)) / 3_600_000)).toBe(23);
  });
  it('is none when the address names none', () => {
    for (const none of [undefined, '', 'tomorrow', '2026-13-45']) expect(dayBounds(none, 'UTC')).toBeNull();
  });
});

describe('books as a tree', () => {
  const book = (id: string, beamlines: string[] = []): Book => ({
    id,
    title: id,
    beamlines,
    entries: 0,
    lastAt: null,
    mayWrite: true,
    mayDefine: false,
    closedSince: null,
  });
  it('stand below their beamlines, also when the book of the beamline is not for the reader', () => {
    const [own, one, two, none] = [
      book('beamline:saxs'),
      book('proposal:1', ['saxs', 'b310a']),
      book('proposal:2', ['saxs']),
      book('proposal:3'),
    ];
    expect(treeOf([one, own, two, none] as Book[])).toEqual([
      { beamline: 'saxs', own, proposals: [one, two] },
      { beamline: 'b310a', proposals: [one] },
      { proposals: [none] },
    ]);
    expect(treeOf([])).toEqual([]);
  });
});

describe('a month', () => {
  it('has weeks from Monday to Sunday, with the entries of each day', () => {
    const weeks = weeksOf('2026-11', new Map([['2026-11-22', 3]]));
    expect(
      weeks.map((week) =>
        week
          .map((cell) => cell?.day.slice(8) ?? '')
          .join(' ')
          .trim(),
      ),
    ).toEqual([
      '01',
      '02 03 04 05 06 07 08',
      '09 10 11 12 13 14 15',
      '16 17 18 19 20 21 22',
      '23 24 25 26 27 28 29',
      '30',
    ]);
    expect(weeks[3]?.[6]).toEqual({ day: '2026-11-22', entries: 3 });
    expect(weeksOf('2026-02', new Map())).toHaveLength(5);
  });
  it('follows another over the year', () => {
    expect([monthBeside('2026-12', 1), monthBeside('2026-01', -1)]).toEqual(['2027-01', '2025-12']);
  });
});

describe('what is typed and pasted', () => {
  it('is parted as words or as names', () => {
    expect(tagsIn('beam, night #beam')).toEqual(['beam', 'night']);
    expect(namesIn('Olga Otter, Gustav Gast; Olga Otter')).toEqual(['Olga Otter', 'Gustav Gast']);
  });
  it('becomes a table when it comes from a spreadsheet, and nothing else does', () => {
    expect(tableFrom('A\tB\r\n1\tx|y\r\n')).toBe('| A | B |\n|---|---|\n| 1 | x\\|y |');
    for (const text of ['a word', 'one\ntwo', 'a\tb\nc', '']) expect(tableFrom(text)).toBeUndefined();
  });
});
