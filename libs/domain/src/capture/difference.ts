import type { CaptureContent, CaptureForm, CaptureGroup, CaptureItem } from './configuration';

/** One thing that two contents say differently; absent on one side means added or removed. */
export interface CaptureChange {
  readonly what: 'item' | 'group' | 'form' | 'budget' | 'order';
  /** Key of the item, name of the group or form. */
  readonly name: string;
  /** Of an item: the group it stands in, afterwards if it has one there. */
  readonly group?: string;
  readonly before?: unknown;
  readonly after?: unknown;
  /** Members that differ, where both sides have it. */
  readonly members?: readonly string[];
}

type PlacedItem = CaptureItem & { readonly group: string };
type GroupHead = Omit<CaptureGroup, 'items'>;

/** Absent, null, empty lists and empty objects say the same. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(plain);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([name, member]) => [name, plain(member)] as const)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(plain(a)) === JSON.stringify(plain(b));

const items = ({ groups }: CaptureContent): Map<string, PlacedItem> =>
  new Map(groups.flatMap(({ name, items: own }) => own.map((item) => [item.key, { ...item, group: name }] as const)));
const heads = ({ groups }: CaptureContent): Map<string, GroupHead> =>
  new Map(groups.map(({ items: _, ...head }) => [head.name, head]));
const forms = ({ forms: own }: CaptureContent): Map<string, CaptureForm> =>
  new Map((own ?? []).map((form) => [form.name, form]));

function membersOf(before: object, after: object): string[] {
  const [a, b] = [before as Record<string, unknown>, after as Record<string, unknown>];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].filter((name) => !isSame(a[name], b[name]));
}

function changesIn<T extends object>(
  what: CaptureChange['what'],
  before: ReadonlyMap<string, T>,
  after: ReadonlyMap<string, T>,
): CaptureChange[] {
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((name): CaptureChange[] => {
    const [a, b] = [before.get(name), after.get(name)];
    if (isSame(a, b)) return [];
    const group = ((b ?? a) as { group?: string }).group;
    const members = a && b ? { members: membersOf(a, b) } : {};
    return [{ what, name, ...(group === undefined ? {} : { group }), before: a, after: b, ...members }];
  });
}

const orderOf = ({ groups }: CaptureContent, kept: ReadonlySet<string>): string =>
  groups.map(({ name, items: own }) => `${name}:${own.map(({ key }) => key).filter((key) => kept.has(key))}`).join(';');

/** What changed from one content to another: items by key, groups and forms by name. */
export function captureDifference(before: CaptureContent, after: CaptureContent): CaptureChange[] {
  const changes = [
    ...changesIn('group', heads(before), heads(after)),
    ...changesIn('item', items(before), items(after)),
    ...changesIn('form', forms(before), forms(after)),
  ];
  if (before.timeBudgetMs !== after.timeBudgetMs)
    changes.push({ what: 'budget', name: 'timeBudgetMs', before: before.timeBudgetMs, after: after.timeBudgetMs });
  const kept = new Set([...items(before).keys()].filter((key) => items(after).has(key)));
  if (changes.length === 0 && orderOf(before, kept) !== orderOf(after, kept))
    changes.push({ what: 'order', name: 'order' });
  return changes;
}

export interface MergedContent {
  readonly content: CaptureContent;
  /** What both sides changed, differently; `content` has theirs there. */
  readonly conflicts: readonly CaptureConflict[];
}
export interface CaptureConflict {
  readonly what: CaptureChange['what'];
  readonly name: string;
  readonly mine?: unknown;
  readonly theirs?: unknown;
}

/**
 * Brings my changes since `base` into theirs: items, groups and forms that only I changed are taken over, so that two
 * people who edit different items never disturb each other.
 */
export function mergeContents(base: CaptureContent, mine: CaptureContent, theirs: CaptureContent): MergedContent {
  const hers = new Map(captureDifference(base, theirs).map((change) => [`${change.what} ${change.name}`, change]));
  const conflicts: CaptureConflict[] = [];
  let content = theirs;
  for (const change of captureDifference(base, mine)) {
    const other = hers.get(`${change.what} ${change.name}`);
    if (!other) content = applyChange(content, change);
    else if (!isSame(change.after, other.after))
      conflicts.push({ what: change.what, name: change.name, mine: change.after, theirs: other.after });
  }
  return { content, conflicts };
}

/** The content with one thing as the change has it afterwards. */
export function applyChange(
  content: CaptureContent,
  { what, name, after }: Pick<CaptureChange, 'what' | 'name' | 'after'>,
): CaptureContent {
  switch (what) {
    case 'item':
      return withItem(content, name, after as PlacedItem | undefined);
    case 'group':
      return withGroup(content, name, after as GroupHead | undefined);
    case 'form': {
      const others = (content.forms ?? []).filter((form) => form.name !== name);
      return { ...content, forms: after ? [...others, after as CaptureForm] : others };
    }
    case 'budget':
      return { ...content, timeBudgetMs: after as number };
    case 'order':
      return content;
  }
}

function withGroup(content: CaptureContent, name: string, head: GroupHead | undefined): CaptureContent {
  const { groups } = content;
  // A group that somebody has put an item into meanwhile stays.
  if (!head) return { ...content, groups: groups.filter((group) => group.name !== name || group.items.length > 0) };
  const isThere = groups.some((group) => group.name === name);
  return {
    ...content,
    groups: isThere
      ? groups.map((group) => (group.name === name ? { ...head, items: group.items } : group))
      : [...groups, { ...head, items: [] }],
  };
}

function withItem(content: CaptureContent, key: string, placed: PlacedItem | undefined): CaptureContent {
  const group = placed?.group;
  const item = placed && { ...placed, group: undefined };
  const isThere = content.groups.some(({ name }) => name === group);
  const groups =
    group !== undefined && !isThere ? [...content.groups, { name: group, enabled: true, items: [] }] : content.groups;
  return {
    ...content,
    groups: groups.map((existing): CaptureGroup => {
      const at = existing.items.findIndex((other) => other.key === key);
      const others = existing.items.filter((other) => other.key !== key);
      if (!item || existing.name !== group) return at === -1 ? existing : { ...existing, items: others };
      const { group: _, ...bare } = item;
      others.splice(at === -1 ? others.length : at, 0, bare);
      return { ...existing, items: others };
    }),
  };
}
