import { Module } from '@nestjs/common';
import { KeyRecords } from './key-records.service';
import { MetadataKeysV4Controller } from './metadata-keys-v4.controller';
import { MetadataKeysService } from './metadata-keys.service';

@Module({
  controllers: [MetadataKeysV4Controller],
  providers: [MetadataKeysService, KeyRecords],
  exports: [MetadataKeysService],
})
export class MetadataKeysModule {}
