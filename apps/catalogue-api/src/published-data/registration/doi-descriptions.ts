import { Injectable } from '@nestjs/common';
import { type Caller, dataciteOf, decodeKeys, invalid, publicationFaults, readPublication } from '@scizoo/domain';
import { CatalogueConfig } from '../../config';
import { DatasetsService } from '../../datasets/datasets.service';
import { type Fields, type Stored, toWire } from '../../schema/record-kind';
import type { OpenPublication } from '../open-publications.shapes';
import { PublicationRules } from '../publication-rules';
import { PUBLISHED_DATA } from '../published-data.record';
import { PublicationSummaries } from '../publication-summaries';
import { shownPublication } from '../shown-publication';
import type { Dialect } from './doi-tasks.record';

export interface DoiDescription {
  readonly url: string | undefined;
  readonly attributes: Fields;
}

/** The record as it will be when what waits beside it is registered. */
export function amended(record: Stored): Stored {
  const { amendment, ...rest } = record;
  return { ...rest, ...((amendment ?? {}) as Fields) } as Stored;
}
const metadataOf = (record: Stored): Fields => (decodeKeys(record['metadata']) ?? {}) as Fields;

/** What the world is told of a DOI: DataCite's record and the address of the landing page. */
@Injectable()
export class DoiDescriptions {
  constructor(
    private readonly summaries: PublicationSummaries,
    private readonly datasets: DatasetsService,
    private readonly rules: PublicationRules,
    private readonly config: CatalogueConfig,
  ) {}

  /** As everybody will see it once it is registered. */
  async published(given: Stored, registeredTime?: Date): Promise<OpenPublication> {
    const record = amended(given);
    const opens = record['keepEmbargo'] !== true && record['withdrawnAt'] === undefined;
    const isRegistered = record['status'] === 'registered';
    const about = await this.summaries.of(record['datasetPids'] as string[], { asOpen: opens && !isRegistered });
    const time = (record['registeredTime'] as Date | undefined) ?? registeredTime;
    return shownPublication({ ...record, status: 'registered', registeredTime: time, about });
  }

  /**
   * As it will be, as far as this caller may know: of datasets that they may not read it tells no more than of closed ones.
   * @returns with it the datasets that it shows as open
   */
  async previewed(
    given: Stored,
    caller: Caller,
  ): Promise<{ readonly publication: OpenPublication; readonly open: ReadonlySet<string> }> {
    const record = amended(given);
    const pids = record['datasetPids'] as string[];
    const isKept = record['keepEmbargo'] === true;
    const open = await this.datasets.readableAmong(pids, isKept ? undefined : caller);
    const closed = { numberOfDatasets: pids.length, numberOfClosed: pids.length - open.size };
    // Of closed datasets a sum holds only what the facility shows of them.
    const about = isKept
      ? await this.summaries.of(pids)
      : { ...(await this.summaries.of([...open], { asOpen: true })), ...closed };
    const registeredTime = (record['registeredTime'] as Date | undefined) ?? new Date();
    return { publication: shownPublication({ ...record, status: 'registered', registeredTime, about }), open };
  }

  async of(record: Stored, dialect: Dialect, registeredTime?: Date): Promise<DoiDescription> {
    return this.fromPublished(await this.published(record, registeredTime), dialect);
  }
  fromPublished(published: OpenPublication, dialect: Dialect): DoiDescription {
    // As it travels: moments as texts.
    const wire = JSON.parse(JSON.stringify(published));
    const attributes = dataciteOf(
      readPublication(wire, {
        publisher: this.config.publisher ?? this.config.site,
        licence: this.config.defaultLicence,
      }),
    );
    return { url: this.landingPageOf(published.doi, published.metadata, dialect), attributes };
  }

  /** One text per fault; none: it can be registered. */
  faultsOf(given: Stored): { field: string; code: string; message: string }[] {
    const record = amended(given);
    const metadata = metadataOf(record);
    const { title, abstract } = toWire(PUBLISHED_DATA, record);
    const ofFacility = this.rules.faultsOf(metadata);
    return [
      ...ofFacility.map((message) => ({ field: message.split(' ')[0]!, code: 'facility', message })),
      ...publicationFaults({ title, abstract, metadata }),
    ];
  }
  /** @throws 400 with one text per fault */
  assertComplete(record: Stored): void {
    this.rules.assertComplete(metadataOf(amended(record)));
    const faults = this.faultsOf(record);
    if (faults.length === 0) return;
    throw invalid(
      'The metadata of the publication are not complete',
      faults.slice(0, 50).map(({ field, message }) => `${field}: ${message}`),
    );
  }

  /** Where the DOI leads to; undefined when neither the record nor the facility says. */
  landingPageOf(doi: string, metadata: Fields, dialect: Dialect): string | undefined {
    const own = metadata['landingPage'];
    if (typeof own === 'string' && own !== '')
      return `https://${own.replace(/^https?:\/\//u, '')}${encodeURIComponent(doi)}`;
    const { publicUrlPrefix } = this.config;
    if (publicUrlPrefix === undefined) return undefined;
    // The older routes encode twice, as the sites that use them expect.
    const name = encodeURIComponent(doi);
    return `${publicUrlPrefix}${dialect === 'v3' ? encodeURIComponent(name) : name}`;
  }
}
