import { Injectable, type OnModuleInit } from '@nestjs/common';
import { invalid } from '@scizoo/domain';
import { posix } from 'node:path';
import { CatalogueConfig } from '../../config';
import { readFacilityObject } from '../../configuration/facility-files';

export interface Destination {
  readonly id: string;
  readonly name: string;
  readonly collection: string;
  /** Folder in the collection; `{pid}` and `{ownerGroup}` are filled in. */
  readonly path: string;
  /** Only for jobs of these groups; absent: of all. */
  readonly groups?: readonly string[];
}
interface Source {
  readonly collection: string;
  /** Folder on disk that is the root of the collection. */
  readonly root: string;
}
const SETTING = 'GLOBUS_FILE';
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** A part of a path out of a text that a user chose. */
const folderName = (text: string): string => text.replace(/[^\w.-]+/gu, '_').replace(/^\.+/u, '_') || '_';

/** Where data come from and may be sent to: a file of the facility, so that nobody sends data anywhere. */
@Injectable()
export class Destinations implements OnModuleInit {
  private source?: Source;
  private list: readonly Destination[] = [];
  constructor(private readonly config: CatalogueConfig) {}

  async onModuleInit(): Promise<void> {
    const path = this.config.globusFile;
    if (path === undefined) return;
    const { source, destinations } = await readFacilityObject(SETTING, path);
    const { collection, root } = (source ?? {}) as Partial<Source>;
    if (!isText(collection) || !isText(root) || !root.startsWith('/'))
      throw invalid(`${SETTING} ${path}: source must have collection and an absolute root`);
    this.source = { collection, root: root.replace(/\/+$/u, '') };
    this.list = ((destinations ?? []) as Partial<Destination>[]).map((one, i) => {
      if (![one.id, one.name, one.collection, one.path].every(isText) || !one.path!.startsWith('/'))
        throw invalid(`${SETTING} ${path}: destinations[${i}] must have id, name, collection and an absolute path`);
      return one as Destination;
    });
  }

  for(groups: readonly string[]): readonly Destination[] {
    return this.list.filter((one) => !one.groups || one.groups.some((group) => groups.includes(group)));
  }
  find(id: unknown, groups: readonly string[]): Destination | undefined {
    return this.for(groups).find((one) => one.id === id);
  }
  /** Source collection and the folder in it; undefined for a folder that is not in it. */
  sourceOf(folder: string): { readonly collection: string; readonly path: string } | undefined {
    const clean = folder.replace(/\/+$/u, '');
    if (!this.source || posix.normalize(clean) !== clean || !clean.startsWith(`${this.source.root}/`)) return undefined;
    return { collection: this.source.collection, path: clean.slice(this.source.root.length) };
  }
  pathIn({ path }: Destination, { pid, ownerGroup }: { readonly pid: string; readonly ownerGroup: string }): string {
    const filled = path.replaceAll('{pid}', folderName(pid)).replaceAll('{ownerGroup}', folderName(ownerGroup));
    return filled.replace(/\/+$/u, '');
  }
}
