import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';

export interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly modifiedMs: number;
}
export interface WatcherOptions {
  readonly root: string;
  readonly settleMs: number;
  readonly wholeLookMs: number;
  readonly wanted: (path: string) => boolean;
  /** How many times longer than others a file has to stand still. */
  readonly patience?: (path: string) => number;
  /** Whether this very file, at this size and time, is known. */
  readonly isKnown: (file: FoundFile) => boolean;
  readonly now?: () => number;
}
interface Unsettled extends FoundFile {
  readonly since: number;
}
const AT_ONCE = 32;

/**
 * Finds files that are complete, by looking: network drives tell no changes. Where the time of a folder has not changed its
 * entries are the same, so most looks cost one question per folder; files that still grow are asked by themselves; and every
 * so often each single file is asked, for those that were written anew in place.
 */
export class FileWatcher {
  private readonly folders = new Map<string, { modifiedMs: number; below: readonly string[] }>();
  private readonly unsettled = new Map<string, Unsettled>();
  private lastWhole = -Infinity;
  /** Folders that the system does not let us look into, with the reason, as of the last look at each. */
  readonly unreadable = new Map<string, string>();

  constructor(private readonly options: WatcherOptions) {}

  get growing(): number {
    return this.unsettled.size;
  }

  /** @returns files that have become complete since the last look. Rejects when the root cannot be read */
  async look(): Promise<FoundFile[]> {
    const now = (this.options.now ?? Date.now)();
    const isWhole = now - this.lastWhole >= this.options.wholeLookMs;
    const seen = new Map<string, FoundFile>();
    if (isWhole) this.unreadable.clear();
    await this.walk(this.options.root, isWhole, seen);
    if (isWhole) this.lastWhole = now;
    for (const path of this.unsettled.keys()) if (!seen.has(path)) await this.ask(path, seen);
    return [...seen.values()].flatMap((file) => (this.isComplete(file, now) ? [file] : []));
  }

  private async walk(folder: string, isWhole: boolean, seen: Map<string, FoundFile>): Promise<void> {
    const isRoot = folder === this.options.root;
    const { mtimeMs } = await stat(folder).catch((error: NodeJS.ErrnoException) => {
      if (isRoot) throw error;
      this.note(folder, error);
      return { mtimeMs: NaN };
    });
    if (Number.isNaN(mtimeMs)) return void this.folders.delete(folder);
    const known = this.folders.get(folder);
    if (known?.modifiedMs === mtimeMs && !isWhole) {
      for (const below of known.below) await this.walk(below, isWhole, seen);
      return;
    }
    const entries = await readdir(folder, { withFileTypes: true }).then(
      (found) => {
        this.unreadable.delete(folder);
        return found;
      },
      (error: NodeJS.ErrnoException) => {
        if (isRoot) throw error;
        this.note(folder, error);
        return [] as Dirent[];
      },
    );
    const below = entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name));
    const files = entries.filter((entry) => entry.isFile() && this.options.wanted(join(folder, entry.name)));
    for (let at = 0; at < files.length; at += AT_ONCE)
      await Promise.all(files.slice(at, at + AT_ONCE).map(({ name }) => this.ask(join(folder, name), seen)));
    // A folder that changes within the tick of its clock looks unchanged afterwards: it is read once more.
    this.folders.set(folder, { modifiedMs: Date.now() - mtimeMs < 2000 ? NaN : mtimeMs, below });
    for (const one of below) await this.walk(one, isWhole, seen);
  }

  private note(folder: string, { code, message }: NodeJS.ErrnoException): void {
    if (code === 'ENOENT') this.unreadable.delete(folder);
    else this.unreadable.set(folder, message);
  }
  private async ask(path: string, seen: Map<string, FoundFile>): Promise<void> {
    const found = await stat(path).catch(() => undefined);
    if (!found) return void this.unsettled.delete(path);
    seen.set(path, { path, size: found.size, modifiedMs: Math.trunc(found.mtimeMs) });
  }

  /** Stood still for the time asked for, and not known yet. */
  private isComplete(file: FoundFile, now: number): boolean {
    if (this.options.isKnown(file)) {
      this.unsettled.delete(file.path);
      return false;
    }
    const before = this.unsettled.get(file.path);
    const stands = before?.size === file.size && before.modifiedMs === file.modifiedMs;
    // One that nobody has touched for long need not be watched: the first look finds thousands of them.
    const settleMs = this.options.settleMs * (this.options.patience?.(file.path) ?? 1);
    const isOld = now - file.modifiedMs > 10 * settleMs;
    // Made first and written later; one that stays empty is a fault that people have to hear of.
    const asked = file.size > 0 ? settleMs : 10 * settleMs;
    if (isOld || (stands && now - before.since >= asked)) {
      this.unsettled.delete(file.path);
      return true;
    }
    if (!stands) this.unsettled.set(file.path, { ...file, since: now });
    return false;
  }
}
