import type { CaptureContent, CaptureItem } from './configuration';
import { captureDifference, mergeContents } from './difference';

const item = (key: string, changed: Partial<CaptureItem> = {}): CaptureItem => ({
  name: key,
  key,
  source: { kind: 'tango', device: 'a/b/c', attribute: key },
  when: 'start',
  ...changed,
});
const content = (groups: Record<string, CaptureItem[]>, timeBudgetMs = 500): CaptureContent => ({
  timeBudgetMs,
  groups: Object.entries(groups).map(([name, items]) => ({ name, enabled: true, items })),
});
const base = content({ Beam: [item('current'), item('energy')], Sample: [item('cell')] });
const short = (before: CaptureContent, after: CaptureContent) =>
  captureDifference(before, after).map(({ what, name, members }) => [what, name, ...(members ?? [])].join(' '));

describe('difference of two configurations', () => {
  it('is nothing where absence and emptiness say the same', () => {
    const same = { ...base, forms: [], groups: base.groups.map((group) => ({ ...group, limits: { scanKinds: [] } })) };
    expect(captureDifference(base, same)).toEqual([]);
  });

  it('names what is added, removed, changed, moved', () => {
    const after = content(
      { Beam: [item('energy', { unit: 'eV', when: 'both' })], Sample: [item('cell'), item('bath')] },
      800,
    );
    expect(short(base, after)).toEqual(['item current', 'item energy when unit', 'item bath', 'budget timeBudgetMs']);
    expect(short(base, content({ Beam: [item('current')], Sample: [item('cell'), item('energy')] }))).toEqual([
      'item energy group',
    ]);
    expect(short(base, content({ Beam: [item('energy'), item('current')], Sample: [item('cell')] }))).toEqual([
      'order order',
    ]);
  });
});

describe('two editors of one draft', () => {
  it('do not disturb each other on different items', () => {
    const mine = content({
      Beam: [item('current', { unit: 'mA' }), item('energy')],
      Sample: [item('cell')],
      New: [item('n')],
    });
    const theirs = content({ Beam: [item('current'), item('energy')], Sample: [item('bath')] });
    const { content: merged, conflicts } = mergeContents(base, mine, theirs);
    expect(conflicts).toEqual([]);
    expect(merged).toEqual(
      content({ Beam: [item('current', { unit: 'mA' }), item('energy')], Sample: [item('bath')], New: [item('n')] }),
    );
  });

  it('are both shown where they changed the same item', () => {
    const mine = content({ Beam: [item('current', { unit: 'mA' }), item('energy')], Sample: [item('cell')] });
    const theirs = content({ Beam: [item('current', { unit: 'A' }), item('energy')], Sample: [] });
    const { content: merged, conflicts } = mergeContents(base, mine, theirs);
    expect(conflicts).toMatchObject([{ what: 'item', name: 'current', mine: { unit: 'mA' }, theirs: { unit: 'A' } }]);
    expect(merged).toEqual(theirs);
  });

  it('agree when they did the same', () => {
    const same = content({ Beam: [item('current'), item('energy')], Sample: [] });
    expect(mergeContents(base, same, same)).toEqual({ content: same, conflicts: [] });
  });

  it('keep a group that one removed and the other put an item into', () => {
    const mine = content({ Beam: [item('current'), item('energy')] });
    const theirs = content({ Beam: [item('current'), item('energy')], Sample: [item('cell'), item('bath')] });
    expect(mergeContents(base, mine, theirs).content).toEqual(
      content({ Beam: [item('current'), item('energy')], Sample: [item('bath')] }),
    );
  });
});
