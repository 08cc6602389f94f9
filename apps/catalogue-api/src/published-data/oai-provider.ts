import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import type { Fields } from '../schema/record-kind';
import { Surroundings } from '../surroundings';
import { addressFor, basicAuthorization } from './datacite-registrar';
import { assertAccepted, type Patience, repeatedCall } from './repeated-call';

/** A site's own OAI provider, which is told of publications and their changes. */
@Injectable()
export class OaiProvider {
  private readonly patience: Patience;

  constructor(
    private readonly config: CatalogueConfig,
    { logger }: Surroundings,
  ) {
    this.patience = { timeoutMs: config.doiTimeoutMs, logger, service: 'OAI provider' };
  }

  get isConfigured(): boolean {
    return this.config.oaiProviderRoute !== undefined;
  }
  /** @throws 424 */
  async publish(record: Fields): Promise<void> {
    await this.send('POST', this.config.oaiProviderRoute!, record);
  }
  /** @throws 424 */
  async renew(doi: string, record: Fields): Promise<void> {
    await this.send('PUT', addressFor(this.config.oaiProviderRoute!, doi), record);
  }

  private async send(method: 'POST' | 'PUT', url: string, record: Fields): Promise<void> {
    const headers = {
      'content-type': 'application/json;charset=UTF-8',
      ...(this.config.doiUsername !== undefined && { authorization: basicAuthorization(this.config) }),
    };
    assertAccepted(
      await repeatedCall({ method, url, headers, body: JSON.stringify(record) }, this.patience),
      this.patience,
    );
  }
}
