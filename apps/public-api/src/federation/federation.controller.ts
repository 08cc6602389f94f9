import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PublicApiConfig } from '../config';
import { parseFilter, parseWhere } from '../panosc-search/filter';
import { SearchError, unknownPid } from '../panosc-search/search-error';
import { modelOf } from '../panosc-search/search.controller';
import { Surroundings } from '../surroundings';
import { merged } from './merging';
import { askPartner, itemsIn, type PartnerAnswer } from './partner';

type Asked = Readonly<Record<string, unknown>>;
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
      hosting_facility: this.config.site,
      data_providers: this.config.federationProviders,
      provider_timeout_ms: this.config.federationTimeoutMs,
      default_limit: this.config.federationLimit,
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
      const { offset: _, ...rest } = given;
      const asked = { ...rest, skip: 0, limit: limit === 0 ? 0 : parsed.skip + limit, ...(words && { query: words }) };
      const path = `/${collection}?filter=${encodeURIComponent(JSON.stringify(asked))}`;
      const answers = await this.ask(path, (answer) => itemsIn(answer) !== undefined, 'a list');
      this.nameSilent(reply, answers);
      return merged(
        answers.map((answer) => itemsIn(answer) ?? []),
        { isScored: words !== undefined && words !== '', skip: parsed.skip, limit },
      );
    });
  }

  @Get(':collection/count')
  count(@Param('collection') collection: string, @Query() { where }: Asked, @Res() reply: FastifyReply) {
    return this.answer(reply, async () => {
      modelOf(collection);
      parseWhere(where);
      const search = where === undefined ? '' : `?where=${encodeURIComponent(String(where))}`;
      const answers = await this.ask(`/${collection}/count${search}`, (answer) => countIn(answer) >= 0, 'a count');
      this.nameSilent(reply, answers);
      return { count: answers.reduce((sum, answer) => sum + Math.max(0, countIn(answer)), 0) };
    });
  }

  @Get(':collection/:pid')
  one(@Req() { params }: FastifyRequest, @Query() { filter }: Asked, @Res() reply: FastifyReply) {
    const { collection = '', pid = '' } = params as { collection?: string; pid?: string };
    return this.answer(reply, async () => {
      const model = modelOf(collection);
      parseFilter(filter, model);
      const search = filter === undefined ? '' : `?filter=${encodeURIComponent(String(filter))}`;
      const answers = await this.ask(`/${collection}/${encodeURIComponent(pid)}${search}`, isRecord, 'a record');
      this.nameSilent(reply, answers);
      const found = answers.find(isRecord);
      if (!found) throw unknownPid(model, pid);
      return { ...(found.body as object), provider: found.provider };
    });
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
