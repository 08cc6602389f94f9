import { Module } from '@nestjs/common';
import { RegistryModule } from '../ingest/registry.module';
import { NotePlaces } from './note-places';

/** By itself, so that the pictures of notes can follow the notes. */
@Module({ imports: [RegistryModule], providers: [NotePlaces], exports: [NotePlaces] })
export class NotePlacesModule {}
