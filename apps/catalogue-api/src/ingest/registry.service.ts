import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { SOURCE_PRIORITY, type SourceKind } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import type { Beamline } from './ownership';

export type ProducerKind = SourceKind | 'proposals';
export interface Producer {
  readonly source: string;
  readonly kind: ProducerKind;
  readonly beamlines: readonly string[];
}
interface InstrumentFacts {
  readonly _id: string;
  readonly uniqueName: string;
  readonly customMetadata?: { readonly staffGroup?: unknown };
}

const FRESH_MS = 30_000;
/** A source that is not known may have been registered a moment ago. */
const LOOK_AGAIN_MS = 2000;

const isProducerKind = (kind: unknown): kind is ProducerKind =>
  kind === 'proposals' || (typeof kind === 'string' && Object.hasOwn(SOURCE_PRIORITY, kind) && kind !== 'user');

/** Who may tell about which beamline, and which groups a beamline has: small, read often, kept in memory for a while. */
@Injectable()
export class RegistryService {
  private producers = new Map<string, Producer>();
  private beamlines = new Map<string, Beamline>();
  private readAt = Number.NEGATIVE_INFINITY;
  private reading?: Promise<void>;

  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** Call before a batch with the sources it names. */
  async refresh(sources: Iterable<string>): Promise<void> {
    const age = performance.now() - this.readAt;
    const isMissing = age > LOOK_AGAIN_MS && [...sources].some((source) => !this.producers.has(source));
    if (age > FRESH_MS || isMissing) await (this.reading ??= this.read().finally(() => (this.reading = undefined)));
  }
  forget(): void {
    this.readAt = Number.NEGATIVE_INFINITY;
  }
  producer(source: string): Producer | undefined {
    return this.producers.get(source);
  }
  beamline(name: string): Beamline {
    return this.beamlines.get(name) ?? { name, staffGroup: `${name}-staff` };
  }
  /** The group of the staff of a beamline; undefined for one that is none. Its record may have been made a moment ago. */
  async staffGroupOf(name: string): Promise<string | undefined> {
    await this.refresh([]);
    if (!this.beamlines.has(name)) {
      this.forget();
      await this.refresh([]);
    }
    return this.beamlines.get(name)?.staffGroup;
  }
  get knownBeamlines(): readonly Beamline[] {
    return [...this.beamlines.values()];
  }

  private async read(): Promise<void> {
    const [producers, instruments] = await Promise.all([
      this.connection.collection<Producer & { _id: string }>('producers').find().toArray(),
      this.connection
        .collection<InstrumentFacts>('instruments')
        .find({}, { projection: { uniqueName: 1, 'customMetadata.staffGroup': 1 } })
        .toArray(),
    ]);
    this.producers = new Map(
      producers
        .filter(({ kind }) => isProducerKind(kind))
        .map((producer) => [producer.source ?? producer._id, producer]),
    );
    this.beamlines = new Map(
      instruments.map(({ _id, uniqueName, customMetadata }) => {
        const staff = customMetadata?.staffGroup;
        const staffGroup = typeof staff === 'string' && staff !== '' ? staff : `${uniqueName}-staff`;
        return [uniqueName, { name: uniqueName, staffGroup, instrumentId: _id }];
      }),
    );
    this.readAt = performance.now();
  }
}
