import type { Condition, Test } from '../query/condition';
import { WHOLE_TEXT } from '../query/condition';
import { type Filter, filterOf } from '../query/mongo-filter';
import { escapePattern } from '../query/safe-pattern';
import { TEXT_PATHS } from './search-fields';

/** Each word as a phrase of its own: the text index then asks for all of them. */
const whole = (words: readonly string[]): Condition => ({
  path: WHOLE_TEXT,
  tests: [{ op: 'search', text: words.map((word) => `"${word.replaceAll('"', ' ')}"`).join(' ') }],
});

function parts(words: readonly string[]): Condition {
  return {
    all: words.map((word) => {
      const test: Test = { op: 'regex', source: escapePattern(word), ignoreCase: true };
      return { any: TEXT_PATHS.map((path) => ({ path, tests: [test] })) };
    }),
  };
}
const pid = (word: string): Condition => ({ path: '_id', tests: [{ op: 'eq', value: word }] });

/**
 * What the words stand for: a PID, else words, which an index finds, else parts of words, for which every record must be
 * looked at. The first that is there among the records that the caller may read.
 */
export async function meaningOf(
  words: readonly string[],
  isThere: (condition: Filter) => Promise<boolean>,
): Promise<Filter> {
  if (words.length === 0) return {};
  if (words.length === 1) {
    const exact = filterOf(pid(words[0]!));
    if (await isThere(exact)) return exact;
  }
  const found = filterOf(whole(words));
  return (await isThere(found)) ? found : filterOf(parts(words));
}
