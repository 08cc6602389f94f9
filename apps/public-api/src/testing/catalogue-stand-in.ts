import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DatasetOfPublication, PublicationRecord, TombstoneRecord } from '../catalogue/catalogue';

export interface Withdrawal extends TombstoneRecord {
  readonly beamlines?: readonly string[];
  readonly years?: readonly string[];
}

/** The routes of the catalogue that public-api asks, over records in memory. The real one is asked in `whole.int.spec.ts`. */
export class CatalogueStandIn {
  publications: PublicationRecord[] = [];
  datasets: DatasetOfPublication[] = [];
  tombstones: Withdrawal[] = [];
  /** Other DOIs under which a publication is found: that of the whole work, or one with capitals. */
  readonly leads = new Map<string, string>();
  isAway = false;
  readonly asked: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<CatalogueStandIn> {
    const server = createServer();
    const standIn = new CatalogueStandIn(server);
    server.on('request', (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      if (/\/(download|files\/.+)$/u.test(url.pathname)) void standIn.data(url, request, response);
      else standIn.answer(url, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return standIn;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  stop(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private answer({ pathname, searchParams }: URL, response: ServerResponse): void {
    this.asked.push(`${pathname}?${searchParams}`);
    const send = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (this.isAway) return void send(503, { message: 'away' });
    const [, , , what = '', first = '', second] = pathname.split('/').map(decodeURIComponent);
    const query = Object.fromEntries(searchParams);
    if (what === 'facility') return void send(200, {});
    if (what === 'datasets')
      return void (second === 'retrieval' ? this.retrieval(first, send) : this.files(first, send));
    if (first === '') return void send(200, this.list(query));
    if (first === 'changes') return void send(200, this.changes(query));
    if (first === 'overview') return void send(200, this.overview());
    const found = this.publications.find(({ doi }) => doi === (this.leads.get(first) ?? first));
    const tombstone = this.tombstones.find(({ id }) => id === first);
    if (!found) return void (tombstone ? send(410, { tombstone }) : send(404, { message: 'Not Found' }));
    if (second !== 'datasets') return void send(200, found);
    const skip = Number(query['skip'] ?? 0);
    send(200, { items: this.datasets.slice(skip, skip + Number(query['limit'])), count: this.datasets.length });
  }
  /** Bytes of open datasets; what the real one does with them its own tests say. */
  private async data({ pathname }: URL, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, , , , pid = '', , path = ''] = pathname.split('/').map(decodeURIComponent);
    const refused = (status: number, message: string) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
    if (!this.datasets.some((dataset) => dataset.pid === pid && dataset.isOpen)) return void refused(404, 'Not Found');
    if (path === 'gone.h5') return void refused(404, 'gone.h5 is not on disk (any more)');
    if (path === 'huge.h5') return void refused(413, 'These files are too many bytes');
    const { range = 'all' } = request.headers;
    const asked = request.method === 'POST' ? (await request.toArray()).join('') : range;
    response.writeHead(range === 'all' ? 200 : 206, {
      ...{ 'content-type': 'application/octet-stream', etag: '"e"', 'set-cookie': 'inner=secret' },
      'content-disposition': 'attachment; filename="x"',
    });
    response.end(`${request.method} ${path || 'zip'} ${asked}`);
  }
  private files(pid: string, send: (status: number, body: unknown) => unknown): void {
    if (!this.datasets.some((dataset) => dataset.pid === pid && dataset.isOpen)) send(404, { message: 'Not Found' });
    else
      send(200, { files: [{ path: 'scan.h5', size: 1000, time: '2026-01-02T08:00:00.000Z' }], next: null, total: 1 });
  }
  private retrieval(pid: string, send: (status: number, body: unknown) => unknown): void {
    const found = this.datasets.find((dataset) => dataset.pid === pid && dataset.isOpen);
    send(found ? 200 : 404, found ? { download: found.isOnline } : { message: 'Not Found' });
  }
  private list({ text = '', skip = '0', limit = '25', year = '' }: Record<string, string>) {
    const found = this.publications.filter(
      ({ title, metadata }) =>
        title.toLowerCase().includes(text.toLowerCase()) &&
        (year === '' || String(metadata['publicationYear']) === year),
    );
    return { items: found.slice(Number(skip), Number(skip) + Number(limit)), count: found.length };
  }
  private overview() {
    const names = [...new Set(this.publications.flatMap(({ beamlines }) => beamlines))];
    const dates = [...this.publications.map(({ datestamp }) => datestamp), ...this.tombstones.map((t) => t.removedAt)];
    return {
      count: this.publications.length,
      ...(dates.length > 0 && { earliest: dates.sort()[0] }),
      beamlines: names.map((uniqueName) => ({ uniqueName, name: uniqueName.toUpperCase() })),
      years: [...new Set(this.publications.flatMap(({ years }) => years))].sort(),
      publicationYears: [...new Set(this.publications.map(({ metadata }) => String(metadata['publicationYear'])))],
    };
  }
  private changes({ from, until, beamline, year, after, limit = '100' }: Record<string, string>) {
    const all = [
      ...this.publications.map((publication) => {
        const { doi, datestamp, beamlines, years } = publication;
        return { doi, datestamp, beamlines, years, publication };
      }),
      ...this.tombstones.map(({ id, removedAt, beamlines = [], years = [] }) => ({
        ...{ doi: id, datestamp: removedAt, beamlines, years },
      })),
    ]
      .filter(
        ({ datestamp, beamlines, years }) =>
          (from === undefined || Date.parse(datestamp) >= Date.parse(from)) &&
          (until === undefined || Date.parse(datestamp) <= Date.parse(until)) &&
          (beamline === undefined || beamlines.includes(beamline)) &&
          (year === undefined || years.includes(year)),
      )
      .sort((a, b) => Date.parse(a.datestamp) - Date.parse(b.datestamp) || (a.doi < b.doi ? -1 : 1));
    const keyOf = ({ datestamp, doi }: { datestamp: string; doi: string }) => `${datestamp} ${doi}`;
    const rest = all.filter((change) => after === undefined || keyOf(change) > after);
    const items = rest.slice(0, Number(limit));
    const next = rest.length > items.length ? keyOf(items.at(-1)!) : null;
    return { items, next, ...(after === undefined && { count: all.length }) };
  }
}
