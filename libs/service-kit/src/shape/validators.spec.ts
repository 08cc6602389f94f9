import { faultTexts, field, validationErrors } from './index';

class Item {
  @field.integer({ required: true })
  size!: number;
}
class Box {
  @field.text({ required: true })
  name!: string;
  @field.free()
  metadata?: Record<string, unknown>;
  @field.list(() => Item)
  items?: Item[];
}
const many = (count: number, prefix: string) =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`${prefix}${i}`, i]));
const texts = (body: unknown) => faultTexts(validationErrors(Box, body));

// Bodies that once kept the process busy for half a minute and answered with 50 MB.
describe('faults of hostile bodies', () => {
  it('are found in free content of any size without copying it', () => {
    expect(texts({ name: 'a', metadata: many(50_000, 'k') })).toEqual(['metadata must not have more than 20000 keys']);
  });

  it('are told for the first of many unknown fields', () => {
    const found = texts({ name: 1, ...many(50_000, 'x') });
    expect(found).toHaveLength(21);
    expect(found).toEqual(expect.arrayContaining(['name must be a string', 'property x19 should not exist']));
  });

  it('are told for the first of many items, with their place', () => {
    const items = Array.from({ length: 50_000 }, (_, i) => ({ size: i < 40_000 ? i : 'x' }));
    const found = texts({ name: 'a', items });
    expect(found).toHaveLength(20);
    expect(found[0]).toBe('items.40000.size must be an integer number');
  });

  it('are told for content that is nested by the thousand', () => {
    const deep = JSON.parse(`${'{"x":'.repeat(5000)}1${'}'.repeat(5000)}`) as object;
    expect(texts({ name: 'a', metadata: deep })).toEqual(['metadata must not be nested deeper than 20 levels']);
    const endless = JSON.parse('{"a":[{"b":-1e400}]}') as object;
    expect(texts({ name: 'a', metadata: endless })).toEqual(['metadata must not have numbers beyond 1.8e308']);
    expect(texts({ name: deep })).toContain('name must be a string');
  });

  it('are told for items that are no objects', () => {
    expect(texts({ name: 'a', items: [{ size: 1 }, 'text'] }).length).toBeGreaterThan(0);
    expect(texts({ name: 'a', items: { size: 1 } }).length).toBeGreaterThan(0);
    expect(texts({ name: 'a', items: [{ size: 1 }] })).toEqual([]);
  });
});
