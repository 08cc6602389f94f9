import { type ArchivedDataset, demoArchive } from './archive';
import { writeArchivedFiles } from './archive-files';
import { hasPicture, pictureOf } from './pictures';
import { demoPublications } from './publications';

interface Access {
  /** Address of the catalogue. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly prefix: string;
  /** Folder with those of the beamlines; the catalogue hands out what lies there. */
  readonly root: string;
}
const AT_ONCE = 1000;
/** It is there already: left as it is, with whatever its owners have done to it. */
const CONFLICT = 409;

/** Puts the demo's earlier visits into the catalogue as an administrator would, through its API. @returns how many datasets are new */
export async function sendArchive({ url, username, password, prefix, root }: Access): Promise<number> {
  const ask = async (path: string, body?: unknown, token?: string): Promise<unknown> => {
    const response = await fetch(`${url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await response.text();
    if (response.status === CONFLICT) return undefined;
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 300)}`);
    return text ? JSON.parse(text) : undefined;
  };
  const { id: token } = (await ask('/api/v3/auth/login', { username, password })) as { id: string };
  const instruments = (await ask('/api/v3/instruments', undefined, token)) as { uniqueName: string; pid: string }[];
  const instrumentIds = Object.fromEntries(instruments.map(({ uniqueName, pid }) => [uniqueName, pid]));
  const archive = demoArchive(prefix, instrumentIds, root);
  for (const proposal of archive.proposals) await ask('/api/v3/proposals', proposal, token);
  for (const sample of archive.samples) await ask('/api/v3/samples', sample, token);
  /** @returns those that are new */
  const inBulk = async <T>(path: string, all: readonly T[]): Promise<T[]> => {
    const statuses: string[] = [];
    for (let at = 0; at < all.length; at += AT_ONCE) {
      const items = all.slice(at, at + AT_ONCE);
      const { results } = (await ask(path, { mode: 'upsert', items }, token)) as { results: { status: string }[] };
      statuses.push(...results.map(({ status }) => status));
    }
    return all.filter((_, at) => statuses[at] === 'created');
  };
  const created = await inBulk('/api/v4/datasets/bulk', archive.datasets);
  const fileLists: unknown[] = [];
  for (const dataset of archive.datasets) fileLists.push(await writeArchivedFiles(dataset));
  await inBulk('/api/v4/origdatablocks/bulk', fileLists);
  for (const dataset of created.filter(hasPicture)) await ask(...(await attached(dataset)), token);
  for (const publication of demoPublications(archive.datasets)) {
    const known = `/api/v4/publications?${new URLSearchParams({ text: publication.title, limit: '1' })}`;
    if (((await ask(known)) as { count: number }).count > 0) continue;
    const { doi } = (await ask('/api/v4/publisheddata', publication, token)) as { doi: string };
    await ask(`/api/v4/publisheddata/${encodeURIComponent(doi)}/register`, {}, token);
  }
  return created.length;
}

const attached = async (dataset: ArchivedDataset): Promise<[path: string, attachment: unknown]> => [
  `/api/v3/datasets/${encodeURIComponent(dataset.pid)}/attachments`,
  {
    thumbnail: await pictureOf(dataset),
    caption: 'Intensity over photon energy',
    ownerGroup: dataset['ownerGroup'],
  },
];
