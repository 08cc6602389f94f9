import { Injectable } from '@nestjs/common';
import { type Caller, fileSize, forbidden, invalid, notFound, tooLarge } from '@scizoo/domain';
import { CatalogueConfig } from '../config';
import { DatasetsService } from '../datasets/datasets.service';
import type { Stored } from '../schema/record-kind';
import { DatasetFiles } from './dataset-files';
import type { PieceMemory } from './piece-memory';
import { bytesOf, FileRefused, type FileFault, type OpenFile, relativePath, type SourceFolder } from './source-folder';
import { freeName, zipName } from './zip-names';
import type { ZipEntry } from './zip';

const LOOKED_AT_ONCE = 16;
const LIST_OF_MISSING = 'MISSING_FILES.txt';
export const SENTENCES: Readonly<Record<FileFault, string>> = {
  missing: 'is not on disk (any more)',
  outside: 'leads out of the folder of the dataset',
  'no-file': 'is no plain file',
  unreadable: 'cannot be read by this service',
  taken: 'is there already',
};

export interface LeftOut {
  readonly path: string;
  readonly reason: string;
}
export interface Bundle {
  /** Of the file that a browser saves. */
  readonly name: string;
  readonly entries: readonly ZipEntry[];
  readonly leftOut: readonly LeftOut[];
  readonly files: number;
  readonly bytes: number;
}

/** Which files of a dataset the caller gets, found in the catalogue and on disk. */
@Injectable()
export class Downloads {
  constructor(
    private readonly datasets: DatasetsService,
    private readonly files: DatasetFiles,
    private readonly config: CatalogueConfig,
  ) {}

  /** One file, open; the caller closes it. @throws 404 when it is not in the list or not on disk, 403 when it leads out */
  async file(pid: string, path: string, caller: Caller): Promise<OpenFile> {
    const dataset = await this.datasets.forFiles(pid, caller);
    await this.files.assertListed(pid, [path]);
    const folder = await this.files.folderOf(dataset);
    return folder.open(path).catch((error: unknown) => {
      throw told(path, error);
    });
  }

  /** @param files absent: all of them. @throws 404, 403 for a chosen file that leads out, 413 with what to do instead */
  async bundle(pid: string, files: readonly string[] | undefined, caller: Caller): Promise<Bundle> {
    const dataset = await this.datasets.forFiles(pid, caller);
    const wanted = files ? await this.chosen(pid, files) : await this.all(pid);
    const folder = await this.files.folderOf(dataset);
    const leftOut: LeftOut[] = [];
    const entries = new Map<string, ZipEntry>();
    const seen = new Set<string>();
    for (let at = 0; at < wanted.length; at += LOOKED_AT_ONCE) {
      const paths = wanted.slice(at, at + LOOKED_AT_ONCE);
      const found = await Promise.all(paths.map((path) => entryOf(folder, String(dataset['sourceFolder']), path)));
      for (const [i, one] of found.entries()) {
        if (!(one instanceof FileRefused)) {
          if (seen.has(one.relative)) continue;
          seen.add(one.relative);
          const name = freeName(zipName(one.relative), entries);
          entries.set(name, { ...one.entry, name });
        } else if (files && one.fault === 'outside') throw told(paths[i]!, one);
        else leftOut.push({ path: paths[i]!, reason: SENTENCES[one.fault] });
      }
    }
    return this.bounded(dataset, [...entries.values()], leftOut);
  }
  private bounded(dataset: Stored, found: readonly ZipEntry[], leftOut: readonly LeftOut[]): Bundle {
    if (found.length === 0) throw notFound('None of these files is on disk (any more)');
    const bytes = found.reduce((sum, { size }) => sum + size, 0);
    const { downloadMaxBytes } = this.config;
    if (bytes > downloadMaxBytes)
      throw tooLarge(
        `These files are ${fileSize(bytes)}; one download has at most ${fileSize(downloadMaxBytes)}. ${this.instead}`,
      );
    const names = new Map(found.map((entry) => [entry.name, entry]));
    const entries = leftOut.length > 0 ? [...found, listOf(leftOut, freeName(LIST_OF_MISSING, names))] : found;
    const name = `${String(dataset['datasetName'] ?? dataset._id)}.zip`;
    return { name, entries, leftOut, files: found.length, bytes };
  }
  private assertCount(count: number): void {
    const { downloadMaxFiles } = this.config;
    if (count > downloadMaxFiles)
      throw tooLarge(`These are ${count} files; one download has at most ${downloadMaxFiles}. ${this.instead}`);
  }
  private readonly instead = 'Choose fewer files, or have them sent with Globus.';

  private async chosen(pid: string, files: readonly string[]): Promise<string[]> {
    const wanted = [...new Set(files)];
    if (wanted.length === 0) throw invalid('files must name at least one file');
    this.assertCount(wanted.length);
    await this.files.assertListed(pid, wanted);
    return wanted;
  }
  private async all(pid: string): Promise<string[]> {
    const count = await this.files.countOf(pid);
    if (count === 0) throw notFound('This dataset has no files');
    this.assertCount(count);
    return this.files.pathsOf(pid);
  }
}

const told = (path: string, error: unknown): unknown => {
  if (!(error instanceof FileRefused)) return error;
  const sentence = `${path} ${SENTENCES[error.fault]}`;
  return error.fault === 'missing' ? notFound(sentence) : forbidden(sentence);
};

async function entryOf(folder: SourceFolder, sourceFolder: string, path: string) {
  try {
    const { size, modified } = await folder.facts(path);
    const content = async function* (memory: PieceMemory) {
      // Opened when its turn comes: a zip of thousands of files has one open.
      const { handle } = await folder.open(path);
      yield* bytesOf(handle, 0, size, memory);
    };
    return { relative: relativePath(sourceFolder, path), entry: { size, modified, content } };
  } catch (error) {
    if (error instanceof FileRefused) return error;
    throw error;
  }
}

function listOf(leftOut: readonly LeftOut[], name: string): ZipEntry {
  const lines = leftOut.map(({ path, reason }) => `${path}\t${reason}`);
  const bytes = Buffer.from(`These files of the dataset are not in this archive:\n\n${lines.join('\n')}\n`);
  return {
    name,
    size: bytes.length,
    modified: new Date(),
    async *content() {
      yield bytes;
    },
  };
}
