import type { Api } from '../../core/api';
import type { RelatedDataset, RelatedPublication, Relations } from './gather';

const FIELDS = ['pid', 'datasetName', 'type', 'inputDatasets'];

/** The relations that this person may see. */
export class CatalogueRelations implements Relations {
  constructor(
    private readonly api: Api,
    private readonly isSignedIn: boolean,
    private readonly signal: AbortSignal,
  ) {}

  datasets(pids: readonly string[]): Promise<RelatedDataset[]> {
    return this.find({ pid: { $in: pids } }, pids.length);
  }
  derivedFrom(pids: readonly string[], most: number): Promise<RelatedDataset[]> {
    return this.find({ inputDatasets: { $in: pids } }, most);
  }
  publicationsOf(pids: readonly string[], limit: number): Promise<RelatedPublication[]> {
    const fields = ['doi', 'title', 'datasetPids'];
    const filter = { where: { datasetPids: { $in: pids } }, fields, limits: { limit } };
    return this.api.get('/api/v4/publisheddata', { filter: JSON.stringify(filter) }, this.signal);
  }
  private find(where: object, limit: number): Promise<RelatedDataset[]> {
    const route = `/api/v4/datasets${this.isSignedIn ? '' : '/public'}`;
    const filter = { where, fields: FIELDS, limits: { limit, sort: { creationTime: 'desc' } } };
    return this.api.get(route, { filter: JSON.stringify(filter) }, this.signal);
  }
}
