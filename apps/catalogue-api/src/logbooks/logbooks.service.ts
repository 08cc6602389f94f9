import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, isAdmin, type Owned, unavailable } from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DatasetsService } from '../datasets/datasets.service';
import { QUERY_TIME_MS } from '../schema/record-store';
import { Surroundings } from '../surroundings';
import { latestFirst, type Logbook, type LogbookFilter, logbookOf, matching } from './logbook';

const TIME_MS = 5000;
const MOST_BYTES = 16 * 1024 * 1024;

/** Logbooks of another service, forwarded; without LOGBOOK_BASE_URL there are none. */
@Injectable()
export class LogbooksService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly access: AccessService,
    private readonly datasets: DatasetsService,
    private readonly surroundings: Surroundings,
  ) {}

  /** Those of the proposals that are the caller's. */
  async list(caller: Caller): Promise<Logbook[]> {
    assertSignedIn(caller);
    const found = await this.fetched('/Logbooks');
    const logbooks = (Array.isArray(found) ? found : []).map(logbookOf).filter((logbook) => logbook !== undefined);
    const allowed = await this.allowed(
      logbooks.map(({ name }) => name),
      caller,
    );
    return latestFirst(logbooks.filter(({ name }) => allowed.has(name)));
  }

  /** Undefined when there is none, or when it is not for this caller. */
  async one(name: string, filter: LogbookFilter, caller: Caller): Promise<Logbook | undefined> {
    assertSignedIn(caller);
    return (await this.allowed([name], caller)).has(name) ? this.named(name, filter) : undefined;
  }

  /** Of the first proposal of a dataset; for its owner group and admins. @throws 404, 403 */
  async ofDataset(pid: string, filter: LogbookFilter, caller: Caller): Promise<Logbook | undefined> {
    assertSignedIn(caller);
    const dataset = await this.datasets.readable(pid, caller);
    if (!this.isOwner(caller, dataset)) throw forbidden();
    const [proposalId] = (dataset['proposalIds'] ?? []) as string[];
    // Whoever owns a dataset chooses which proposals it names; that must not open the logbooks of others.
    return proposalId === undefined ? undefined : this.one(proposalId, filter, caller);
  }

  private isOwner(caller: Caller, { ownerGroup }: Owned): boolean {
    return isAdmin(caller, this.access.groups) || (ownerGroup !== undefined && caller.groups.includes(ownerGroup));
  }
  /** The name of a logbook is the id of a proposal; its owner group and admins read it. */
  private async allowed(names: readonly string[], caller: Caller): Promise<Set<string>> {
    if (isAdmin(caller, this.access.groups)) return new Set(names);
    const own = { _id: { $in: [...names] }, ownerGroup: { $in: [...caller.groups] } };
    const found = await this.connection
      .collection<{ _id: string }>('proposals')
      .find(own, { projection: { _id: 1 }, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return new Set(found.map(({ _id }) => _id));
  }

  private async named(name: string, filter: LogbookFilter): Promise<Logbook | undefined> {
    const asked = encodeURIComponent(JSON.stringify(filter));
    const found = logbookOf(await this.fetched(`/Logbooks/${encodeURIComponent(name)}?filter=${asked}`));
    return found && matching(found, filter);
  }

  private async fetched(path: string): Promise<unknown> {
    const base = this.config.logbookBaseUrl;
    if (base === undefined) return undefined;
    const { logger } = this.surroundings;
    try {
      const signal = AbortSignal.timeout(TIME_MS);
      const response = await fetch(`${base.replace(/\/$/u, '')}${path}`, { signal, redirect: 'error' });
      if (response.status === 404) return undefined;
      if (!response.ok) throw new Error(`it answered ${response.status}`);
      const text = await bounded(response);
      return text.trim() === '' ? undefined : JSON.parse(text);
    } catch (err) {
      logger.warn({ err, path: path.split('?')[0] }, 'the logbook service does not answer as it should');
      throw unavailable('The logbook service does not answer', err);
    }
  }
}

function assertSignedIn({ userId }: Caller): void {
  if (userId === undefined) throw forbidden();
}

/** The body as text, unless there is too much of it. */
async function bounded({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let bytes = 0;
  let text = '';
  for await (const chunk of body ?? []) {
    bytes += (chunk as Uint8Array).length;
    if (bytes > MOST_BYTES) throw new Error(`it sent more than ${MOST_BYTES} bytes`);
    text += decoder.decode(chunk as Uint8Array, { stream: true });
  }
  return text + decoder.decode();
}
