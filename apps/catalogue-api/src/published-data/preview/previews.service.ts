import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, invalid, notFound } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { fingerprint, randomToken } from '../../access/tokens';
import { CatalogueConfig } from '../../config';
import { DatabaseService } from '../../database/database.service';
import { PublicationDatasets } from '../publication-datasets';
import { PublishedDataService } from '../published-data.service';
import { DoiDescriptions } from '../registration/doi-descriptions';
import type { LandingPagePreview } from './previews.shapes';

const PASS_S = 600;
const DATASETS_SHOWN = 20;
const DETAIL = /\/detail\/$/u;

/** Lets the public pages, which know no more than a stranger, show one draft to somebody who may read it. */
interface StoredPass {
  /** Fingerprint of the token. */
  readonly _id: string;
  readonly doi: string;
  /** On whose behalf: what this person may not read is not shown. */
  readonly caller: Caller;
  readonly at: Date;
}

/** Landing pages before they exist, made by the program that shows the real ones. */
@Injectable()
export class Previews {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly publications: PublishedDataService,
    private readonly members: PublicationDatasets,
    private readonly descriptions: DoiDescriptions,
    private readonly config: CatalogueConfig,
    database: DatabaseService,
  ) {
    database.atStart('passes of previews', () => this.passes.createIndex({ at: 1 }, { expireAfterSeconds: PASS_S }));
  }
  private get passes() {
    return this.connection.collection<StoredPass>('previewpasses');
  }

  /** Where the page can be seen for ten minutes. @throws 404, 400 where there are no public pages */
  async open(doi: string, caller: Caller): Promise<string> {
    await this.publications.visible(doi, caller, 'v4');
    const { publicUrlPrefix = '' } = this.config;
    if (!DETAIL.test(publicUrlPrefix)) throw invalid('This facility has no landing pages of ours: PUBLIC_URL_PREFIX');
    const token = randomToken();
    await this.passes.insertOne({ _id: fingerprint(token), doi, caller, at: new Date() });
    return `${publicUrlPrefix.replace(DETAIL, '/preview')}?token=${token}`;
  }

  /** @throws 404 when the pass is over, or who had it may not read the draft any more */
  async of(token: string): Promise<LandingPagePreview> {
    const since = new Date(Date.now() - PASS_S * 1000);
    const pass = await this.passes.findOne({ _id: fingerprint(token), at: { $gte: since } });
    if (!pass) throw notFound();
    const record = await this.publications.visible(pass.doi, pass.caller, 'v4');
    const { publication, open } = await this.descriptions.previewed(record, pass.caller);
    const pids = record['datasetPids'] as string[];
    const [named, datasets] = await Promise.all([
      this.members.named(publication, open),
      this.members.page(pids, 0, DATASETS_SHOWN, open),
    ]);
    return { publication: named, datasets };
  }
}
