import type { Api } from '../core/api';
import { part } from '../core/api';
import type { ScanLogPage } from '../core/api-types';
import { asProblem } from '../core/problem';

/** Where a search leads, as the router takes it. */
export interface Place {
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

const DOI_ADDRESS = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)/i;
const SCAN = /^(?:scan\s*|#)?0*(\d{1,9})$/i;
/** Scans of the same number at several beamlines are left to the scan log. */
const SCANS_AT_MOST = 50;

/** Whether the catalogue has it, for this person: what one may not see is not there. */
async function exists(api: Api, path: string): Promise<boolean> {
  try {
    return (await api.get<unknown>(path)) !== null;
  } catch (fault) {
    const { kind } = asProblem(fault);
    if (kind === 'missing' || kind === 'forbidden' || kind === 'invalid' || kind === 'signed-out') return false;
    throw fault;
  }
}
async function scanPlace(api: Api, number: string): Promise<Place | undefined> {
  const query = { text: number, limit: SCANS_AT_MOST };
  const { rows } = await api.get<ScanLogPage>('/api/v4/scan-log', query);
  const found = rows.filter(({ runNumber, scanNumber }) => runNumber === number || String(scanNumber) === number);
  if (found.length === 0) return undefined;
  const [first] = found;
  if (found.length === 1 && first) return { path: ['/datasets', first.pid] };
  return { path: ['/scan-log'], query: { text: number } };
}

/** An identifier leads to its page, a scan number to its scan; anything else is searched among the datasets. */
export async function findPlace(api: Api, typed: string): Promise<Place> {
  const text = typed.trim().replace(DOI_ADDRESS, '');
  const words: Place = { path: ['/datasets'], query: { text } };
  if (/\s/.test(text) && !SCAN.test(text)) return words;
  if (text.includes('/'))
    return (await exists(api, `/api/v4/datasets/${part(text)}`)) ? { path: ['/datasets', text] } : words;
  if (await exists(api, `/api/v3/proposals/${part(text)}`)) return { path: ['/proposals', text] };
  const number = SCAN.exec(text)?.[1];
  return (number && (await scanPlace(api, number))) || words;
}
