import { codedReason } from '@scizoo/domain';
import { faultTexts, field, validationErrors } from './index';

class Part {
  @field.integer({ required: true, min: 1, max: 3 })
  size!: number;
}
class Whole {
  @field.text({ minLength: 2, maxLength: 3, pattern: '^[a-z]+$', oneOf: ['ab', 'abc'] })
  text?: string;
  @field.text({ format: 'email' })
  email?: string;
  @field.text({ format: 'email-list' })
  emails?: string;
  @field.text({ format: 'host-or-uri' })
  host?: string;
  @field.text({ format: 'uri' })
  uri?: string;
  @field.number()
  number?: number;
  @field.yesNo()
  yesNo?: boolean;
  @field.moment()
  moment?: Date;
  @field.any({ required: true })
  any!: unknown;
  @field.nested(() => Part)
  part?: Part;
  @field.list(() => Part, { minItems: 1, maxItems: 2 })
  parts?: Part[];
  @field.textList()
  texts?: string[];
  @field.free({ maxDepth: 2, maxKeys: 2, maxKeyLength: 3 })
  free?: Record<string, unknown>;
}

/** One body for each rule that a field can have, broken. */
const BROKEN: readonly object[] = [
  { text: 1, email: 'a', emails: 'a', host: '::', uri: 'a', number: 'a', yesNo: 1, moment: 'a', more: 1 },
  ...['a', 'abcd', 'A1'].map((text) => ({ any: 1, text })),
  ...[{ size: 0 }, { size: 4 }, { size: 'a' }, { size: 1, more: 1 }, {}, 'a'].map((part) => ({ any: 1, part })),
  ...[[], [{ size: 1 }, { size: 1 }, { size: 1 }], {}, ['a'], [{ size: 'a' }], [{ more: 1 }]].map((parts) => ({
    any: 1,
    parts,
  })),
  { any: 1, texts: [1] },
  ...[{ a: { b: { c: 1 } } }, { a: 1, b: 2, c: 3 }, { abcd: 1 }, { a: 1e999 }, { constructor: 1 }, { 'a\0': 1 }, 1].map(
    (free) => ({
      any: 1,
      free,
    }),
  ),
];

describe('faults of fields', () => {
  it('are known to pages by code and values, all of them', () => {
    const texts = BROKEN.flatMap((body) => {
      const found = faultTexts(validationErrors(Whole, body));
      expect(found).not.toEqual([]);
      return found;
    });
    expect(new Set(texts).size).toBeGreaterThan(25);
    expect(texts.filter((text) => codedReason(text).code === 'other')).toEqual([]);
  });
});
