import fc from 'fast-check';
import {
  addSequence,
  type FieldMark,
  isSuperseded,
  type SequenceRange,
  SOURCE_PRIORITY,
  type Statement,
  type Verdict,
  winningFields,
} from './merge';

/** Marks of one record: per field the winning statement, per source the ranges of sequences seen. */
interface MergeMarks {
  readonly fields: Readonly<Record<string, FieldMark>>;
  readonly seen: Readonly<Record<string, readonly SequenceRange[]>>;
}
const NO_MARKS: MergeMarks = { fields: {}, seen: {} };

/**
 * One statement against the marks of a record.
 * @returns the fields to write, the new marks and the verdict; `superseded` when every field had a better source.
 */
function mergeStatement(
  marks: MergeMarks,
  statement: Statement,
): { verdict: Verdict; changes: Record<string, unknown>; marks: MergeMarks } {
  const seen = addSequence(marks.seen[statement.source] ?? [], statement.sequence);
  if (seen === undefined) return { verdict: 'duplicate', changes: {}, marks };
  const fields: Record<string, FieldMark> = { ...marks.fields };
  const changes = winningFields(fields, statement);
  return {
    verdict: isSuperseded(statement, changes) ? 'superseded' : 'applied',
    changes,
    marks: { fields, seen: { ...marks.seen, [statement.source]: seen } },
  };
}

const run = (statements: readonly Statement[]) => {
  let marks = NO_MARKS;
  const record: Record<string, unknown> = {};
  const verdicts = statements.map((statement) => {
    const result = mergeStatement(marks, statement);
    marks = result.marks;
    Object.assign(record, result.changes);
    return result.verdict;
  });
  return { record, marks, verdicts };
};

/** What one producer says about a scan: sequences are unique per source, values follow from source and sequence. */
const told = fc.uniqueArray(
  fc.record({
    source: fc.constantFrom<'sardana' | 'tango' | 'form'>('sardana', 'tango', 'form'),
    sequence: fc.integer({ min: 1, max: 12 }),
    paths: fc.uniqueArray(fc.constantFrom('comment', 'energy', 'scan_state'), { maxLength: 3 }),
  }),
  { selector: ({ source, sequence }) => `${source}-${sequence}`, maxLength: 12 },
);
const asStatements = (
  facts: { source: 'sardana' | 'tango' | 'form'; sequence: number; paths: string[] }[],
): Statement[] =>
  facts.map(({ source, sequence, paths }) => ({
    source,
    priority: SOURCE_PRIORITY[source],
    sequence,
    fields: Object.fromEntries(paths.map((path) => [path, `${source} ${sequence}`])),
  }));

describe('merging statements about a scan', () => {
  it('ends in the same record in any order and with any repetition', () => {
    fc.assert(
      fc.property(
        told.map(asStatements).chain((once) =>
          fc.tuple(
            fc.constant(once),
            fc
              .array(fc.nat(), { maxLength: once.length > 0 ? 20 : 0 })
              .map((picks) => [...once, ...picks.map((pick) => once[pick % once.length] as Statement)])
              .chain((all) => fc.shuffledSubarray(all, { minLength: all.length })),
          ),
        ),
        ([once, shuffledWithRepeats]) => {
          const expected = run(once);
          const actual = run(shuffledWithRepeats);
          expect(actual.record).toEqual(expected.record);
          expect(actual.marks.seen).toEqual(expected.marks.seen);
          expect(actual.verdicts.filter((verdict) => verdict !== 'duplicate')).toHaveLength(once.length);
        },
      ),
    );
  });

  it('never lets an event change what a user has edited', () => {
    const edited = { fields: { comment: [SOURCE_PRIORITY.user, 1] as const }, seen: {} };
    const { verdict, changes } = mergeStatement(edited, {
      source: 'sardana',
      priority: SOURCE_PRIORITY.sardana,
      sequence: 99,
      fields: { comment: 'from the macro' },
    });
    expect({ verdict, changes }).toEqual({ verdict: 'superseded', changes: {} });
  });

  it('tells late from repeated', () => {
    const statement = (sequence: number): Statement => ({
      source: 's',
      priority: 60,
      sequence,
      fields: { a: sequence },
    });
    expect(run([statement(3), statement(1), statement(3), statement(2)]).verdicts).toEqual([
      'applied',
      'superseded',
      'duplicate',
      'superseded',
    ]);
  });

  it('keeps the ranges of sequences short', () => {
    const sequences = [5, 1, 3, 2, 4];
    const ranges = sequences.reduce(
      (all, sequence) => addSequence(all, sequence) ?? all,
      [] as readonly (readonly [number, number])[],
    );
    expect(ranges).toEqual([[1, 5]]);
    expect(addSequence(ranges, 3)).toBeUndefined();
  });
});
