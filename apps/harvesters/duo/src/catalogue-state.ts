import { type CatalogueClient, CatalogueError, type Schema } from '@scizoo/catalogue-client';
import type { HarvestState } from './harvest-state';

type Told = Schema<'HarvesterState'>;
const NAME = 'duo';
const PATH = '/api/v4/harvesters/{harvester}/state';
const path = { harvester: NAME };

export const LEASE_SECONDS = 30;
/** The catalogue's lease ends when it says; we stop believing in it a little sooner. */
const MARGIN_MS = 3000;

/** Cursor and lock, kept by the catalogue: two copies may run on two machines, and only one of them harvests. */
export class CatalogueState implements HarvestState {
  private told?: Told;
  private heldUntil = Number.NEGATIVE_INFINITY;

  /** @param memory names what this copy has on its disk */
  constructor(
    private readonly client: CatalogueClient,
    private readonly holder: string,
    private readonly memory: string,
  ) {}

  get cursor(): string | undefined {
    return this.told?.cursor ?? undefined;
  }
  get wholeAt(): Date | undefined {
    return this.told?.wholeAt ? new Date(this.told.wholeAt) : undefined;
  }
  get epoch(): number {
    return this.told?.epoch ?? 0;
  }

  /** For a look without harvesting: takes nothing. */
  async read(): Promise<void> {
    try {
      this.told = await this.client.get(PATH, { path });
    } catch (error) {
      // It has never run.
      if (!(error instanceof CatalogueError) || error.status !== 404) throw error;
    }
  }
  /** Takes the lease, or makes it last. @throws when another copy has it, or the catalogue does not answer */
  async take(): Promise<void> {
    const askedAt = performance.now();
    const body = { holder: this.holder, seconds: LEASE_SECONDS, memory: this.memory };
    try {
      const told = await this.client.put(`${PATH}/lease`, { path, body });
      // A renewal may overtake the note of a harvest.
      if (told.epoch !== this.epoch || told.version >= (this.told?.version ?? 0)) this.told = told;
    } catch (error) {
      if (error instanceof CatalogueError && error.status === 409) {
        this.heldUntil = Number.NEGATIVE_INFINITY;
        throw new Error(`another copy of this harvester runs: ${error.message}`, { cause: error });
      }
      throw error;
    }
    this.heldUntil = askedAt + LEASE_SECONDS * 1000 - MARGIN_MS;
  }
  /** @throws when it has run out: another copy may be at it */
  assertHeld(): void {
    if (performance.now() > this.heldUntil)
      throw new Error('the right to harvest has run out: the catalogue was not reached');
  }
  async note({ cursor, wholeAt }: { readonly cursor?: string; readonly wholeAt?: Date }): Promise<void> {
    const version = this.told?.version ?? 0;
    const body = { version, ...(cursor && { cursor }), ...(wholeAt && { wholeAt: wholeAt.toISOString() }) };
    this.told = await this.client.put(PATH, { path, body });
  }
  async give(): Promise<void> {
    this.heldUntil = Number.NEGATIVE_INFINITY;
    await this.client.delete(`${PATH}/lease`, { path, query: { holder: this.holder } });
  }
}
