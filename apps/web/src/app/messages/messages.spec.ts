import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TmplAstNode } from '@angular/compiler';
import { parseTemplate } from '@angular/compiler';
import type { ReasonCode } from '@scizoo/domain';
import { FAIR_CODES, FAULT_CODES, JOB_WORD_CODES, REASON_CODES, reasonText } from '@scizoo/domain';
import en from './en.json' with { type: 'json' };
import logbookEn from './logbook.en.json' with { type: 'json' };
import logbookSv from './logbook.sv.json' with { type: 'json' };
import publishingEn from './publishing.en.json' with { type: 'json' };
import publishingSv from './publishing.sv.json' with { type: 'json' };
import sv from './sv.json' with { type: 'json' };

type Messages = { [key: string]: string | Messages };
function flat(messages: Messages, above = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') all.set(above + key, value);
    else for (const [name, text] of flat(value, `${above}${key}.`)) all.set(name, text);
  }
  return all;
}
const english = new Map([...flat({ ...en, ...publishingEn }), ...flat(logbookEn)]);
const swedish = new Map([...flat({ ...sv, ...publishingSv }), ...flat(logbookSv)]);
const placeholders = (text = ''): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

const root = join(import.meta.dirname, '..');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => !name.includes('.spec.'));
const sourceOf = (name: string): string => readFileSync(join(root, name), 'utf8');
const templates = files.flatMap((name) => {
  if (name.endsWith('.html')) return [{ name, text: sourceOf(name) }];
  const inline = name.endsWith('.ts') ? /template: `([^`]*)`/.exec(sourceOf(name))?.[1] : undefined;
  return inline === undefined ? [] : [{ name, text: inline }];
});

const WORD = /\p{L}{2,}/u;
const SPOKEN = new Set(['title', 'aria-label', 'placeholder', 'alt', 'label']);
/** Names that are the same in every language. */
const NAMES = new Set(['SciZoo']);

/** Words that stand in a template itself instead of the message files. */
function hardText(text: string): string[] {
  const found: string[] = [];
  const note = (piece: string): void => {
    const trimmed = piece.trim();
    if (WORD.test(trimmed) && !NAMES.has(trimmed)) found.push(trimmed);
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (typeof value !== 'object' || value === null) return;
    const node = value as Record<string, unknown>;
    const kind = (value as TmplAstNode).constructor.name;
    if (kind.startsWith('Text')) note(String(node['value']));
    if (kind.startsWith('BoundText')) {
      const ast = (node['value'] as { ast?: { strings?: string[] } }).ast;
      ast?.strings?.forEach(note);
    }
    for (const attribute of (node['attributes'] as { name: string; value: string }[] | undefined) ?? [])
      if (SPOKEN.has(attribute.name)) note(attribute.value);
    for (const inner of ['children', 'branches', 'cases', 'groups', 'empty']) walk(node[inner]);
  };
  walk(parseTemplate(text, 'template.html', { preserveWhitespaces: false }).nodes);
  return found;
}

/** Markdown of the logbook: escaped by `markdownHtml`, which has its own spec, and sanitized by Angular behind that. */
const ESCAPED = join('ui', 'markdown-text.ts');

describe('messages', () => {
  it('are complete in both languages', () => {
    expect([...swedish.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...swedish.values(), ...english.values()].filter((text) => text.trim() === '')).toEqual([]);
  });
  it('stand under each name once: of two, readers of the file see the other one than the page', () => {
    const names = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.json'));
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      const text = readFileSync(join(import.meta.dirname, name), 'utf8');
      const lines = text.match(/^\s*"[^"]+": "/gm) ?? [];
      expect([name, lines.length]).toEqual([name, flat(JSON.parse(text) as Messages).size]);
    }
  });
  it('name the same values in both languages', () => {
    for (const [key, text] of english) expect([key, placeholders(swedish.get(key))]).toEqual([key, placeholders(text)]);
  });
  it('exist for every key that a page asks for', () => {
    const asked = files
      .filter((name) => /\.(ts|html)$/.test(name))
      .flatMap((name) =>
        [...sourceOf(name).matchAll(/\b(?:t|say|many)\(\s*'([\w.-]+)'/g)].map(([whole, key = '']) => ({
          name,
          key,
          many: whole.startsWith('many'),
        })),
      )
      .filter(({ key }) => !key.endsWith('.'));
    expect(asked.length).toBeGreaterThan(100);
    const missing = asked.filter(({ key, many }) =>
      many ? !english.has(`${key}.one`) || !english.has(`${key}.other`) : !english.has(key),
    );
    expect(missing).toEqual([]);
  });
  it('say each reason, with all that its sentence names', () => {
    const namesOf = (code: ReasonCode): string[] => {
      const names: string[] = [];
      const asked = new Proxy({}, { get: (_, name) => names.push(`{{${String(name)}}}`) });
      (reasonText as (reason: ReasonCode, values: object) => string)(code, asked);
      return names.sort();
    };
    for (const code of REASON_CODES)
      expect([code, placeholders(english.get(`reason.${code}`))]).toEqual([code, namesOf(code)]);
    expect([...english.keys()].filter((key) => key.startsWith('reason.'))).toHaveLength(REASON_CODES.length);
  });
  it('tell each fault of a publication and each way to make it better', () => {
    const asked = [...FAULT_CODES.map((code) => `fault.${code}`), ...FAIR_CODES.map((code) => `fair.${code}`)];
    expect(asked.filter((key) => !english.has(`publishing.${key}`))).toEqual([]);
  });
  it('call one thing by one name', () => {
    expect([...swedish].filter(([, text]) => /datamängd/iu.test(text))).toEqual([]);
  });
  it('tell all that the catalogue says of jobs', () => {
    expect(JOB_WORD_CODES.filter((code) => !english.has(`jobs.said.${code}`))).toEqual([]);
  });
});

describe('templates', () => {
  it('are all read', () => expect(templates.length).toBeGreaterThan(25));
  it('hold no words of their own', () => {
    const found = templates
      .map(({ name, text }) => ({ name, words: hardText(text) }))
      .filter(({ words }) => words.length > 0);
    expect(found).toEqual([]);
  });
  it('would be caught with words', () => {
    expect(hardText('<p>Hello</p>')).toEqual(['Hello']);
    expect(hardText('@if (a) {<b [title]="x" aria-label="Close it">Scan {{ n }}</b>}')).toEqual(
      expect.arrayContaining(['Scan', 'Close it']),
    );
  });
  it('let no markup of users through', () => {
    expect(
      files.filter(
        (name) =>
          /\.(ts|html)$/.test(name) &&
          name !== ESCAPED &&
          /innerHTML|bypassSecurityTrust|outerHTML/.test(sourceOf(name)),
      ),
    ).toEqual([]);
  });
});
