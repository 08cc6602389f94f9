import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { BlockAccess } from './block-access';
import { BlockAnswers } from './block-answers';
import { BlockFacets } from './block-facets';
import { ChunkMigration } from './chunk-migration';
import { FileBlockParts } from './file-blocks.service';
import { FileChunksModule } from './file-chunks.module';
import { FileRows } from './file-rows';
import { FileSearch } from './file-search';

const parts = [ChunkMigration, BlockAccess, BlockAnswers, BlockFacets, FileBlockParts, FileRows, FileSearch];

/** Lists of files: what origdatablocks and datablocks have in common. */
@Module({
  imports: [DatasetsModule, FileChunksModule],
  providers: parts,
  exports: [...parts, DatasetsModule, FileChunksModule],
})
export class FileListsModule {}
