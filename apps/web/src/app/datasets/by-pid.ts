import type { Api } from '../core/api';
import type { Dataset } from '../core/api-types';

/** So many identifiers stand in one address. */
const IN_ADDRESS = 80;

/** These fields of datasets, in the order of the PIDs; those that one may not read are absent. */
export async function datasetsByPid<F extends keyof Dataset>(
  api: Api,
  pids: readonly string[],
  fields: readonly F[],
  { route = '/api/v4/datasets', signal }: { route?: string; signal?: AbortSignal | undefined } = {},
): Promise<Pick<Dataset, F | 'pid'>[]> {
  type Found = Pick<Dataset, F | 'pid'>;
  const found = new Map<string, Found>();
  for (let at = 0; at < pids.length; at += IN_ADDRESS) {
    const some = pids.slice(at, at + IN_ADDRESS);
    const filter = { where: { pid: { $in: some } }, fields: ['pid', ...fields], limits: { limit: some.length } };
    const answer = await api.get<Found[]>(route, { filter: JSON.stringify(filter) }, signal);
    for (const dataset of answer) found.set(dataset.pid, dataset);
  }
  return pids.flatMap((pid) => found.get(pid) ?? []);
}
