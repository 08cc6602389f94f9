import type { RegisteredPublication } from '@scizoo/domain';
import type { Links } from './links';

/** All files of one dataset in one archive, for everybody. */
export interface OpenData {
  readonly pid: string;
  readonly href: string;
  readonly type: 'application/zip';
}
const MOST = 100;

/** What of a record can be fetched by everybody: nothing while a part of it is closed, since which part that is stands with the datasets only. */
export function openDataOf(publication: RegisteredPublication, links: Links): OpenData[] {
  const { access, numberOfFiles, datasetPids } = publication;
  if (access !== 'open' || numberOfFiles === 0) return [];
  return datasetPids.slice(0, MOST).map((pid) => ({ pid, href: links.data(pid), type: 'application/zip' }));
}
