import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { attributesOf, landingPageOf } from './datacite-attributes';
import { DoiRegistrar } from './doi-registrar';
import { OaiProvider } from './oai-provider';
import { PUBLISHED_DATA } from './published-data.record';
import { XmlRegistrar } from './xml-registrar';

/** Which of SciCat's routes was called: each has services of its own to tell. */
export type Dialect = 'v3' | 'v4';

/** Site of which the v3 routes tell an OAI provider instead of a DOI service. */
const WITHOUT_DOI_SERVICE = 'PSI';

/** Tells the outside world of publications. Services that are not configured are left out. */
@Injectable()
export class Announcements {
  constructor(
    private readonly registrar: DoiRegistrar,
    private readonly xml: XmlRegistrar,
    private readonly oai: OaiProvider,
    private readonly config: CatalogueConfig,
  ) {}

  /** Comes back when the DOI can be found. @throws 424 */
  async make(record: Stored, dialect: Dialect): Promise<void> {
    const wire = toWire(PUBLISHED_DATA, record);
    const attributes = attributesOf(wire);
    if (dialect === 'v4') {
      const url = landingPageOf(record._id, (wire['metadata'] ?? {}) as Fields, this.config);
      await this.registrar.register({ doi: record._id, url, attributes });
    } else if (this.config.site === WITHOUT_DOI_SERVICE) {
      if (this.oai.isConfigured) await this.oai.publish(wire);
    } else if (this.xml.isConfigured) await this.xml.register(record._id, attributes);
  }
  /** @throws 424 */
  async renew(record: Stored): Promise<void> {
    if (this.oai.isConfigured) await this.oai.renew(record._id, toWire(PUBLISHED_DATA, record));
  }
  /** The DOI keeps resolving, but is found no more. @throws 424 */
  async withdraw(doi: string): Promise<void> {
    if (this.registrar.isConfigured) await this.registrar.withdraw(doi);
  }
}
