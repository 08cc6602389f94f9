import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import type { Fields } from '../schema/record-kind';
import { Surroundings } from '../surroundings';
import { assertAccepted, type Patience, repeatedCall } from './repeated-call';

/** A path for a DOI: its slashes stay slashes. */
const addressFor = (base: string, doi: string): string =>
  `${base.replace(/\/+$/u, '')}/${doi.split('/').map(encodeURIComponent).join('/')}`;

/** A site's own OAI provider, which is told of publications and their changes. */
@Injectable()
export class OaiProvider {
  private readonly patience: Patience;

  constructor(
    private readonly config: CatalogueConfig,
    { logger }: Surroundings,
  ) {
    this.patience = { timeoutMs: config.oaiProviderTimeoutMs, logger, service: 'OAI provider' };
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
    const { oaiProviderUsername: name, oaiProviderPassword: password = '' } = this.config;
    const account = name === undefined ? undefined : Buffer.from(`${name}:${password}`).toString('base64');
    const headers = {
      'content-type': 'application/json;charset=UTF-8',
      ...(account !== undefined && { authorization: `Basic ${account}` }),
    };
    assertAccepted(
      await repeatedCall({ method, url, headers, body: JSON.stringify(record) }, this.patience),
      this.patience,
    );
  }
}
