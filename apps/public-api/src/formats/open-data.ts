import type { RegisteredPublication } from '@scizoo/domain';
import type { Links } from './links';

/** All files of one dataset in one archive, for everybody. */
export interface OpenData {
  readonly pid: string;
  readonly href: string;
  readonly type: 'application/zip';
  /** Of its files; 0 when nobody counted. */
  readonly bytes: number;
}
const MOST = 100;

/** What of a record everybody can fetch at this moment; nothing while a part of it is closed. Links that lead nowhere are not told. */
export function openDataOf(publication: RegisteredPublication, links: Links): OpenData[] {
  const { access, online = [] } = publication;
  if (access !== 'open') return [];
  return online
    .slice(0, MOST)
    .map(({ pid, size }) => ({ pid, href: links.data(pid), type: 'application/zip', bytes: size }));
}
