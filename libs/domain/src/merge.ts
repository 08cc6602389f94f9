/**
 * How statements about a scan from several sources become one record: field by field, by (priority, sequence), higher
 * wins. Pure, idempotent and free of order: any sequence of the same statements, with any repetition, ends the same.
 */
export const SOURCE_PRIORITY = { user: 100, form: 80, sardana: 60, tango: 50, 'file-header': 40, default: 10 } as const;
export type SourceKind = keyof typeof SOURCE_PRIORITY;

/**
 * Priority and sequence of the statement that a field's value came from. The third member decides between two sources of
 * the same rank that count alike, so that the order of arrival never does.
 */
export type FieldMark = readonly [priority: number, sequence: number, tie?: number];

export type SequenceRange = readonly [first: number, last: number];

export interface Statement {
  readonly source: string;
  readonly priority: number;
  readonly sequence: number;
  /** Flat: path of the field (metadata keys already encoded) → value. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Values at the lowest priority, for fields of which no source has said anything. */
  readonly defaults?: Readonly<Record<string, unknown>>;
}

export type Verdict = 'applied' | 'duplicate' | 'superseded';

/** Adds one number to sorted, disjoint ranges; undefined when it is in there already. */
export function addSequence(ranges: readonly SequenceRange[], sequence: number): SequenceRange[] | undefined {
  if (ranges.some(([first, last]) => sequence >= first && sequence <= last)) return undefined;
  const result: [number, number][] = [];
  for (const [first, last] of [...ranges, [sequence, sequence] as const].sort((a, b) => a[0] - b[0])) {
    const previous = result.at(-1);
    if (previous && first <= previous[1] + 1) previous[1] = Math.max(previous[1], last);
    else result.push([first, last]);
  }
  return result;
}

const wins = (mark: FieldMark, against: FieldMark | undefined) =>
  against === undefined ||
  mark[0] > against[0] ||
  (mark[0] === against[0] && (mark[1] > against[1] || (mark[1] === against[1] && (mark[2] ?? 0) > (against[2] ?? 0))));

const ties = new Map<string, number>();
/** A small number from the name of a source (FNV-1a). */
function tieOf(source: string): number {
  let tie = ties.get(source);
  if (tie === undefined) {
    tie = 0x811c9dc5;
    for (let i = 0; i < source.length; i++) tie = Math.imul(tie ^ source.charCodeAt(i), 0x01000193);
    tie = (tie >>> 8) & 0xffff;
    if (ties.size < 10_000) ties.set(source, tie);
  }
  return tie;
}

/**
 * Fields of a statement that win against the marks, which are changed accordingly.
 * @param isKept fields that no statement may change, whatever its rank
 */
export function winningFields(
  marks: Record<string, FieldMark>,
  statement: Statement,
  isKept: (path: string) => boolean = () => false,
): Record<string, unknown> {
  const changes: Record<string, unknown> = {};
  const tie = tieOf(statement.source);
  const take = (fields: Readonly<Record<string, unknown>> | undefined, mark: FieldMark) => {
    for (const path in fields) {
      const value = fields[path];
      if (value === undefined || !wins(mark, marks[path]) || isKept(path)) continue;
      changes[path] = value;
      marks[path] = mark;
    }
  };
  take(statement.defaults, [SOURCE_PRIORITY.default, statement.sequence, tie]);
  take(statement.fields, [statement.priority, statement.sequence, tie]);
  return changes;
}

/** A statement that had something to say, and every field of it had a better source. */
export const isSuperseded = (statement: Statement, changes: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(changes).length === 0 && Object.values(statement.fields).some((value) => value !== undefined);
