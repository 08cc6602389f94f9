import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { invalid, notFound } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../html/messages';
import { send } from '../http/answers';
import { Landing } from '../landing/landing.service';
import { type Asked, Dashboard, type Sort, SORTS } from './dashboard.service';
import { Feeds } from './feeds.service';

type Given = Readonly<Record<string, unknown>>;

function textOf(query: Given, name: string): string {
  const text = query[name] ?? '';
  if (typeof text !== 'string' || text.length > 200 || text.includes('\0'))
    throw invalid(`${name} must be one text of at most 200 characters`);
  return text.trim();
}
/** What is no sort or no page is taken as the usual one: links to this page are old and come from everywhere. */
export function askedOf(query: Given): Asked {
  const sort = SORTS.find((name) => name === query['sort']) ?? ('registered' satisfies Sort);
  const page = Number(query['page'] ?? 1);
  return {
    text: textOf(query, 'text'),
    year: /^\d{4}$/u.test(textOf(query, 'year')) ? textOf(query, 'year') : '',
    beamline: textOf(query, 'beamline'),
    sort,
    direction: query['direction'] === 'asc' ? 'asc' : 'desc',
    page: Number.isInteger(page) && page >= 1 && page <= 4000 ? page : 1,
  };
}

/** The public list, and what visits it regularly. */
@Controller()
export class DashboardController {
  constructor(
    private readonly dashboard: Dashboard,
    private readonly feeds: Feeds,
    private readonly landing: Landing,
  ) {}

  @Get()
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Given): Promise<void> {
    const language = languageOf(query['lang'], request.headers['accept-language']);
    const asked = askedOf(query);
    try {
      send(request, reply, await this.dashboard.page(asked, language));
    } catch (error) {
      send(request, reply, this.landing.fault(error, '', language));
    }
  }

  @Get('feed.atom')
  async atom(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(request, reply, await this.feeds.atom());
  }
  @Get('sitemap.xml')
  async sitemaps(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(request, reply, await this.feeds.sitemaps());
  }
  @Get('sitemaps/:file')
  async sitemap(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { file = '' } = request.params as { file?: string };
    const year = /^(\d{4})\.xml$/u.exec(file)?.[1];
    if (year === undefined) throw notFound();
    send(request, reply, await this.feeds.sitemap(year));
  }
  @Get('robots.txt')
  robots(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.feeds.robots());
  }
}
