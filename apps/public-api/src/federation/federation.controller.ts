import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicApiConfig } from '../config';
import { parseFilter, parseWhere } from '../panosc-search/filter';
import { SearchError, unknownPid } from '../panosc-search/search-error';
import { shown } from '../panosc-search/matching';
import { modelOf } from '../panosc-search/search.controller';
import { Surroundings } from '../surroundings';
import { VERSION } from '../version';
import { merged } from './merging';
import { askPartner, itemsIn, type PartnerAnswer } from './partner';

type Asked = Readonly<Record<string, unknown>>;
type Named = Readonly<{ collection?: string; pid?: string }>;
const search = (asked: Asked): string =>
  Object.entries(asked)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `?${name}=${encodeURIComponent(String(value))}`)
    .join('');
const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const countIn = ({ body }: PartnerAnswer): number => {
  const { count } = (body ?? {}) as { count?: unknown };
  return Number.isInteger(count) ? (count as number) : -1;
};
const isRecord = ({ body }: PartnerAnswer): boolean =>
  body !== null && typeof body === 'object' && !Array.isArray(body);

/** One question to several facilities, and one answer, with the names of those who gave none. */
@Controller('federation/api')
export class FederationController {
  private readonly startedAt = Date.now();
  private readonly silent = new Map<string, string>();

  constructor(
    private readonly config: PublicApiConfig,
    private readonly surroundings: Surroundings,
  ) {}

  @Get()
  status() {
    const seconds = Math.round((Date.now() - this.startedAt) / 1000);
    return {
      uptime_seconds: seconds,
      uptime: `${seconds} s`,
      api_version: VERSION,
      docker_image_version: VERSION,
      hosting_facility: this.config.site,
      environment: this.config.environment,
      data_providers: this.config.federationProviders,
      provider_timeout_ms: this.config.federationTimeoutMs,
      default_limit: this.config.federationLimit,
      filter_invalid_scores: true,
      logging: this.config.logLevel,
      last_faults: Object.fromEntries(this.silent),
    };
  }

  @Get(':collection')
  list(@Param('collection') collection: string, @Query() { filter, query }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      const parsed = parseFilter(filter, modelOf(collection));
      const given = (filter === undefined || filter === '' ? {} : JSON.parse(String(filter))) as Asked;
      const words = textOf(query) || parsed.query;
      const limit = given['limit'] === undefined ? this.config.federationLimit : parsed.limit;
      // Each partner may hold all of the page: the first ones of each are fetched, and cut after merging.
      // What they are sorted and told apart by has to come with them, whatever the caller wants to see of it.
      const { offset: _, fields: __, ...rest } = given;
      const asked = { ...rest, skip: 0, limit: limit === 0 ? 0 : parsed.skip + limit, ...(words && { query: words }) };
      const path = `/${collection}?filter=${encodeURIComponent(JSON.stringify(asked))}`;
      const answers = await this.ask(path, (answer) => itemsIn(answer) !== undefined, 'a list');
      this.nameSilent(reply, answers);
      const items = merged(
        answers.map((answer) => itemsIn(answer) ?? []),
        { isScored: words !== undefined && words !== '', skip: parsed.skip, limit },
      );
      return items.map((item) => ({ ...shown(item, parsed), provider: item['provider'] }));
    });
  }

  @Get(':collection/count')
  count(@Param('collection') collection: string, @Query() { where }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      modelOf(collection);
      parseWhere(where);
      const answers = await this.ask(
        `/${collection}/count${search({ where })}`,
        (answer) => countIn(answer) >= 0,
        'a count',
      );
      this.nameSilent(reply, answers);
      return { count: answers.reduce((sum, answer) => sum + Math.max(0, countIn(answer)), 0) };
    });
  }

  @Get(':collection/:pid/files')
  files(@Req() { params }: FastifyRequest, @Query() { filter }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      parseFilter(filter, 'File');
      const found = await this.first(params, `/files${search({ filter })}`, itemsIn, 'a list', reply);
      return itemsIn(found);
    });
  }
  @Get(':collection/:pid/files/count')
  countFiles(@Req() { params }: FastifyRequest, @Query() { where }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      parseWhere(where);
      const isCount = (answer: PartnerAnswer) => (countIn(answer) >= 0 ? true : undefined);
      const found = await this.first(params, `/files/count${search({ where })}`, isCount, 'a count', reply);
      return { count: countIn(found) };
    });
  }

  @Get(':collection/:pid')
  one(@Req() { params }: FastifyRequest, @Query() { filter }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      parseFilter(filter, modelOf((params as Named).collection ?? ''));
      const isFound = (answer: PartnerAnswer) => (isRecord(answer) ? true : undefined);
      const found = await this.first(params, search({ filter }), isFound, 'a record', reply);
      return { ...(found.body as object), provider: found.provider };
    });
  }
  /** Of the first facility that has it. @throws 404 when none has */
  private async first(
    params: unknown,
    rest: string,
    read: (answer: PartnerAnswer) => unknown,
    what: string,
    reply: FastifyReply,
  ): Promise<PartnerAnswer> {
    const { collection = '', pid = '' } = params as Named;
    const model = modelOf(collection);
    const isUsable = (answer: PartnerAnswer) => read(answer) !== undefined;
    const answers = await this.ask(`/${collection}/${encodeURIComponent(pid)}${rest}`, isUsable, what);
    this.nameSilent(reply, answers);
    const found = answers.find(isUsable);
    if (!found) throw unknownPid(model, pid);
    return found;
  }

  /** @param isUsable what is something else counts as no answer */
  private async ask(
    path: string,
    isUsable: (answer: PartnerAnswer) => boolean,
    what: string,
  ): Promise<PartnerAnswer[]> {
    const { federationProviders, federationTimeoutMs } = this.config;
    const onFault = (provider: string, reason: string) => {
      this.silent.set(provider, reason);
      this.surroundings.logger.warn({ provider, reason }, 'partner gave no answer');
    };
    const answers = await Promise.all(
      federationProviders.map((provider) => askPartner(provider, path, federationTimeoutMs, onFault)),
    );
    return answers.map((answer) => {
      const { provider, body } = answer;
      if (body === undefined || isUsable(answer)) return answer;
      onFault(provider, `answered something else than ${what}`);
      return { provider };
    });
  }
  /** The answer is a part only: of whom it lacks is in a header. */
  private nameSilent(reply: FastifyReply, answers: readonly PartnerAnswer[]): void {
    const silent = answers.filter(({ body, isUnknown }) => body === undefined && !isUnknown);
    if (silent.length > 0)
      void reply.header('x-unanswered-providers', silent.map(({ provider }) => provider).join(', '));
  }

  private async answer(reply: FastifyReply, work: () => Promise<unknown>): Promise<void> {
    void reply.header('cache-control', 'no-cache');
    try {
      void reply.send(await work());
    } catch (error) {
      if (!(error instanceof SearchError)) throw error;
      void reply.status(error.statusCode).send(error.body);
    }
  }
}
