import { type DynamicModule, Inject, Module } from '@nestjs/common';
import { getConnectionToken, getModelToken, MongooseModule } from '@nestjs/mongoose';
import type { Connection, Model } from 'mongoose';
import { CatalogueConfig } from '../config';
import { History } from './history';
import { mongooseSchemaOf } from './mongoose-schema';
import type { RecordKind } from './record-kind';
import { RecordStore } from './record-store';

const tokenOf = (kind: RecordKind) => `store of ${kind.name}`;

/** Injects the store of one kind of record; only its own folder does. */
export const InjectStore = (kind: RecordKind) => Inject(tokenOf(kind));

/** Registers the kind with mongoose (schema, indexes) and provides its store. */
@Module({})
export class Stores {
  static of(kind: RecordKind): DynamicModule {
    return {
      module: Stores,
      imports: [MongooseModule.forFeature([{ name: kind.name, schema: mongooseSchemaOf(kind.stored, kind.storage) }])],
      providers: [
        {
          provide: tokenOf(kind),
          inject: [getConnectionToken(), getModelToken(kind.name), CatalogueConfig],
          useFactory: (connection: Connection, model: Model<unknown>, config: CatalogueConfig) =>
            new RecordStore(kind, connection, model, new History(connection, config)),
        },
      ],
      exports: [tokenOf(kind)],
    };
  }
}
