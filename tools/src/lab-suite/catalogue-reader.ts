import { eventually } from '@scizoo/testing';

export interface ScanRow {
  pid: string;
  scanNumber: number;
  command: string;
  scanType: string;
  state: string;
  reason: string | null;
  pointsDone: number | null;
  pointsTotal: number | null;
  detectors: string[];
  motors: string[];
  proposalIds: string[];
  principalInvestigators: string[];
  visit: string;
  sourceFolder: string;
  instrument: string;
  datasetName: string;
  startTime: string;
  endTime: string | null;
  flags: string[];
}
export interface Quantity {
  value: unknown;
  unit?: string;
  valueSI?: number;
  unitSI?: string;
  error?: string;
}

/** What beamline staff sees through the API. */
export class CatalogueReader {
  private constructor(
    private readonly url: string,
    private readonly cookie: string,
  ) {}

  static async signIn(url: string, username: string, password: string): Promise<CatalogueReader> {
    const response = await fetch(`${url}/api/v4/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new Error(`sign-in of ${username}: ${response.status} ${await response.text()}`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    return new CatalogueReader(url, cookies.join('; '));
  }

  async get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.url}${path}`, { headers: { cookie: this.cookie } });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  async rows(proposal: string): Promise<ScanRow[]> {
    const query = `instrument=b310a&proposal=${proposal}&limit=200`;
    return (await this.get<{ rows: ScanRow[] }>(`/api/v4/scan-log?${query}`)).rows;
  }

  /** The row of a command that no other scan of the run has, once it fulfils the condition. */
  row(proposal: string, command: string, condition: (row: ScanRow) => boolean, withinMs = 15_000): Promise<ScanRow> {
    let last: ScanRow | undefined;
    return eventually(
      async () => {
        last = (await this.rows(proposal)).find((row) => row.command === command);
        return last && condition(last) ? last : undefined;
      },
      { withinMs, everyMs: 100 },
    ).catch((error: unknown) => {
      throw new Error(`"${command}": ${(error as Error).message}; the row is ${JSON.stringify(last)}`);
    });
  }
  /** What is asked for, once it is as wanted. */
  async eventually<T>(ask: () => Promise<T>, isWanted: (found: T) => boolean, withinMs = 20_000): Promise<T> {
    let found: T | undefined;
    await eventually(async () => isWanted((found = await ask())), { withinMs, everyMs: 200 }).catch(
      (error: unknown) => {
        throw new Error(`${(error as Error).message}; found was ${JSON.stringify(found)?.slice(0, 1000)}`);
      },
    );
    return found as T;
  }
  ended(proposal: string, command: string): Promise<ScanRow> {
    return this.row(proposal, command, ({ state }) => state !== 'running' && state !== null);
  }

  async metadata(pid: string): Promise<Record<string, Quantity>> {
    const dataset = await this.get<{ scientificMetadata: Record<string, Quantity> }>(
      `/api/v3/datasets/${encodeURIComponent(pid)}`,
    );
    return dataset.scientificMetadata;
  }
  async files(pid: string): Promise<{ path: string; size: number }[]> {
    return (
      await this.get<{ files: { path: string; size: number }[] }>(`/api/v4/datasets/${encodeURIComponent(pid)}/files`)
    ).files;
  }
  async points(pid: string): Promise<Record<string, (number | null)[]>> {
    return (
      await this.get<{ points: Record<string, (number | null)[]> }>(
        `/api/v4/datasets/${encodeURIComponent(pid)}/points`,
      )
    ).points;
  }
}
