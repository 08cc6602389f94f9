import { globSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

const root = join(import.meta.dirname, '..');
const styles = globSync('**/*.{css,ts}', { cwd: root })
  .filter((file) => !file.endsWith('.spec.ts'))
  .map((file) => ({ file: relative(root, join(root, file)), text: readFileSync(join(root, file), 'utf8') }));
const matching = (pattern: RegExp): string[] =>
  styles.flatMap(({ file, text }) => [...text.matchAll(pattern)].map(([found]) => `${file}: ${found.trim()}`));

/**
 * Rows come and go all the time in tables of 20,000 rows. With one such selector anywhere on the page the browser works out
 * the style of every row again whenever one of them is put in.
 */
describe('style sheets', () => {
  it('have no rule for whatever follows something else', () => {
    expect(matching(/[^\s{};/*][^{};/]*[+~]\s*\*\s*[,{]/gu)).toEqual([]);
  });
  it('do not style the page or a component by what it holds', () => {
    expect(matching(/(?:^|\s)(?::host|html|body|:root)(?:\([^)]*\))?:has\(/gmu)).toEqual([]);
  });
});
