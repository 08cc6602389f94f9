import { place } from './place';
import { passwordOf } from './stack';

type Fields = Readonly<Record<string, unknown>>;

/** The catalogue as a script of one account uses it: data for journeys, and looks behind the page. */
export class Script {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async of(username: string): Promise<Script> {
    const { url, dataDir } = place();
    const password = await passwordOf(dataDir, username);
    const answer = await fetch(`${url}/api/v3/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    const { id } = (await answer.json()) as { id: string };
    return new Script(url, id);
  }

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<T> {
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.token}`, 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text.slice(0, 400)}`);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
  dataset(pid: string): Promise<Fields & { scientificMetadata: Record<string, unknown> }> {
    return this.ask('GET', `/api/v4/datasets/${encodeURIComponent(pid)}`);
  }
  async create(dataset: Fields): Promise<string> {
    const { pid } = await this.ask<{ pid: string }>('POST', '/api/v4/datasets', dataset);
    return pid;
  }
  change(pid: string, patch: Fields): Promise<unknown> {
    return this.ask('PATCH', `/api/v4/datasets/${encodeURIComponent(pid)}`, patch, {
      'content-type': 'application/merge-patch+json',
    });
  }
  /** File lists in blocks, since a body has a limit. */
  async listFiles(pid: string, files: readonly Fields[], perBlock = 25_000): Promise<void> {
    for (let at = 0; at < files.length; at += perBlock) {
      const dataFileList = files.slice(at, at + perBlock);
      const size = dataFileList.reduce((sum, file) => sum + Number(file['size']), 0);
      await this.ask('POST', '/api/v4/origdatablocks', { datasetId: pid, size, chkAlg: 'md5', dataFileList });
    }
  }
}

/** Owned by the staff of ZooSAXS, so that the account `staff` may change it. */
export const aDataset = (name: string, more: Fields = {}): Fields => ({
  type: 'raw',
  owner: 'Stina Strand',
  contactEmail: 'stina.strand@zoo.example',
  ownerGroup: 'zoosaxs-staff',
  accessGroups: [],
  sourceFolder: '/data/visitors/zoosaxs/20260101/raw',
  creationTime: '2026-03-14T09:00:00.000Z',
  startTime: '2026-03-14T09:00:00.000Z',
  endTime: '2026-03-14T09:05:00.000Z',
  datasetName: name,
  principalInvestigators: ['Petra Muster'],
  scientificMetadata: {},
  ...more,
});
/** A word that stands in no other record, so that journeys don't meet each other's data. */
export const ownWord = (): string => `zoo${Math.random().toString(36).slice(2, 10)}`;

const energy = (value: number) => ({ scientificMetadata: { photon_energy: { value, unit: 'keV' } } });
/** Three datasets of one word: low and middle are of gold, high is of iron; energies and days go up. */
export async function threeDatasets(): Promise<{ word: string; pids: string[] }> {
  const script = await Script.of('admin');
  const word = ownWord();
  const all = [
    aDataset('low', { keywords: [word, 'gold'], ...energy(0.87), startTime: '2026-03-10T10:00:00.000Z' }),
    aDataset('middle', { keywords: [word, 'gold'], ...energy(0.93), startTime: '2026-03-14T22:30:00.000Z' }),
    aDataset('high', { keywords: [word, 'iron'], ...energy(1.2), startTime: '2026-03-15T10:00:00.000Z' }),
  ];
  const pids: string[] = [];
  for (const dataset of all) pids.push(await script.create(dataset));
  return { word, pids };
}
/** Datasets of one word, as many as that; their names are n0000, n0001, … */
export async function many(count: number): Promise<string> {
  const script = await Script.of('admin');
  const word = ownWord();
  for (let from = 0; from < count; from += 1000) {
    const items = Array.from({ length: Math.min(1000, count - from) }, (_, at) =>
      aDataset(`n${String(from + at).padStart(4, '0')}`, { keywords: [word] }),
    );
    await script.ask('POST', '/api/v4/datasets/bulk', { mode: 'create', items });
  }
  return word;
}
