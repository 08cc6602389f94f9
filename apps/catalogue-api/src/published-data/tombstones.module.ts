import { Module } from '@nestjs/common';
import { DatabaseService } from '../database/database.service';
import { TombstonesV4Controller } from './tombstones.controller';
import { Tombstones } from './tombstones.service';

/** For whoever deletes records that may have had a DOI. */
@Module({ controllers: [TombstonesV4Controller], providers: [Tombstones], exports: [Tombstones] })
export class TombstonesModule {
  constructor(database: DatabaseService) {
    // Deletes write it in a transaction, which should not have to create it.
    database.atStart('tombstones', async () => {
      await database.connection.collection('tombstones').createIndex({ kind: 1, removedAt: 1, _id: 1 });
    });
  }
}
