import type { Condition, Test } from '../query/condition';
import { FILE_CHUNKS, FILES_PER_CHUNK } from './file-chunks';
import { type Filter, filterOf } from '../query/mongo-filter';

const LIST = 'dataFileList';
export const isOfFiles = (path: string): boolean => path === LIST || path.startsWith(`${LIST}.`);

/** Does the condition look into the entries of a list? */
export function mentionsFiles(condition: Condition): boolean {
  if ('path' in condition) return isOfFiles(condition.path);
  if ('all' in condition) return condition.all.some(mentionsFiles);
  return ('any' in condition ? condition.any : condition.none).some(mentionsFiles);
}

/** The parts of a condition that must all hold: those of the block itself first, since they cost least. */
export function apart(condition: Condition): { ofBlock: Condition; ofFiles: Condition } {
  const parts = flat(condition);
  return {
    ofBlock: { all: parts.filter((part) => !mentionsFiles(part)) },
    ofFiles: { all: parts.filter(mentionsFiles) },
  };
}
const flat = (condition: Condition): readonly Condition[] =>
  'all' in condition ? condition.all.flatMap(flat) : [condition];

const isNegative = (test: Test): boolean =>
  test.op === 'ne' || test.op === 'nin' || test.op === 'not' || (test.op === 'exists' && !test.value);

function positive(test: Test): readonly Test[] {
  if (test.op === 'ne') return [{ op: 'eq', value: test.value }];
  if (test.op === 'nin') return [{ op: 'in', values: test.values }];
  if (test.op === 'not') return test.tests;
  return test.op === 'exists' ? [{ op: 'exists', value: true }] : [test];
}

/** The place of an entry's member within a chunk; an index in the path names one chunk. */
function inChunk(path: string): { path: string; filter: Filter } {
  const [, index = '', ...rest] = path.split('.');
  if (!/^\d+$/u.test(index)) return { path: ['files', ...path.split('.').slice(1)].join('.'), filter: {} };
  const at = Number(index);
  return {
    path: ['files', String(at % FILES_PER_CHUNK), ...rest].join('.'),
    filter: { n: Math.floor(at / FILES_PER_CHUNK) },
  };
}

/**
 * A condition on whole blocks that looks into their entries: one lookup per test, which asks whether some chunk has a
 * matching entry; the condition then asks for its result. As in a list inside the record, "not" means "in no entry".
 */
export class FileLookups {
  readonly stages: object[] = [];
  private readonly names: string[] = [];

  rewritten(condition: Condition): Condition {
    if ('all' in condition) return { all: condition.all.map((part) => this.rewritten(part)) };
    if ('any' in condition) return { any: condition.any.map((part) => this.rewritten(part)) };
    if ('none' in condition) return { none: condition.none.map((part) => this.rewritten(part)) };
    if (!isOfFiles(condition.path)) return condition;
    return { all: condition.tests.map((test) => this.ofTest(condition.path, test)) };
  }

  private ofTest(path: string, test: Test): Condition {
    if (path === LIST && test.op === 'size') return { path: 'fileCount', tests: [{ op: 'eq', value: test.value }] };
    const some = positive(test);
    const found: Condition = { all: some.map((one) => this.found(path, one)) };
    return isNegative(test) ? { none: [found] } : found;
  }
  private found(path: string, test: Test): Condition {
    const place = inChunk(path);
    const name = `found${this.names.length}`;
    this.names.push(name);
    const match = { ...place.filter, ...filterOf({ path: place.path, tests: [test] }) };
    this.stages.push({
      $lookup: {
        from: FILE_CHUNKS,
        localField: '_id',
        foreignField: 'block',
        pipeline: [{ $match: match }, { $limit: 1 }, { $project: { _id: 1 } }],
        as: name,
      },
    });
    return { path: `${name}.0`, tests: [{ op: 'exists', value: true }] };
  }

  /** Stage that takes the results away again; none without lookups. */
  get cleared(): object[] {
    return this.names.length === 0 ? [] : [{ $unset: this.names }];
  }
}
