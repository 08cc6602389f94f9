import { Injectable } from '@nestjs/common';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import { type DoiDescription, doiFailure, DoiRegistrar } from './doi-registrar';
import { assertAccepted, type Patience, repeatedCall, type Reply } from './repeated-call';

const MEDIA_TYPE = 'application/vnd.api+json';

/** A path for a DOI: its slashes stay slashes. */
export const doiInPath = (doi: string): string => doi.split('/').map(encodeURIComponent).join('/');
export const addressFor = (base: string, doi: string): string => `${base.replace(/\/+$/u, '')}/${doiInPath(doi)}`;
export const basicAuthorization = ({ doiUsername = '', doiPassword = '' }: CatalogueConfig): string =>
  `Basic ${Buffer.from(`${doiUsername}:${doiPassword}`).toString('base64')}`;

function stateIn({ text }: Reply): string | undefined {
  try {
    const { data } = JSON.parse(text) as { data?: { attributes?: { state?: string } } };
    return data?.attributes?.state;
  } catch {
    // No JSON, no state: it is asked for then.
    return undefined;
  }
}

/** DataCite's REST API: one PUT makes or renews a DOI, so that a lost answer does no harm; then its state is read back. */
@Injectable()
export class DataCiteRegistrar extends DoiRegistrar {
  private readonly patience: Patience;

  constructor(
    private readonly config: CatalogueConfig,
    { logger }: Surroundings,
  ) {
    super();
    this.patience = { timeoutMs: config.doiTimeoutMs, logger, service: 'DOI service' };
  }

  get isConfigured(): boolean {
    return this.config.registerDoiUri !== undefined;
  }

  async register({ doi, url, attributes }: DoiDescription): Promise<void> {
    if (!this.isConfigured) return;
    await this.put(doi, { event: 'publish', doi, ...attributes, url }, 'findable');
  }
  async withdraw(doi: string): Promise<void> {
    if (!this.isConfigured) return;
    await this.put(doi, { event: 'hide' }, 'registered');
  }

  private async put(doi: string, attributes: object, wanted: string): Promise<void> {
    const url = addressFor(this.config.registerDoiUri!, doi);
    const headers = { authorization: basicAuthorization(this.config), accept: MEDIA_TYPE, 'content-type': MEDIA_TYPE };
    const body = JSON.stringify({ data: { type: 'dois', attributes } });
    const answer = await repeatedCall({ method: 'PUT', url, headers, body }, this.patience);
    assertAccepted(answer, this.patience);
    if (stateIn(answer) === wanted) return;
    // An event that does not fit the state is ignored without a word.
    const state = stateIn(await repeatedCall({ method: 'GET', url, headers }, this.patience));
    if (state !== wanted)
      throw doiFailure(`The DOI is ${state ?? 'unknown'} at the DOI service, not ${wanted}; nothing was changed`);
  }
}
