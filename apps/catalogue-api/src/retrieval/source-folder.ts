import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, realpath, rm } from 'node:fs/promises';
import { posix, sep } from 'node:path';
import { FRESH, type PieceMemory } from './piece-memory';

/** Why a file cannot be had: gone, a way out of the folder, no plain file, closed to this program; or put: taken. */
export type FileFault = 'missing' | 'outside' | 'no-file' | 'unreadable' | 'taken';
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  constructor(
    readonly fault: FileFault,
    cause?: unknown,
  ) {
    super(`the file cannot be handed out: ${fault}`, { cause });
  }
}

export interface FileFacts {
  readonly size: number;
  readonly modified: Date;
  /** Changes with the content: of size, place on disk and time of change to the nanosecond. */
  readonly etag: string;
}
export interface OpenFile extends FileFacts {
  readonly handle: FileHandle;
}

/** Without waiting for the other end of a named pipe. */
const READ = constants.O_RDONLY | constants.O_NONBLOCK;
const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG']);
const isInside = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}${sep}`);

const refusal = (error: unknown): FileRefused => {
  const { code = '' } = error as { code?: string };
  if (error instanceof FileRefused) return error;
  if (code === 'EEXIST') return new FileRefused('taken', error);
  return new FileRefused(ABSENT.has(code) ? 'missing' : code === 'ELOOP' ? 'outside' : 'unreadable', error);
};

/** A path of a file list, relative to the source folder. Some lists have absolute ones. @throws FileRefused */
export function relativePath(sourceFolder: string, path: string): string {
  const from = sourceFolder.replace(/\/+$/u, '');
  if (path.includes('\0')) throw new FileRefused('outside');
  const isAbsolute = path.startsWith('/');
  if (isAbsolute && !path.startsWith(`${from}/`)) throw new FileRefused('outside');
  const clean = posix.normalize(isAbsolute ? path.slice(from.length + 1) : path).replace(/^\/+/u, '');
  if (clean === '.' || clean === '' || clean === '..' || clean.startsWith('../')) throw new FileRefused('outside');
  return clean;
}

/** The source folder of one dataset on disk, from which nothing leads out. */
export class SourceFolder {
  private constructor(
    private readonly named: string,
    private readonly real: string,
  ) {}

  /** @param root that holds it by name; links on the way have to stay in it. @throws FileRefused */
  static async find(named: string, root: string): Promise<SourceFolder> {
    try {
      const [real, realRoot] = await Promise.all([realpath(named), realpath(root)]);
      if (!isInside(real, realRoot)) throw new FileRefused('outside');
      return new SourceFolder(named, real);
    } catch (error) {
      throw refusal(error);
    }
  }

  /** The same folder made anew when it is gone, as far as it stays inside the root. @throws FileRefused */
  static async make(named: string, root: string): Promise<SourceFolder> {
    try {
      const realRoot = await realpath(root);
      await makeInside(named, realRoot);
    } catch (error) {
      throw refusal(error);
    }
    return SourceFolder.find(named, root);
  }

  /** Opens a file by its path in the file list; the caller closes it. @throws FileRefused */
  async open(path: string): Promise<OpenFile> {
    let handle: FileHandle | undefined;
    try {
      const target = await this.target(path);
      handle = await open(target, READ);
      // Somebody may have put a link in its place between the two calls: what counts is what was opened.
      if (!isInside(await whereIs(handle, target), this.real)) throw new FileRefused('outside');
      return { handle, ...(await factsOf(handle)) };
    } catch (error) {
      await handle?.close();
      throw refusal(error);
    }
  }
  /** @throws FileRefused */
  async facts(path: string): Promise<FileFacts> {
    const { handle, ...facts } = await this.open(path);
    await handle.close();
    return facts;
  }

  /**
   * Puts a file back where it was; it appears when it is whole, and never in the place of another one.
   * @throws FileRefused `taken` when something is there already
   */
  async put(path: string, content: AsyncIterable<Buffer>, modified: Date): Promise<void> {
    const target = posix.join(this.real, relativePath(this.named, path));
    const partial = posix.join(posix.dirname(target), `.${randomUUID()}.partial`);
    try {
      await makeInside(posix.dirname(target), this.real);
      await writeNew(partial, content, modified);
      await link(partial, target);
    } catch (error) {
      // What the content threw is its own affair.
      throw (error as { syscall?: string }).syscall === undefined ? error : refusal(error);
    } finally {
      await rm(partial, { force: true });
    }
  }

  private async target(path: string): Promise<string> {
    const target = await realpath(posix.join(this.real, relativePath(this.named, path)));
    if (!isInside(target, this.real)) throw new FileRefused('outside');
    return target;
  }
}

/** Makes a folder and those above it, after the nearest one that exists has proved to be inside. */
async function makeInside(folder: string, realRoot: string): Promise<void> {
  for (let above = folder; ; above = posix.dirname(above)) {
    const real = await realpath(above).catch((error: unknown) => {
      if ((error as { code?: string }).code === 'ENOENT' && above !== '/') return undefined;
      throw error;
    });
    if (real === undefined) continue;
    if (!isInside(real, realRoot)) throw new FileRefused('outside');
    await mkdir(folder, { recursive: true });
    return;
  }
}

/** A new file with this content, on disk when it returns. */
export async function writeNew(path: string, content: AsyncIterable<Buffer>, modified: Date): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    for await (const bytes of content) await handle.writeFile(bytes);
    await handle.utimes(modified, modified);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

const whereIs = (handle: FileHandle, path: string): Promise<string> =>
  realpath(process.platform === 'linux' ? `/proc/self/fd/${handle.fd}` : path);

async function factsOf(handle: FileHandle): Promise<FileFacts> {
  const stat = await handle.stat({ bigint: true });
  if (!stat.isFile()) throw new FileRefused('no-file');
  const etag = `"${[stat.size, stat.ino, stat.mtimeNs].map((value) => value.toString(36)).join('-')}"`;
  return { size: Number(stat.size), modified: stat.mtime, etag };
}

/**
 * Exactly so many bytes from `start`, the next piece being read while one is used; the file is closed however it ends.
 * @throws when the file has become shorter
 */
export async function* bytesOf(
  handle: FileHandle,
  start: number,
  count: number,
  memory: PieceMemory = FRESH,
): AsyncGenerator<Buffer> {
  const end = start + count;
  let at = start;
  const read = async (): Promise<Buffer | undefined> => {
    if (at >= end) return undefined;
    const place = await memory.take(end - at);
    const piece = place.subarray(0, Math.min(place.length, end - at));
    for (let filled = 0; filled < piece.length;) {
      const { bytesRead } = await handle.read(piece, filled, piece.length - filled, at + filled);
      if (bytesRead === 0) throw new FileRefused('missing');
      filled += bytesRead;
    }
    at += piece.length;
    return piece;
  };
  try {
    for (let next = read(); ;) {
      const piece = await next;
      if (!piece) return;
      next = read();
      // A fault is told when its turn comes.
      next.catch(() => undefined);
      yield piece;
    }
  } finally {
    await handle.close();
  }
}
