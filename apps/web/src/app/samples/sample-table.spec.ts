import { cellsOf, sampleTableOf } from './sample-table';

describe('cells of a spreadsheet', () => {
  it.each([
    [
      'a,b\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a;b\r\n1,5;2\r\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'a\tb\n1\t',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      '\uFEFFa,b\n"x, y","say ""hi""\nthere"',
      [
        ['a', 'b'],
        ['x, y', 'say "hi"\nthere'],
      ],
    ],
    ['a\n\n\n1', [['a'], ['1']]],
  ])('%j', (text, cells) => expect(cellsOf(text)).toEqual(cells));
});

describe('samples of a spreadsheet', () => {
  it('have known columns as fields and others as characteristics with their unit', () => {
    const { rows } = sampleTableOf('Name,Type,Proposal,mass [mg],formula,dry\nBead 1,gel,20260101,2.5,Zn0.9Fe0.1O,12');
    expect(rows).toEqual([
      {
        line: 2,
        fault: null,
        body: {
          sampleName: 'Bead 1',
          type: 'gel',
          proposalId: '20260101',
          sampleCharacteristics: { mass: { value: 2.5, unit: 'mg' }, formula: 'Zn0.9Fe0.1O', dry: 12 },
        },
      },
    ]);
  });
  it('with a fault say which, and leave the others alone', () => {
    const { rows } = sampleTableOf('name,mass (mg)\nBead 1,heavy\n,2\nBead 3,3,more\nBead 4,4\nBead 5,');
    expect(rows.map(({ line, fault }) => [line, fault])).toEqual([
      [2, 'number'],
      [3, 'name'],
      [4, 'columns'],
      [5, null],
      [6, null],
    ]);
    expect(rows.at(-1)?.body).toEqual({ sampleName: 'Bead 5' });
  });
  it('are none in an empty text', () => {
    expect(sampleTableOf('')).toEqual({ columns: [], rows: [] });
  });
});
