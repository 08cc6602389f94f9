import { createReadStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cpuSeconds, residentMegabytes } from './bench-stack';
import { datasetBody } from './catalogue-figures';
import { HttpLoad } from './http-load';
import { type Add, type CatalogueHost, pidOf, round } from './measured';

const FILES = 4;
const FILE_BYTES = 256 * 1024 * 1024;
const SAMPLE_MS = 50;
const TARGET_MB_PER_S = 300;
const MOST_MORE_MB = 100;

/** Bytes and seconds of an answer that nobody keeps. */
function drained(url: string, token: string): Promise<{ bytes: number; seconds: number }> {
  return new Promise((done, failed) => {
    const began = performance.now();
    get(url, { headers: { authorization: `Bearer ${token}` } }, (answer) => {
      let bytes = 0;
      if (answer.statusCode !== 200) failed(new Error(`${url}: ${answer.statusCode}`));
      answer.on('data', (piece: Buffer) => (bytes += piece.length));
      answer.once('end', () => done({ bytes, seconds: (performance.now() - began) / 1000 }));
      answer.once('error', failed);
    }).once('error', failed);
  });
}
/** The same files read by a program that does nothing else: what the disk and its cache give. */
async function plainRead(paths: readonly string[]): Promise<number> {
  const began = performance.now();
  for (const path of paths)
    await new Promise<void>((done, failed) =>
      createReadStream(path, { highWaterMark: 1024 * 1024 })
        .resume()
        .once('end', done)
        .once('error', failed),
    );
  return (performance.now() - began) / 1000;
}
const megabytesPerSecond = (bytes: number, seconds: number): number => Math.round(bytes / 1e6 / seconds);

/** A gigabyte of files as one zip and as single files, through HTTP on this machine; and the memory of the catalogue meanwhile. */
export async function retrievalFigures(host: CatalogueHost & { readonly dataRoot: string }, add: Add): Promise<void> {
  const token = await host.token();
  const load = new HttpLoad(host.url, token);
  const folder = join(host.dataRoot, 'retrieval');
  const names = Array.from({ length: FILES }, (_, i) => `frames_${i}.h5`);
  const paths = names.map((name) => join(folder, name));
  try {
    await mkdir(folder, { recursive: true });
    for (const [i, path] of paths.entries()) await writeFile(path, Buffer.alloc(FILE_BYTES, i + 1));
    const post = async (path: string, body: object) => {
      const { status, text } = await load.ask('POST', path, JSON.stringify(body));
      if (status >= 300) throw new Error(`${path}: ${status} ${text.slice(0, 300)}`);
      return JSON.parse(text) as { pid: string };
    };
    const { pid } = await post('/api/v4/datasets', { ...datasetBody(0, '4'), sourceFolder: folder });
    const time = '2026-01-02T03:04:05.000Z';
    const dataFileList = names.map((path) => ({ path, size: FILE_BYTES, time }));
    await post('/api/v4/origdatablocks', { datasetId: pid, size: FILES * FILE_BYTES, dataFileList });
    const read = await plainRead(paths);
    add('plain reading of the files of a download', megabytesPerSecond(FILES * FILE_BYTES, read), 'MB/s');

    const idle = residentMegabytes(pidOf(host, 'api'));
    let most = idle;
    let isOver = false;
    const watching = (async () => {
      while (!isOver) {
        most = Math.max(most, residentMegabytes(pidOf(host, 'api')));
        await sleep(SAMPLE_MS);
      }
    })();
    const at = `${host.url}/api/v4/datasets/${encodeURIComponent(pid)}`;
    const downloaded = async (what: string, path: string, target?: { min: number }) => {
      const before = cpuSeconds(pidOf(host, 'api'));
      const { bytes, seconds } = await drained(`${at}/${path}`, token);
      const used = cpuSeconds(pidOf(host, 'api')) - before;
      add(what, megabytesPerSecond(bytes, seconds), 'MB/s', target);
      // The speed is also the client's and that of whatever else runs here; this is ours alone.
      add('  of it CPU of the API', round((used * 1000) / (bytes / 1e9)), 'ms/GB');
    };
    await downloaded('zip of 1 GB', 'download', { min: TARGET_MB_PER_S });
    await downloaded('single file', `files/${names[0]}`);
    isOver = true;
    await watching;
    add('  memory of the API more than before', most - idle, 'MB', { max: MOST_MORE_MB });
  } finally {
    load.close();
    await rm(folder, { recursive: true, force: true });
  }
}
