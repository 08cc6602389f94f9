import { Injectable } from '@nestjs/common';
import { jobSentence, type JobWord, notFound, type SciZooError } from '@scizoo/domain';
import { CatalogueConfig } from '../config';
import { FileChunks } from '../file-lists/file-chunks';
import { OrigDatablocksService } from '../origdatablocks/origdatablocks.service';
import type { Stored } from '../schema/record-kind';
import { DataRoots } from './data-roots';
import { FileRefused, SourceFolder } from './source-folder';

const NO_FOLDER = jobSentence({ code: 'noFolder' });
const FOLDER_GONE = jobSentence({ code: 'folderGone' });
/** The same for jobs. */
export function wordOfRefusal({ message: text }: SciZooError): JobWord {
  if (text === NO_FOLDER) return { code: 'noFolder' };
  return text === FOLDER_GONE ? { code: 'folderGone' } : { code: 'other', values: { text } };
}

/** What a dataset says about its files, and its folder on disk. Who may have them is asked before. */
@Injectable()
export class DatasetFiles {
  private readonly roots: DataRoots;
  constructor(
    private readonly blocks: OrigDatablocksService,
    private readonly chunks: FileChunks,
    config: CatalogueConfig,
  ) {
    this.roots = new DataRoots(config.dataRoots);
  }

  /** @throws 404 with a sentence */
  folderOf(dataset: Stored): Promise<SourceFolder> {
    return this.found(dataset, (named, root) => SourceFolder.find(named, root));
  }
  /** The same, made anew when it is gone: files come back to it. @throws 404 */
  madeFolderOf(dataset: Stored): Promise<SourceFolder> {
    return this.found(dataset, (named, root) => SourceFolder.make(named, root));
  }
  private async found(
    { sourceFolder, ownerGroup }: Stored,
    find: (named: string, root: string) => Promise<SourceFolder>,
  ): Promise<SourceFolder> {
    const named = String(sourceFolder);
    const root = this.roots.rootOf(named, String(ownerGroup));
    if (root === undefined) throw notFound(NO_FOLDER);
    return find(named, root).catch((error: unknown) => {
      if (!(error instanceof FileRefused)) throw error;
      throw notFound(error.fault === 'missing' ? FOLDER_GONE : NO_FOLDER);
    });
  }

  async countOf(pid: string): Promise<number> {
    return (await this.blocks.directoryOf(pid)).reduce((sum, { fileCount = 0 }) => sum + fileCount, 0);
  }
  /** Paths of all files, each once. */
  async pathsOf(pid: string): Promise<string[]> {
    const paths = new Set<string>();
    for (const { _id } of await this.blocks.directoryOf(pid))
      for await (const files of this.chunks.inOrder(_id)) for (const { path } of files) paths.add(path);
    return [...paths];
  }
  /** @throws 404 that names what is not in the list */
  async assertListed(pid: string, files: readonly string[]): Promise<void> {
    const blocks = await this.blocks.directoryOf(pid);
    const [missing, ...more] = await this.chunks.missing(
      blocks.map(({ _id }) => _id),
      files,
    );
    if (missing === undefined) return;
    throw notFound(
      `${missing} is not in the file list of this dataset${more.length > 0 ? ` (nor are ${more.length} more)` : ''}`,
    );
  }
}
