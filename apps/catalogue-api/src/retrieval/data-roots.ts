import { posix } from 'node:path';

const OWNER_GROUP = '{ownerGroup}';
const isFolderName = (name: string): boolean => name !== '' && name !== '.' && name !== '..' && !/[/\0]/u.test(name);

/**
 * The folders that files may come from. Whoever creates a dataset names its source folder, so a folder counts only where
 * its place says whose it is: `{ownerGroup}` in a root has to be the owner group, as a whole name of a folder.
 */
export class DataRoots {
  private readonly roots: readonly (readonly string[])[];
  constructor(patterns: readonly string[]) {
    this.roots = patterns.map((pattern) => pattern.replace(/\/+$/u, '').split('/').slice(1));
  }
  get areSet(): boolean {
    return this.roots.length > 0;
  }

  /** The root that this folder is in or is itself; undefined when no root holds it. Nothing is looked up on disk. */
  rootOf(folder: string, ownerGroup: string): string | undefined {
    const clean = folder.replace(/\/+$/u, '');
    if (!clean.startsWith('/') || clean.includes('\0') || posix.normalize(clean) !== clean) return undefined;
    const names = clean.split('/').slice(1);
    const root = this.roots.find(
      (wanted) =>
        wanted.length <= names.length && wanted.every((part, i) => fits(part, names[i] as string, ownerGroup)),
    );
    return root && `/${names.slice(0, root.length).join('/')}`;
  }
}

function fits(part: string, name: string, ownerGroup: string): boolean {
  if (part === '*') return true;
  if (part === OWNER_GROUP) return isFolderName(ownerGroup) && name === ownerGroup;
  return part === name;
}
