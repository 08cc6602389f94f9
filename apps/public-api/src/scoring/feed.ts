import { Injectable } from '@nestjs/common';
import { Catalogue } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { Documents } from '../panosc-search/documents';
import { Scorer } from './scorer';

type Fields = Readonly<Record<string, unknown>>;

/** Keeps the scorer's items as the catalogue has them: only what has changed since is read again. */
@Injectable()
export class ScoringFeed {
  readonly scorer = new Scorer();
  /** Items that came from here; others were given over HTTP and stay. */
  private readonly known = { datasets: new Set<string>(), documents: new Set<string>() };
  private newest: string | undefined;
  private renewedAt = 0;
  private renewing?: Promise<void>;

  constructor(
    private readonly catalogue: Catalogue,
    private readonly documents: Documents,
    private readonly config: PublicApiConfig,
  ) {}

  /** Word statistics may be as old as an answer from the cache. */
  async current(): Promise<Scorer> {
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    await this.renewing;
    return this.scorer;
  }
  private async renew(): Promise<void> {
    if (this.renewedAt > 0 && Date.now() - this.renewedAt < this.config.freshSeconds * 1000) return;
    const where = [
      { field: 'isPublished', op: 'eq', value: true },
      ...(this.newest === undefined ? [] : [{ field: 'updatedAt', op: 'gte', value: this.newest }]),
    ];
    const order = [{ field: 'updatedAt', direction: 'asc' as const }];
    for (const dataset of await this.catalogue.searchAll('datasets', { where: { all: where }, order })) {
      const id = String(dataset['pid']);
      this.scorer.put({ id, group: 'datasets', fields: fieldsOf(dataset) });
      this.known.datasets.add(id);
      this.newest = dataset['updatedAt'] as string;
    }
    await this.forgetClosed();
    const documents = await this.documents.all();
    this.keep('documents', new Set(documents.map(({ item }) => String(item['pid']))));
    for (const { item } of documents) {
      const { pid, title, summary, keywords } = item;
      this.known.documents.add(String(pid));
      const known = this.scorer.find(String(pid));
      const fields = { title, summary, keywords };
      if (known === undefined || JSON.stringify(known.fields) !== JSON.stringify(fields))
        this.scorer.put({ id: String(pid), group: 'documents', fields });
    }
    this.renewedAt = Date.now();
  }
  /** What was closed or deleted is in no list of changes: it shows as one less than there are here. */
  private async forgetClosed(): Promise<void> {
    const where = { field: 'isPublished', op: 'eq', value: true };
    if ((await this.catalogue.countOf('datasets', where)) === this.known.datasets.size) return;
    const open = await this.catalogue.searchAll('datasets', { where, idsOnly: true });
    this.keep('datasets', new Set(open.map(({ pid }) => String(pid))));
  }
  private keep(group: 'datasets' | 'documents', open: ReadonlySet<string>): void {
    for (const id of this.known[group])
      if (!open.has(id)) {
        this.scorer.remove(id, group);
        this.known[group].delete(id);
      }
  }
}
/** Words of a dataset: what a person would search by. */
function fieldsOf({ datasetName, description, keywords, techniques, scientificMetadata }: Fields): Fields {
  const names = ((techniques ?? []) as { name: string }[]).map(({ name }) => name);
  return {
    datasetName,
    description,
    keywords,
    techniques: names,
    parameters: Object.keys((scientificMetadata ?? {}) as object),
  };
}
