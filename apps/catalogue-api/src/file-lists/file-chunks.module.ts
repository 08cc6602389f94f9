import { Module } from '@nestjs/common';
import { FileChunks } from './file-chunks';

/** Contents of file lists, for whoever shows blocks. */
@Module({ providers: [FileChunks], exports: [FileChunks] })
export class FileChunksModule {}
