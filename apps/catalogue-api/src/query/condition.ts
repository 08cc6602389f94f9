/** What a caller asks for, after parsing: typed, bounded, free of operators that we do not know. */
export type Scalar = string | number | boolean | Date | null;

export type Test =
  | { readonly op: 'eq' | 'ne' | 'gt' | 'gte' | 'lt' | 'lte'; readonly value: Scalar | readonly Scalar[] }
  | { readonly op: 'in' | 'nin' | 'all'; readonly values: readonly Scalar[] }
  | { readonly op: 'exists'; readonly value: boolean }
  | { readonly op: 'regex'; readonly source: string; readonly ignoreCase: boolean }
  | { readonly op: 'not'; readonly tests: readonly Test[] }
  | { readonly op: 'size'; readonly value: number }
  /** Words in the text index of the records; only of `WHOLE_TEXT`. */
  | { readonly op: 'search'; readonly text: string }
  | { readonly op: 'element'; readonly condition: Condition }
  | { readonly op: 'element-value'; readonly tests: readonly Test[] };

export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly none: readonly Condition[] }
  | { readonly path: string; readonly tests: readonly Test[] };

/** Stands for the record as a whole, where a path would stand. */
export const WHOLE_TEXT = '$text';

export const EVERYTHING: Condition = { all: [] };

/** Bounds of one query; beyond them the answer is 400 that names the place. */
export const LIMITS = {
  depth: 10,
  conditions: 200,
  values: 5000,
  regexLength: 200,
  regexWildcards: 4,
  limit: 1_000_000_000,
  /** Records of one answer that is put together in memory; longer ones are streamed. */
  inMemory: 10_000,
  skip: 1_000_000,
  jsonLength: 100_000,
} as const;

/** A whole query of a list. */
export interface Query {
  readonly where: Condition;
  /** Paths to answer with; absent: all. */
  readonly fields?: readonly string[];
  readonly include: readonly Inclusion[];
  /** 0: all of them. */
  readonly limit: number;
  readonly skip: number;
  readonly sort: readonly (readonly [path: string, direction: 1 | -1])[];
}
/** Related records to answer with. */
export interface Inclusion {
  readonly relation: string;
  readonly scope: Query;
}
