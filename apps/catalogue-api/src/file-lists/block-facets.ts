import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { countFacets, type FacetCounts, type FacetQuery } from '../query/full-facet';
import { allOf, type FieldPart } from '../query/full-query';
import { filterOf } from '../query/mongo-filter';
import { openedBy, type Scope } from './block-access';
import type { BlockKind } from './block-kind';
import { FileLookups, isOfFiles, mentionsFiles } from './file-conditions';
import { ROW_STAGES } from './row-stages';

const FACETS_TIME_MS = 15_000;

/** SciCat's facets of blocks, and of the files in them. */
@Injectable()
export class BlockFacets {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** @param unit what is counted: blocks, or their files */
  async counts(
    block: BlockKind,
    { parts, facets }: FacetQuery,
    scope: Scope,
    unit: 'blocks' | 'files',
  ): Promise<[FacetCounts]> {
    const ofBlocks = parts.filter(({ condition }) => !mentionsFiles(condition));
    const ofFiles = parts.filter(({ condition }) => mentionsFiles(condition));
    const isOwn = ({ path }: { path: string }) => ofFiles.some((part) => part.path === path);
    const pass = (some: FacetQuery['facets'], conditions: readonly FieldPart[]) =>
      this.pass(block, { parts: ofBlocks, facets: some }, conditions, scope, unit);
    const [counts] = await pass(
      facets.filter((facet) => !isOwn(facet)),
      ofFiles,
    );
    for (const facet of facets.filter(isOwn)) {
      // A facet leaves its own condition out.
      const others = ofFiles.filter(({ path }) => path !== facet.path);
      counts[facet.name] = (await pass([facet], others))[0][facet.name] ?? [];
    }
    return [counts];
  }

  private pass(
    { kind }: BlockKind,
    query: FacetQuery,
    ofFiles: readonly FieldPart[],
    scope: Scope,
    unit: 'blocks' | 'files',
  ): Promise<[FacetCounts]> {
    const isByFile = ofFiles.length > 0 || query.facets.some(({ path }) => isOfFiles(path));
    const lookups = new FileLookups();
    const inBlock = filterOf(lookups.rewritten(allOf(ofFiles)));
    const byBlock = [...lookups.stages, { $match: inBlock }, ...lookups.cleared];
    const byFile = [...ROW_STAGES, { $match: filterOf(allOf(ofFiles)) }];
    const isRows = unit === 'files' && isByFile;
    const blocks = this.connection.collection(kind.storage.collection);
    return countFacets(
      query,
      (stages) => blocks.aggregate(stages, { maxTimeMS: FACETS_TIME_MS, allowDiskUse: true }).toArray(),
      {
        access: scope.block,
        then: [...openedBy(scope), ...(isRows ? byFile : byBlock)] as Record<string, unknown>[],
        ...(unit === 'files' && !isRows && { counted: 'fileCount' }),
      },
    );
  }
}
