import type { CaptureContent, CaptureGroup, CaptureItem } from '@scizoo/domain';
import { itemsOf } from '@scizoo/domain';
import type { DeviceAttribute, Place } from './capture-types';

/** Changes of a configuration, each a new content; pure, so that undo is keeping the old one. */

const withGroup = (content: CaptureContent, at: number, change: (group: CaptureGroup) => CaptureGroup) => ({
  ...content,
  groups: content.groups.map((group, i) => (i === at ? change(group) : group)),
});

export const itemAt = (content: CaptureContent, place: Place | null): CaptureItem | undefined =>
  place ? content.groups[place.group]?.items[place.item] : undefined;

export const changeGroup = (content: CaptureContent, at: number, changed: Partial<CaptureGroup>): CaptureContent =>
  withGroup(content, at, (group) => ({ ...group, ...changed }));

export const changeItem = (content: CaptureContent, place: Place, changed: Partial<CaptureItem>): CaptureContent =>
  withGroup(content, place.group, (group) => ({
    ...group,
    items: group.items.map((item, i) => (i === place.item ? { ...item, ...changed } : item)),
  }));

export const removeItem = (content: CaptureContent, place: Place): CaptureContent =>
  withGroup(content, place.group, (group) => ({ ...group, items: group.items.filter((_, i) => i !== place.item) }));

export const addItems = (content: CaptureContent, at: number, items: readonly CaptureItem[]): CaptureContent =>
  withGroup(content, at, (group) => ({ ...group, items: [...group.items, ...items] }));

export function moveItem(content: CaptureContent, from: Place, to: Place): CaptureContent {
  const item = itemAt(content, from);
  if (!item) return content;
  return withGroup(removeItem(content, from), to.group, (group) => {
    const items = [...group.items];
    items.splice(to.item, 0, item);
    return { ...group, items };
  });
}

/** One place up or down, over the border of a group into the next one. */
export function neighbour(content: CaptureContent, { group, item }: Place, step: -1 | 1): Place | null {
  const own = content.groups[group]?.items.length ?? 0;
  if (item + step >= 0 && item + step < own) return { group, item: item + step };
  const other = content.groups[group + step];
  if (!other) return null;
  return { group: group + step, item: step === 1 ? 0 : other.items.length };
}

export function moveGroup(content: CaptureContent, from: number, to: number): CaptureContent {
  const groups = [...content.groups];
  const [moved] = groups.splice(from, 1);
  if (!moved || to < 0 || to > groups.length) return content;
  groups.splice(to, 0, moved);
  return { ...content, groups };
}
export const removeGroup = (content: CaptureContent, at: number): CaptureContent => ({
  ...content,
  groups: content.groups.filter((_, i) => i !== at),
});
export function addGroup(content: CaptureContent, name: string): CaptureContent {
  const names = new Set(content.groups.map((group) => group.name));
  let free = name;
  for (let n = 2; names.has(free); n++) free = `${name} ${n}`;
  return { ...content, groups: [...content.groups, { name: free, enabled: true, items: [] }] };
}

/** A key out of a name: `Cell temperature` → `cell_temperature`, with a number when it is taken. */
export function keyFrom(name: string, content: CaptureContent): string {
  const plain = name
    .normalize('NFD')
    .replace(/[^\w\s-]/gu, '')
    .replace(/([a-z0-9])([A-Z])/gu, '$1_$2')
    .trim()
    .replace(/[\s-]+/gu, '_')
    .toLowerCase();
  const key = /^[a-z]/u.test(plain) ? plain : `item_${plain}`;
  const taken = new Set(itemsOf(content).map((item) => item.key));
  let free = key;
  for (let n = 2; taken.has(free); n++) free = `${key}_${n}`;
  return free;
}

/** An item that reads an attribute, with what its device says of it. */
export function itemOfAttribute(device: string, attribute: DeviceAttribute, content: CaptureContent): CaptureItem {
  const name = attribute.label || attribute.name;
  const isNumber = /Double|Float|Long|Short|Char/u.test(attribute.dataType);
  return {
    name,
    key: keyFrom(name, content),
    source: { kind: 'tango', device, attribute: attribute.name },
    when: 'both',
    ...(attribute.unit ? { unit: attribute.unit } : {}),
    type:
      attribute.format === 'image' ? 'image' : attribute.format === 'spectrum' ? 'list' : isNumber ? 'number' : 'text',
  };
}
