import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export interface OfficePerson {
  firstName?: string;
  lastName?: string;
  email?: string;
}
/** A proposal as the stand-in user office keeps it. */
export interface OfficeRecord {
  id: string;
  title: string;
  abstract?: string;
  pi: OfficePerson;
  proposer?: OfficePerson;
  team?: OfficePerson[];
  group?: string;
  /** Facility and beamline in the user office's own words. */
  facility: string;
  sessions: { beamline: string; start: string; end: string }[];
  samples?: { sampleId: string; name: string; description?: string }[];
  status?: 'active' | 'withdrawn';
  statusReason?: string;
}
interface Kept extends OfficeRecord {
  updatedAt: number;
}
/** What the next answers do instead of what they should. */
export type Mischief =
  | { readonly status: number; readonly retryAfter?: string }
  | { readonly text: string }
  | { readonly slowMs: number }
  | { readonly before: () => void };

const SECRET = 'secret-of-the-user-office';

/**
 * A stand-in for a user office: the documented paths of PSI's DUO, and a profile of pages with changes. It checks its
 * credentials, and on demand is slow, busy, broken, or changes while somebody pages.
 */
export class UserOfficeStandIn {
  readonly secret = SECRET;
  readonly asked: string[] = [];
  private readonly records = new Map<string, Kept>();
  private readonly mischief: Mischief[] = [];
  private readonly groups = new Map<string, OfficePerson>();
  private clock = Date.parse('2026-01-01T00:00:00Z');

  private constructor(private readonly server: Server) {}

  static async start(): Promise<UserOfficeStandIn> {
    const server = createServer();
    const office = new UserOfficeStandIn(server);
    server.on('request', (request, response) => void office.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return office;
  }
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  put(...records: OfficeRecord[]): void {
    for (const record of records) this.records.set(record.id, { status: 'active', ...record, updatedAt: this.tick() });
  }
  remove(id: string): void {
    this.records.delete(id);
  }
  ownGroup(group: string, owner: OfficePerson): void {
    this.groups.set(group, owner);
  }
  /** Each goes off once, in this order, at the next questions. */
  misbehave(...mischief: Mischief[]): void {
    this.mischief.push(...mischief);
  }
  private tick(): number {
    return (this.clock += 1000);
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url);
    this.asked.push(`${url.pathname}${url.search}`);
    const isPaged = url.pathname.startsWith('/v1/');
    const isKnown = isPaged
      ? request.headers.authorization === `Bearer ${SECRET}`
      : request.headers.cookie === `SECRET=${SECRET}`;
    if (!isKnown) return answer(response, 401, { message: 'who are you' });
    const next = this.mischief.shift();
    if (next && 'status' in next)
      return answer(
        response,
        next.status,
        { message: 'no' },
        next.retryAfter ? { 'retry-after': next.retryAfter } : {},
      );
    if (next && 'text' in next) return void response.writeHead(200).end(next.text);
    if (next && 'slowMs' in next) await sleep(next.slowMs);
    if (next && 'before' in next) next.before();
    const body = isPaged ? this.pageOf(url) : this.psiAnswer(url);
    return body === undefined ? answer(response, 404, { message: 'not found' }) : answer(response, 200, body);
  }

  private pageOf(url: URL): unknown {
    if (url.pathname !== '/v1/proposals') return undefined;
    const limit = Number(url.searchParams.get('limit') ?? 50);
    const since = Date.parse(url.searchParams.get('changed_since') ?? '1970-01-01T00:00:00Z');
    const after = url.searchParams.get('cursor') ?? '';
    const keyOf = ({ updatedAt, id }: Kept) => `${String(updatedAt).padStart(16, '0')} ${id}`;
    const rows = [...this.records.values()]
      .filter((record) => record.updatedAt >= since && keyOf(record) > after)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(({ facility: _, updatedAt, ...item }) => ({
        ...item,
        updatedAt: new Date(updatedAt).toISOString(),
      })),
      next: rows.length > limit && last ? keyOf(last) : null,
      asOf: new Date(this.clock).toISOString(),
    };
  }

  private psiAnswer(url: URL): unknown {
    const [, area, what, name = ''] = url.pathname.split('/').map(decodeURIComponent);
    const active = [...this.records.values()].filter(({ status }) => status !== 'withdrawn');
    if (area === 'PGroupAttributes' && what === 'listProposalAssignments')
      return active.flatMap(({ id, group }) => (group ? [{ g: group, p: id }] : []));
    if (area !== 'CalendarInfos') return undefined;
    if (what === 'facilities') return facilitiesOf(active);
    if (what === 'pgroup') {
      const owner = this.groups.get(name);
      const group = { name, xname: `X${name.slice(1)}`, comments: '', created: '2026-01-05' };
      return { group: { ...group, ...(owner && { owner: lowerCase(owner, '') }) } };
    }
    if (what !== 'proposals') return undefined;
    const year = url.searchParams.get('year') ?? '';
    return active.filter(({ facility }) => facility === name).flatMap((record) => rowsOf(record, year));
  }
}

/** With the beamlines that somebody measures at; the day that one was made may be empty. */
function facilitiesOf(records: readonly Kept[]): unknown[] {
  return [...new Set(records.map(({ facility }) => facility))].map((name) => {
    const there = records.filter(({ facility }) => facility === name);
    const beamlines = new Set(there.flatMap(({ sessions }) => sessions.map(({ beamline }) => beamline)));
    return { name, beamlines: [...beamlines].map((one) => ({ name: one, xname: `X-${one}`, created: '' })) };
  });
}

/** A row per beamline, with the sessions of that year; one without any session stands in each year. */
function rowsOf({ id, title, abstract = '', pi, proposer = pi, sessions }: Kept, year: string): unknown[] {
  const row = { proposal: id, title, abstract, ...lowerCase(pi, 'pi_'), ...lowerCase(proposer, ''), pgroup: '' };
  if (sessions.length === 0) return [{ ...row, beamline: '', schedule: [] }];
  const inYear = sessions.filter(({ start }) => start.includes(year));
  return [...new Set(inYear.map(({ beamline }) => beamline))].map((beamline) => ({
    ...row,
    beamline,
    schedule: inYear.filter((one) => one.beamline === beamline).map(({ start, end }) => ({ start, end })),
  }));
}
const lowerCase = ({ firstName = '', lastName = '', email = '' }: OfficePerson, prefix: string) => ({
  [`${prefix}firstname`]: firstName,
  [`${prefix}lastname`]: lastName,
  [`${prefix}email`]: email,
});
function answer(response: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
}
