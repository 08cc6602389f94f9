import { type Account, addressFor, call, type Reply } from './call';
import type { DoiState, DoiTask, Registrar } from './registrar';

const MEDIA_TYPE = 'application/vnd.api+json';

export interface DoiThere {
  readonly state: DoiState;
  readonly attributes: Readonly<Record<string, unknown>>;
}
function doiIn({ status, text }: Reply): DoiThere {
  if (status === 404) return { state: 'none', attributes: {} };
  try {
    const { data } = JSON.parse(text) as { data?: { attributes?: Record<string, unknown> } };
    const attributes = data?.attributes ?? {};
    const { state } = attributes;
    const isKnown = state === 'draft' || state === 'registered' || state === 'findable';
    return { state: isKnown ? state : 'unknown', attributes };
  } catch {
    // No JSON, no state: it is asked for then.
    return { state: 'unknown', attributes: {} };
  }
}

/** DataCite's REST API: one PUT makes or renews a DOI, so that a lost answer does no harm; then its state is read back. */
export class DataCite implements Registrar {
  constructor(
    private readonly base: string,
    private readonly account: Account,
  ) {}

  async bring({ doi, wanted, url, attributes }: DoiTask): Promise<DoiState> {
    if (wanted === 'registered') {
      // What nobody could find needs no hiding; a PUT would make it.
      const state = await this.stateOf(doi);
      if (state === 'none' || state === 'draft') return 'registered';
    }
    const event = wanted === 'findable' ? 'publish' : 'hide';
    const body = { data: { type: 'dois', attributes: { ...attributes, doi, ...(url && { url }), event } } };
    const { state } = doiIn(await this.ask('PUT', doi, JSON.stringify(body)));
    // An event that does not fit the state is ignored without a word.
    return state === wanted ? state : this.stateOf(doi);
  }
  async stateOf(doi: string): Promise<DoiState> {
    return (await this.find(doi)).state;
  }
  /** As it is there, with publishers and affiliations whole. @throws ServiceFailure */
  async find(doi: string): Promise<DoiThere> {
    return doiIn(await this.ask('GET', doi));
  }
  /** @throws when it is away or does not know the account */
  async assertReachable(): Promise<void> {
    await call({ method: 'GET', url: `${this.base.replace(/\/dois\/?$/u, '')}/heartbeat`, type: '*/*' }, this.account);
  }

  private ask(method: 'GET' | 'PUT', doi: string, body?: string): Promise<Reply> {
    const query = method === 'GET' ? '?affiliation=true&publisher=true' : '';
    const url = `${addressFor(this.base, doi)}${query}`;
    return call({ method, url, type: MEDIA_TYPE, ...(body !== undefined && { body }) }, this.account);
  }
}
