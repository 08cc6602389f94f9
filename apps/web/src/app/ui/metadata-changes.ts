import type { MetadataNode, Reading } from './metadata';
import { leavesOf, nodesOf } from './metadata';

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

/** Numbers keep what two units have in common: 1 keV and 1000 eV are the same. */
function comparable(reading: Reading | undefined): string {
  const { value, unit, error } = reading ?? {};
  if (error) return JSON.stringify(['not read', error]);
  return JSON.stringify([value ?? null, unit ?? '']);
}
const inBaseUnits = (metadata: Readonly<Record<string, unknown>>, { key, level }: MetadataNode): string | null => {
  const entry = level === 1 ? metadata[key] : undefined;
  if (!isObject(entry) || typeof entry['valueSI'] !== 'number') return null;
  return JSON.stringify([Number(entry['valueSI'].toPrecision(12)), entry['unitSI']]);
};

type Metadata = Readonly<Record<string, unknown>>;
export interface Leaf {
  readonly path: string;
  readonly reading: Reading | undefined;
  /** Equal for values that are the same. */
  readonly same: string;
}
/** Every recorded value by its path, with what tells whether two are the same. What belongs to the program is left out. */
function leavesByPath(metadata: Metadata): Map<string, Leaf> {
  return new Map(
    leavesOf(nodesOf(metadata).shown).map((node) => [
      node.path,
      { path: node.path, reading: node.reading, same: inBaseUnits(metadata, node) ?? comparable(node.reading) },
    ]),
  );
}

/** Paths whose value is not what it was before, and that value; undefined where there was none. */
export function changesSince(now: Metadata, before: Metadata): Map<string, Reading | undefined> {
  const earlier = leavesByPath(before);
  return new Map(
    [...leavesByPath(now).values()]
      .filter(({ path, same }) => earlier.get(path)?.same !== same)
      .map(({ path }) => [path, earlier.get(path)?.reading]),
  );
}

/** The part of a tree that holds these leaves. */
export function onlyPaths(nodes: readonly MetadataNode[], paths: { has(path: string): boolean }): MetadataNode[] {
  return nodes.flatMap((node) => {
    if (!node.children) return paths.has(node.path) ? [node] : [];
    const children = onlyPaths(node.children, paths);
    return children.length > 0 ? [{ ...node, children }] : [];
  });
}

export interface ComparedRow {
  readonly path: string;
  /** One for each dataset, in their order; undefined where it has none. */
  readonly readings: readonly (Reading | undefined)[];
  readonly differs: boolean;
}
/** All values of several datasets side by side, in the order in which they were recorded. */
export function compared(all: readonly Metadata[]): ComparedRow[] {
  const leaves = all.map(leavesByPath);
  const paths = [...new Set(leaves.flatMap((one) => [...one.keys()]))];
  return paths.map((path) => {
    const found = leaves.map((one) => one.get(path));
    return {
      path,
      readings: found.map((leaf) => leaf?.reading),
      differs: new Set(found.map((leaf) => leaf?.same)).size > 1,
    };
  });
}
