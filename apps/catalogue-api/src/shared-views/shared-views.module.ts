import { Module } from '@nestjs/common';
import { MongooseModule } from '@nestjs/mongoose';
import { RegistryModule } from '../ingest/registry.module';
import { mongooseSchemaOf } from '../schema/mongoose-schema';
import { SHARED_VIEW_STORAGE, SharedViewRecord } from './shared-view.record';
import { SharedViewsController } from './shared-views.controller';
import { SharedViewsService } from './shared-views.service';

@Module({
  imports: [
    RegistryModule,
    MongooseModule.forFeature([
      { name: SharedViewRecord.name, schema: mongooseSchemaOf(SharedViewRecord, SHARED_VIEW_STORAGE) },
    ]),
  ],
  controllers: [SharedViewsController],
  providers: [SharedViewsService],
})
export class SharedViewsModule {}
