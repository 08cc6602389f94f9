import { Injectable, type OnModuleInit } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import { v5 as uuidV5 } from 'uuid';
import { CatalogueConfig } from '../config';
import { DatabaseService } from '../database/database.service';
import { Surroundings } from '../surroundings';
import { type FacilityFile, type InstrumentEntry, type ProducerEntry, readFacility } from './facility-file';

/** Names in this namespace: PIDs of instruments that the facility file declares. */
const INSTRUMENT_NAMESPACE = '0b0c5f58-7a1c-5b55-9c5b-3f3a2c9c6b0e';

interface InstrumentDocument {
  readonly _id: string;
  readonly uniqueName: string;
  readonly name: string;
}

/** Instruments and registered producers out of a file, at every start. */
@Injectable()
export class FacilityService implements OnModuleInit {
  private file: FacilityFile = {};

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly database: DatabaseService,
    private readonly surroundings: Surroundings,
  ) {}

  /** A file with faults ends the start with a sentence, before the database is asked. */
  async onModuleInit(): Promise<void> {
    const path = this.config.facilityFile;
    if (path === undefined) return;
    this.file = await readFacility(path);
    this.database.atStart('facility', () => this.keep(this.file));
  }

  private async keep({ instruments, producers }: FacilityFile): Promise<void> {
    for (const instrument of instruments ?? []) await this.keepInstrument(instrument);
    for (const producer of producers ?? []) await this.keepProducer(producer);
    const counts = { instruments: instruments?.length ?? 0, producers: producers?.length ?? 0 };
    this.surroundings.logger.info(counts, 'facility read');
  }

  private async keepInstrument({ uniqueName, name, staffGroup, description }: InstrumentEntry): Promise<void> {
    const now = new Date();
    const pid = `${this.config.pidPrefix.replace(/\/$/, '')}/${uuidV5(`${this.config.facility}/${uniqueName}`, INSTRUMENT_NAMESPACE)}`;
    const facts = {
      name,
      'customMetadata.staffGroup': staffGroup ?? `${uniqueName}-staff`,
      ...(description && { 'customMetadata.description': description }),
    };
    // A record that somebody has made for this beamline is kept, with its own PID and further metadata.
    await this.connection.collection<InstrumentDocument>('instruments').updateOne(
      { uniqueName },
      {
        $set: { ...facts, updatedAt: now, updatedBy: 'facility file' },
        $setOnInsert: { _id: pid, createdAt: now, createdBy: 'facility file' },
      },
      { upsert: true },
    );
  }
  private async keepProducer({ source, kind, beamlines }: ProducerEntry): Promise<void> {
    await this.connection
      .collection<{ _id: string }>('producers')
      .updateOne({ _id: source }, { $set: { source, kind, beamlines, updatedAt: new Date() } }, { upsert: true });
  }

  /** Names of the beamlines are no secret; from the file while the database is away. */
  async instruments(): Promise<{ uniqueName: string; name: string }[]> {
    if (!this.database.isUp) return (this.file.instruments ?? []).map(({ uniqueName, name }) => ({ uniqueName, name }));
    const found = await this.connection
      .collection<InstrumentDocument>('instruments')
      .find({}, { projection: { _id: 0, uniqueName: 1, name: 1 }, sort: { name: 1 }, limit: 1000, maxTimeMS: 2000 })
      .toArray();
    return found.map(({ uniqueName, name }) => ({ uniqueName, name }));
  }
}
