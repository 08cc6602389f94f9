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

export interface Alarm {
  kind: string;
  about: string;
  beamline: string | null;
  state: 'raised' | 'cleared';
  text: string;
  raisedAt: string;
}

/** What beamline staff sees and does through the API. */
export class CatalogueReader {
  private constructor(
    private readonly url: string,
    private readonly session: { readonly cookie: string; readonly 'x-csrf-token': string },
  ) {}

  static async signIn(url: string, username: string, password: string): Promise<CatalogueReader> {
    const response = await fetch(`${url}/api/v4/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    if (!response.ok) throw new Error(`sign-in of ${username}: ${response.status} ${await response.text()}`);
    const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
    const { csrfToken } = (await response.json()) as { csrfToken: string };
    return new CatalogueReader(url, { cookie: cookies.join('; '), 'x-csrf-token': csrfToken });
  }

  get<T>(path: string): Promise<T> {
    return this.ask(path, { headers: this.session });
  }
  post<T>(path: string, body: object): Promise<T> {
    const headers = { ...this.session, 'content-type': 'application/json' };
    return this.ask(path, { method: 'POST', headers, body: JSON.stringify(body) });
  }
  private async ask<T>(path: string, asked: RequestInit): Promise<T> {
    const response = await fetch(`${this.url}${path}`, asked);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  /** An alarm of the beamline, once it is in this state. */
  alarm(kind: string, about: string, state: Alarm['state'], withinMs: number): Promise<Alarm> {
    const find = async () =>
      (await this.get<Alarm[]>('/api/v4/alarms?beamline=b310a')).find(
        (alarm) => alarm.kind === kind && alarm.about === about && alarm.state === state,
      );
    return eventually(find, { withinMs, everyMs: 500, what: `the alarm ${kind} of ${about}, ${state}` });
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
