import { Injectable } from '@nestjs/common';
import { readPublication, type RegisteredPublication } from '@scizoo/domain';
import { Catalogue, type DatasetOfPublication, type PublicationRecord } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import type { Context } from '../formats/links';
import { linksOf } from '../formats/links';
import { type Answer } from '../http/answers';
import { Kept } from '../http/kept';

const MB = 1_000_000;
export const DATASETS_ON_A_PAGE = 20;

export interface DatasetList {
  readonly items: readonly DatasetOfPublication[];
  readonly count: number;
}

/** Records of the catalogue and answers made of them, kept for a short while. */
@Injectable()
export class Records {
  private readonly publications: Kept<RegisteredPublication>;
  private readonly answers: Kept<Answer>;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly config: PublicApiConfig,
  ) {
    const times = { freshMs: config.freshSeconds * 1000, staleMs: config.staleSeconds * 1000 };
    this.publications = new Kept({
      ...times,
      most: (config.cacheMb * MB) / 4,
      weigh: ({ abstract, creators, datasetPids }) =>
        4000 + abstract.length * 2 + creators.length * 300 + datasetPids.length * 100,
    });
    this.answers = new Kept({ ...times, most: (config.cacheMb * MB * 3) / 4, weigh: ({ body }) => body.length + 1000 });
  }

  /** @throws 404, Withdrawn */
  publication(doi: string): Promise<RegisteredPublication> {
    return this.publications.get(doi, async () => this.read(await this.catalogue.publication(doi)));
  }
  datasets(doi: string, page: number): Promise<DatasetList> {
    return this.catalogue.datasetsOf(doi, (page - 1) * DATASETS_ON_A_PAGE, DATASETS_ON_A_PAGE) as Promise<DatasetList>;
  }
  read(record: PublicationRecord): RegisteredPublication {
    return readPublication(record as never, {
      publisher: this.config.publisher ?? this.config.site,
      licence: this.config.defaultLicence,
    });
  }
  context(doi: string): Context {
    return { links: linksOf(this.config.publicUrl, doi), site: this.config.site };
  }

  /** @param make gets the answer that stood here until now */
  answer(key: string, make: (before: Answer | undefined) => Promise<Answer>): Promise<Answer> {
    return this.answers.get(key, make);
  }
}
