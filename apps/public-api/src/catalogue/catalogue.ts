import { Injectable } from '@nestjs/common';
import { CatalogueClient, CatalogueError, type Schema } from '@scizoo/catalogue-client';
import { invalid, notFound, unavailable } from '@scizoo/domain';
import { PublicApiConfig } from '../config';
import { Surroundings } from '../surroundings';

export type PublicationRecord = Schema<'OpenPublication'>;
/** The catalogue leaves out what there is not; its description allows null as well. */
type WithoutNulls<T> = { [K in keyof T]: Exclude<T[K], null> };
export type DatasetOfPublication = WithoutNulls<Schema<'DatasetOfPublication'>>;
export type PublicationChange = Schema<'PublicationChange'>;
export type Overview = Schema<'PublicationsOverview'>;

export type SearchedKind = 'datasets' | 'samples' | 'instruments' | 'proposals';
export type SearchedRecord = Readonly<Record<string, unknown>>;
export interface SearchAsked {
  readonly where: object;
  readonly order?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  /** Name of a parameter → unit in which its value comes. */
  readonly inUnits?: Readonly<Record<string, string>>;
  readonly skip?: number;
  readonly most?: number;
  /** PIDs alone, of which more come at once. */
  readonly idsOnly?: boolean;
}
const SEARCH_PAGE = 1000;
const SEARCH_PAGE_OF_IDS = 20_000;

export interface TombstoneRecord {
  readonly id: string;
  readonly title?: string;
  readonly creators?: readonly string[];
  readonly removedAt: string;
  /** In the words of the facility. */
  readonly reason?: string;
}
/** The publication was there and was withdrawn. */
export class Withdrawn extends Error {
  override readonly name = 'Withdrawn';
  constructor(readonly tombstone: TombstoneRecord) {
    super('The publication was withdrawn');
  }
}

/** The catalogue, asked as anybody who has not signed in: what it does not tell everybody cannot get out here. */
@Injectable()
export class Catalogue {
  private readonly client: CatalogueClient;

  constructor(
    private readonly config: PublicApiConfig,
    { health }: Surroundings,
  ) {
    this.client = new CatalogueClient({ baseUrl: config.catalogueUrl.replace(/\/+$/u, '') });
    health.probe('catalogue', () => this.ask((signal) => this.client.get('/api/v4/facility', { signal })));
  }

  /** @throws 404, Withdrawn */
  publication(doi: string): Promise<PublicationRecord> {
    return this.ask((signal) => this.client.get('/api/v4/publications/{doi}', { path: { doi }, signal }));
  }
  datasetsOf(doi: string, skip: number, limit: number) {
    const query = { skip, limit };
    return this.ask((signal) =>
      this.client.get('/api/v4/publications/{doi}/datasets', { path: { doi }, query, signal }),
    );
  }
  /** What a draft will be; the catalogue gave the token to somebody who may read it. @throws 404 */
  preview(token: string) {
    return this.ask((signal) => this.client.get('/api/v4/publications/preview', { query: { token }, signal }));
  }
  publications(query: Readonly<Record<string, string | number | undefined>>) {
    return this.ask((signal) => this.client.get('/api/v4/publications', { query, signal }));
  }
  changes(query: Readonly<Record<string, string | number | undefined>>) {
    return this.ask((signal) => this.client.get('/api/v4/publications/changes', { query, signal }));
  }
  overview(): Promise<Overview> {
    return this.ask((signal) => this.client.get('/api/v4/publications/overview', { signal }));
  }
  /** @throws 404 also for a dataset that is not open */
  filesOf(pid: string, limit: number, cursor?: string) {
    const query = { limit, cursor };
    return this.ask((signal) => this.client.get('/api/v4/datasets/{pid}/files', { path: { pid }, query, signal }));
  }

  /** Whether its files can be had now. @throws 404 also for a dataset that is not open */
  async isOnline(pid: string): Promise<boolean> {
    const ways = await this.ask((signal) =>
      this.client.get('/api/v4/datasets/{pid}/retrieval', { path: { pid }, signal }),
    );
    return ways.download;
  }

  /** Records by conditions of any depth, as many as there are or as `most` says. */
  async searchAll(kind: SearchedKind, { most = Infinity, skip = 0, ...asked }: SearchAsked): Promise<SearchedRecord[]> {
    const found: SearchedRecord[] = [];
    const atOnce = asked.idsOnly ? SEARCH_PAGE_OF_IDS : SEARCH_PAGE;
    while (found.length < most) {
      const limit = Math.min(most - found.length, atOnce);
      const body = { kind, ...asked, skip: skip + found.length, limit };
      const page = await this.ask((signal) => this.client.post('/api/v4/search', { body: body as never, signal }));
      found.push(...(page as SearchedRecord[]));
      if (page.length < limit) break;
    }
    return found;
  }
  async countOf(kind: SearchedKind, where: object): Promise<number> {
    const body = { kind, where };
    return (await this.ask((signal) => this.client.post('/api/v4/search/count', { body: body as never, signal })))
      .count;
  }

  private async ask<T>(call: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await call(AbortSignal.timeout(this.config.catalogueTimeoutMs));
    } catch (error) {
      throw told(error);
    }
  }
}

/** In our own words: details of the inner program are nobody's business here. */
function told(error: unknown): unknown {
  if (!(error instanceof CatalogueError))
    return unavailable('The catalogue does not answer; try again in a moment', error);
  if (error.status === 404) return notFound();
  if (error.status === 410 && error.body['tombstone']) return new Withdrawn(error.body['tombstone'] as TombstoneRecord);
  if (error.status === 400) return invalid(error.message, error.details);
  return unavailable('The catalogue does not answer; try again in a moment', error);
}
