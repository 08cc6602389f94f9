import { datasetBody } from './catalogue-figures';
import { HttpLoad } from './http-load';
import type { Add, CatalogueHost } from './measured';

const FILES = 1_000_000;
const BLOCKS = 10;
const PAGE = 100;
const TARGET = { max: 300 };

/** A file list as a detector leaves it: one file per frame, with checksums. */
function blockBody(datasetId: string, number: number): string {
  const count = FILES / BLOCKS;
  const dataFileList = Array.from({ length: count }, (_, i) => ({
    path: `frames/frame_${String(number * count + i).padStart(7, '0')}.cbf`,
    size: 6_291_456,
    time: '2026-01-02T03:04:05.000Z',
  }));
  return JSON.stringify({ datasetId, size: count * 6_291_456, dataFileList });
}

/** Pages of a dataset with a million files: by our own route and by SciCat's, at the beginning, in the middle, at the end. */
export async function fileFigures(
  host: Pick<CatalogueHost, 'url' | 'token'>,
  add: Add,
  seconds: number,
): Promise<void> {
  const load = new HttpLoad(host.url, await host.token());
  const asked = async (method: string, path: string, body?: string): Promise<string> => {
    const { status, text } = await load.ask(method, path, body);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text.slice(0, 300)}`);
    return text;
  };
  try {
    const made = JSON.parse(await asked('POST', '/api/v4/datasets', JSON.stringify(datasetBody(0, '4')))) as {
      pid: string;
    };
    const began = performance.now();
    for (let number = 0; number < BLOCKS; number++)
      await asked('POST', '/api/v4/origdatablocks', blockBody(made.pid, number));
    add(`file list of ${FILES / BLOCKS} entries, create`, Math.round((performance.now() - began) / BLOCKS), 'ms');
    const pid = encodeURIComponent(made.pid);
    const fields = encodeURIComponent(JSON.stringify({ datasetId: made.pid }));
    const own = (skip: number) => `/api/v4/datasets/${pid}/files?limit=${PAGE}&cursor=${skip}`;
    const scicat = (skip: number) =>
      `/api/v3/origdatablocks/fullquery/files?fields=${fields}&limits=${encodeURIComponent(JSON.stringify({ limit: PAGE, skip }))}`;
    const pages = { first: 0, middle: FILES / 2 - 50, last: FILES - PAGE };
    for (const [name, skip] of Object.entries(pages))
      for (const [route, path] of Object.entries({ own: own(skip), SciCat: scicat(skip) })) {
        const { p95 } = await load.run(1, Math.min(seconds, 2), async () => void (await asked('GET', path)));
        add(`files of a dataset with 1,000,000, ${name} page, ${route} route, p95`, p95, 'ms', TARGET);
      }
    for (const text of ['FRAME_0777777', '77.cbf', 'frame']) {
      const path = `/api/v4/datasets/${pid}/files?limit=${PAGE}&text=${text}`;
      const { p95 } = await load.run(1, Math.min(seconds, 2), async () => void (await asked('GET', path)));
      add(`  found by "${text}", first page, p95`, p95, 'ms', TARGET);
    }
  } finally {
    load.close();
  }
}
