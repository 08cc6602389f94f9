import { Module } from '@nestjs/common';
import { DatasetsModule } from '../datasets/datasets.module';
import { NotePlacesModule } from '../scan-notes/note-places.module';
import { Stores } from '../schema/stores';
import { ATTACHMENT } from './attachment.record';
import { AttachmentsV4Controller } from './attachments-v4.controller';
import { AttachmentsService } from './attachments.service';
import { ImageFiles } from './image-files';
import { ImagesController } from './images.controller';
import { ImagesService } from './images.service';
import { RowImages } from './row-images';

@Module({
  imports: [Stores.of(ATTACHMENT), DatasetsModule, NotePlacesModule],
  controllers: [AttachmentsV4Controller, ImagesController],
  providers: [AttachmentsService, ImagesService, ImageFiles, RowImages],
  exports: [AttachmentsService, ImagesService],
})
export class AttachmentsModule {}
