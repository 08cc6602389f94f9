import { createHash, type Hash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { bytesOf, FileRefused, type SourceFolder, writeNew } from '../source-folder';
import { type ArchiveReceipt, ArchiveRefused, type ArchiveStore, type Progress } from './archive-store';

interface ArchivedFile {
  readonly path: string;
  readonly size: number;
  readonly modified: string;
  readonly sha256: string;
}
interface Manifest {
  readonly pid: string;
  readonly archivedAt: string;
  readonly files: readonly ArchivedFile[];
}
const MANIFEST = 'manifest.json';

/**
 * An archive in a folder: of a small facility, of the demo, of tests. As strict as a tape archive: a dataset goes in once and
 * whole, never changes, and comes back only when every byte is as it was. A dataset is a folder that appears with its
 * manifest by one rename; files in it are numbered, so that no name of a user is a name here.
 */
export class FileSystemArchive implements ArchiveStore {
  constructor(
    private readonly folder: string,
    /** Most bytes that it takes; 0: as the disk allows. */
    private readonly capacity = 0,
  ) {}

  async archive(
    pid: string,
    paths: readonly string[],
    from: SourceFolder,
    progress: Progress,
  ): Promise<ArchiveReceipt> {
    if (paths.length === 0) throw new ArchiveRefused('no-files', { code: 'noFiles' });
    if (await this.manifestOf(pid)) throw new ArchiveRefused('archived-already', { code: 'archivedAlready' });
    const place = this.placeOf(pid);
    const partial = `${place}.${randomUUID()}.partial`;
    await mkdir(partial, { recursive: true });
    try {
      const files: ArchivedFile[] = [];
      let bytes = 0;
      for (const [number, path] of paths.entries()) {
        const file = await this.copied(path, from, join(partial, String(number)), bytes, async (more) =>
          progress(bytes + more, number),
        );
        files.push(file);
        bytes += file.size;
        await progress(bytes, number + 1);
      }
      const manifest: Manifest = { pid, archivedAt: new Date().toISOString(), files };
      await writeFile(join(partial, MANIFEST), JSON.stringify(manifest));
      await this.count(bytes);
      await rename(partial, place);
      return { files: files.length, bytes };
    } finally {
      await rm(partial, { recursive: true, force: true });
    }
  }

  private async copied(
    path: string,
    from: SourceFolder,
    to: string,
    before: number,
    progress: (bytes: number) => Promise<void>,
  ): Promise<ArchivedFile> {
    const { handle, size, modified, etag } = await from.open(path).catch((error: unknown) => {
      if (!(error instanceof FileRefused)) throw error;
      throw new ArchiveRefused('file-missing', { code: 'unreadable', values: { path, fault: error.fault } });
    });
    const hash = createHash('sha256');
    try {
      await this.assertRoom(before + size);
      await writeNew(to, told(hashed(bytesOf(handle, 0, size), hash), progress), modified);
    } catch (error) {
      if (!(error instanceof FileRefused)) throw error;
      throw new ArchiveRefused('file-changed', { code: 'changed', values: { path } });
    } finally {
      await handle.close();
    }
    const after = await from.facts(path).catch(() => undefined);
    if (after?.etag !== etag) throw new ArchiveRefused('file-changed', { code: 'changed', values: { path } });
    return { path, size, modified: modified.toISOString(), sha256: hash.digest('hex') };
  }

  async retrieve(
    pid: string,
    paths: readonly string[] | undefined,
    to: SourceFolder,
    progress: Progress,
  ): Promise<ArchiveReceipt> {
    const manifest = await this.manifestOf(pid);
    if (!manifest) throw new ArchiveRefused('not-archived', { code: 'notArchived' });
    const numbered = manifest.files.map((file, number) => ({ ...file, number }));
    const unknown = paths?.find((path) => !numbered.some((file) => file.path === path));
    if (unknown !== undefined)
      throw new ArchiveRefused('not-archived', { code: 'notInArchive', values: { path: unknown } });
    const wanted = paths ? numbered.filter(({ path }) => paths.includes(path)) : numbered;
    let bytes = 0;
    for (const [done, file] of wanted.entries()) {
      const before = bytes;
      await this.broughtBack(join(this.placeOf(pid), String(file.number)), file, to, (more) =>
        progress(before + more, done),
      );
      bytes += file.size;
      await progress(bytes, done + 1);
    }
    return { files: wanted.length, bytes };
  }

  /** The same file that is there already is left alone; another one of its name is not touched. */
  private async broughtBack(
    kept: string,
    { path, size, sha256, modified }: ArchivedFile,
    to: SourceFolder,
    progress: (bytes: number) => Promise<void>,
  ): Promise<void> {
    const present = await to.open(path).catch((error: unknown) => {
      if (error instanceof FileRefused && error.fault === 'missing') return undefined;
      throw error instanceof FileRefused ? inTheWay(path) : error;
    });
    if (present) {
      // Told of too: it may take longer than the right to go on lasts.
      const content = told(bytesOf(present.handle, 0, present.size), progress);
      if (present.size !== size || (await digestOf(content)) !== sha256) throw inTheWay(path);
      return;
    }
    const damaged = () => new ArchiveRefused('damaged', { code: 'damaged', values: { path } });
    const handle = await open(kept, 'r').catch(() => undefined);
    if (!handle) throw damaged();
    const hash = createHash('sha256');
    const content = async function* () {
      yield* told(hashed(bytesOf(handle, 0, size), hash), progress);
      // Before it gets its name.
      if (hash.digest('hex') !== sha256) throw damaged();
    };
    await to.put(path, content(), new Date(modified)).catch((error: unknown) => {
      if (!(error instanceof FileRefused)) throw error;
      throw error.fault === 'taken' || error.fault === 'outside' ? inTheWay(path) : damaged();
    });
  }

  private placeOf(pid: string): string {
    const name = createHash('sha256').update(pid).digest('hex');
    return join(this.folder, name.slice(0, 2), name);
  }
  private async manifestOf(pid: string): Promise<Manifest | undefined> {
    try {
      return JSON.parse(await readFile(join(this.placeOf(pid), MANIFEST), 'utf8')) as Manifest;
    } catch (error) {
      if ((error as { code?: string }).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  private get counter(): string {
    return join(this.folder, 'bytes');
  }
  private async used(): Promise<number> {
    return Number(await readFile(this.counter, 'utf8').catch(() => '0'));
  }
  private async assertRoom(bytes: number): Promise<void> {
    if (this.capacity === 0 || (await this.used()) + bytes <= this.capacity) return;
    throw new ArchiveRefused('full', { code: 'full', values: { bytes } });
  }
  private async count(bytes: number): Promise<void> {
    if (this.capacity === 0) return;
    const next = (await this.used()) + bytes;
    await mkdir(dirname(this.counter), { recursive: true });
    await writeFile(`${this.counter}.new`, String(next));
    await rename(`${this.counter}.new`, this.counter);
  }

  /** @throws when the folder is not there or cannot be written */
  async assertReady(): Promise<void> {
    const probe = join(this.folder, `.${randomUUID()}`);
    if (!(await stat(this.folder)).isDirectory()) throw new Error(`${this.folder} is no folder`);
    await writeFile(probe, '');
    await rm(probe);
  }
}

const inTheWay = (path: string) => new ArchiveRefused('in-the-way', { code: 'inTheWay', values: { path } });

async function* hashed(content: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const bytes of content) {
    hash.update(bytes);
    yield bytes;
  }
}
async function* told(
  content: AsyncIterable<Buffer>,
  progress: (bytes: number) => Promise<void>,
): AsyncGenerator<Buffer> {
  let count = 0;
  for await (const bytes of content) {
    yield bytes;
    count += bytes.length;
    await progress(count);
  }
}
async function digestOf(content: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of content) hash.update(bytes);
  return hash.digest('hex');
}
