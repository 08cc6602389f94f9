import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import { type Stored, toWire } from '../schema/record-kind';
import { OaiProvider } from './oai-provider';
import { PUBLISHED_DATA } from './published-data.record';
import type { Dialect } from './registration/doi-tasks.record';

/** Site of which the v3 routes tell an OAI provider instead of a DOI service. */
const WITHOUT_DOI_SERVICE = 'PSI';

/** Tells a site's own OAI provider of publications, where there is one. */
@Injectable()
export class Announcements {
  constructor(
    private readonly oai: OaiProvider,
    private readonly config: CatalogueConfig,
  ) {}

  /** The provider mints: what comes by these routes goes there and not to the DOI service. */
  standInFor(dialect: Dialect): boolean {
    return dialect === 'v3' && this.config.site === WITHOUT_DOI_SERVICE;
  }
  /** @throws 424 */
  async make(record: Stored, dialect: Dialect): Promise<void> {
    if (this.standInFor(dialect) && this.oai.isConfigured) await this.oai.publish(toWire(PUBLISHED_DATA, record));
  }
  /** @throws 424 */
  async renew(record: Stored): Promise<void> {
    if (this.oai.isConfigured) await this.oai.renew(record._id, toWire(PUBLISHED_DATA, record));
  }
}
