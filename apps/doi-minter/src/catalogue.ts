import { CatalogueClient, CatalogueError, type Schema } from '@scizoo/catalogue-client';
import type { ExpectedDoi } from './drift';
import type { Report } from './mint';
import type { DoiTask } from './registrar';

const GONE = 409;
const DOIS_AT_ONCE = 50;

/** The few routes of the catalogue that the minter may use. */
export class Catalogue {
  private readonly client: CatalogueClient;

  constructor(
    url: string,
    token: string,
    private readonly timeoutMs: number,
  ) {
    this.client = new CatalogueClient({ baseUrl: url.replace(/\/$/u, ''), token: () => token });
  }
  private get signal(): AbortSignal {
    return AbortSignal.timeout(this.timeoutMs);
  }

  async lease(leaseSeconds: number): Promise<DoiTask | undefined> {
    const body = { leaseSeconds };
    return (await this.client.post('/api/v4/doi-tasks/lease', { body, signal: this.signal }))?.task ?? undefined;
  }
  /** @returns false when the lease had run out: somebody else has the task */
  async report(lease: string, report: Report): Promise<boolean> {
    try {
      const path = { lease };
      await this.client.post('/api/v4/doi-tasks/leases/{lease}/report', { path, body: report, signal: this.signal });
      return true;
    } catch (error) {
      if (error instanceof CatalogueError && error.status === GONE) return false;
      throw error;
    }
  }

  /** All DOIs as they ought to be, page by page. */
  async *expected(): AsyncGenerator<ExpectedDoi> {
    let after: string | undefined;
    do {
      const query = { limit: DOIS_AT_ONCE, ...(after !== undefined && { after }) };
      const page = await this.client.get('/api/v4/doi-tasks/expected', { query, signal: this.signal });
      yield* page.items;
      after = page.next ?? undefined;
    } while (after !== undefined);
  }
  async tellDrift(body: Schema<'DriftReport'>): Promise<void> {
    await this.client.post('/api/v4/doi-tasks/drift', { body, signal: this.signal });
  }
}
