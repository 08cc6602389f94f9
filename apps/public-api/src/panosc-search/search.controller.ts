import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { SciZooError } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicApiConfig } from '../config';
import { parseFilter, parseWhere } from './filter';
import { Finder } from './finder';
import type { Item, ModelName } from './models';
import { ScoredSearch } from './scored-search';
import { VERSION } from '../version';
import { SearchError, unknownPid } from './search-error';

/** Collections answer in both writings. */
const COLLECTIONS: Readonly<Record<string, ModelName>> = {
  datasets: 'Dataset',
  documents: 'Document',
  instruments: 'Instrument',
};
type Asked = Readonly<Record<string, unknown>>;

/** @throws 404 */
export function modelOf(collection: string): ModelName {
  const model = /^[A-Z]?[a-z]+$/u.test(collection) ? COLLECTIONS[collection.toLowerCase()] : undefined;
  if (model === undefined) throw new SearchError(404, `There is no collection ${collection}`, 'Error', 'NOT_FOUND');
  return model;
}

/** The PaNOSC search API: what is open, to everybody, read only. */
@Controller('api')
export class SearchController {
  private readonly startedAt = Date.now();
  constructor(
    private readonly finder: Finder,
    private readonly search: ScoredSearch,
    private readonly config: PublicApiConfig,
  ) {}

  @Get()
  status() {
    const uptime = (Date.now() - this.startedAt) / 1000;
    return {
      ...{ api: 'PaNOSC search API', version: VERSION, environment: this.config.environment },
      ...{ facility: this.config.site, started: new Date(this.startedAt), uptime },
    };
  }

  @Get(':collection')
  list(@Param('collection') collection: string, @Query() { filter, query }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      const model = modelOf(collection);
      const parsed = parseFilter(filter, model);
      const words = typeof query === 'string' && query !== '' ? { query: query.slice(0, 1000) } : {};
      const { items, isUnscored } = await this.search.find(model, { ...parsed, ...words });
      if (isUnscored) void reply.header('x-scores', 'none');
      return items;
    });
  }
  @Get(':collection/count')
  count(@Param('collection') collection: string, @Query() { where }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => ({ count: await this.finder.count(modelOf(collection), parseWhere(where)) }));
  }
  @Get(':collection/:pid')
  one(@Req() { params }: FastifyRequest, @Query() { filter }: Asked, @Res() reply: FastifyReply) {
    const { collection = '', pid = '' } = params as { collection?: string; pid?: string };
    return this.answer(reply, async () => {
      const model = modelOf(collection);
      return this.single(model, pid, filter);
    });
  }
  @Get(':collection/:pid/files')
  files(@Req() { params }: FastifyRequest, @Query() { filter }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => this.finder.files(await this.datasetIn(params), parseFilter(filter, 'File')));
  }
  @Get(':collection/:pid/files/count')
  countFiles(@Req() { params }: FastifyRequest, @Query() { where }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      const pid = await this.datasetIn(params);
      const condition = parseWhere(where);
      const query = { include: [], limit: 0, skip: 0, order: [], ...(condition && { where: condition }) };
      return { count: (await this.finder.files(pid, query)).length };
    });
  }

  private async single(model: ModelName, pid: string, filter: unknown): Promise<Item> {
    const query = parseFilter(filter, model);
    const isThis = { field: 'pid', op: 'eq', values: [pid] } as const;
    const where = query.where === undefined ? isThis : { and: [isThis, query.where] };
    const [found] = await this.finder.find(model, { ...query, where, limit: 1, skip: 0 });
    if (!found) throw unknownPid(model, pid);
    const { score: _, ...item } = found;
    return item;
  }
  private async datasetIn(params: unknown): Promise<string> {
    const { collection = '', pid = '' } = params as { collection?: string; pid?: string };
    if (modelOf(collection) !== 'Dataset') throw new SearchError(404, `${collection} have no files`);
    await this.single('Dataset', pid, undefined);
    return pid;
  }

  /** Answers, and errors in the form of this API. */
  private async answer(reply: FastifyReply, work: () => Promise<unknown>): Promise<void> {
    void reply.header('cache-control', 'no-cache');
    try {
      void reply.send(await work());
    } catch (error) {
      const told = inOurForm(error);
      if (told === undefined) throw error;
      void reply.status(told.statusCode).send(told.body);
    }
  }
}

function inOurForm(error: unknown): SearchError | undefined {
  if (error instanceof SearchError) return error;
  if (!(error instanceof SciZooError)) return undefined;
  if (error.code === 'invalid') return new SearchError(400, error.message, 'FilterError');
  if (error.code === 'not-found') return new SearchError(404, error.message);
  return error.retriable ? new SearchError(503, error.message) : undefined;
}
