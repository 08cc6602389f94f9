import type { AnnotationField, ScanLogRow } from '../../core/api-types';
import { aRow } from '../../testing/setup';
import { columnsOf } from '../columns';
import { blockOf, MOST_ROWS } from './block';
import { planPaste, starsOf } from './plan';

describe('a block of a spreadsheet', () => {
  it.each([
    ['one', [['one']]],
    [
      'a\tb\r\nc\td\r\n',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['"two\nlines"\tb', [['two\nlines', 'b']]],
    ['"say ""hi"""\tb', [['say "hi"', 'b']]],
    ['"a\tb"\nc', [['a\tb'], ['c']]],
    ['"begun only\tb', [['"begun only', 'b']]],
    ['"quoted" word\tb', [['"quoted" word', 'b']]],
    ['\tb\n\n', [['', 'b'], ['']]],
    ['""\tb', [['', 'b']]],
  ])('%j', (text, cells) => expect(blockOf(text)).toEqual(cells));
  it('has an end', () => expect(blockOf('x\n'.repeat(5000))).toHaveLength(MOST_ROWS));
});

it.each([
  ['4', 4],
  ['4/5', 4],
  ['4 of 5', 4],
  ['3,0', 3],
  ['★★★☆☆', 3],
  ['', null],
  ['0', null],
  ['6', undefined],
  ['good', undefined],
])('stars %j', (text, expected) => expect(starsOf(text)).toBe(expected));

describe('what a block would change', () => {
  const plan = (text: string, rows: ScanLogRow[], columns: string[], pending?: string) => {
    const found = planPaste(blockOf(text), {
      rows,
      columns: columnsOf(columns),
      shown: (row, field: AnnotationField) => row[field],
      isPending: ({ pid }) => pid === pending,
    });
    return {
      ...found,
      changes: found.changes.map(({ row, field, was, value }) => [row.scanNumber, field, was, value]),
      refused: found.refused.map(({ row, column, why }) => [row.scanNumber, column, why]),
    };
  };
  const rows = [aRow(3, { comment: 'old' }), aRow(2), aRow(1, { mayAnnotate: false })];

  it('goes downwards and to the right, over the columns of the screen', () => {
    expect(plan('old\t3\nnew\t\nx\t5', rows, ['comment', 'rating'])).toEqual({
      changes: [
        [3, 'dataQualityMetrics', null, 3],
        [2, 'comment', null, 'new'],
      ],
      refused: [
        [1, 'comment', 'right'],
        [1, 'rating', 'right'],
      ],
      same: 2,
      beyond: 0,
    });
  });
  it('says which cells are left out and why', () => {
    expect(plan('\tmany', [rows[0]!], ['name', 'rating']).refused).toEqual([
      [3, 'name', 'name'],
      [3, 'rating', 'stars'],
    ]);
    expect(plan('x'.repeat(20_001), [rows[0]!], ['comment']).refused).toEqual([[3, 'comment', 'long']]);
    expect(plan('x', [rows[0]!], ['comment'], rows[0]!.pid).refused).toEqual([[3, 'comment', 'unsent']]);
    expect(plan('4\tx\ty', [rows[0]!], ['scan', 'comment'])).toMatchObject({
      refused: [[3, 'scan', 'column']],
      beyond: 1,
    });
  });
  it('takes columns that were copied along as they are', () => {
    expect(plan('3\tascan mot01 0 1 10 0.1\tfine', [rows[0]!], ['scan', 'command', 'comment'])).toMatchObject({
      changes: [[3, 'comment', 'old', 'fine']],
      refused: [],
      same: 2,
    });
  });
  it('takes a comment or stars away where the cell is empty', () => {
    const row = aRow(1, { comment: 'old', dataQualityMetrics: 4 });
    expect(plan('\t', [row], ['comment', 'rating']).changes).toEqual([
      [1, 'comment', 'old', ''],
      [1, 'dataQualityMetrics', 4, null],
    ]);
  });
});
