import { Controller, Get, Header, Param, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type Caller, notFound } from '@scizoo/domain';
import type { FastifyReply } from 'fastify';
import { CallerOf, SignedIn } from '../../access';
import { Answers, Asks, Names } from '../../schema/openapi';
import { Previews } from './previews.service';
import { LandingPagePreview } from './previews.shapes';

/** The landing page of a draft: where it is, and what it tells to the program that shows it. */
@ApiTags('published data v4')
@Controller('api/v4')
export class PreviewsController {
  constructor(private readonly previews: Previews) {}

  /** Whoever may read the draft is led to its page, which is there for ten minutes. */
  @Get('publisheddata/:doi/landing-page')
  @SignedIn()
  @Names('doi')
  async open(@Param('doi') doi: string, @CallerOf() caller: Caller, @Res() reply: FastifyReply): Promise<void> {
    const address = await this.previews.open(doi, caller);
    await reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }).redirect(address, 303);
  }

  /** Answers to the token of that address, without an account. */
  @Get('publications/preview')
  @Header('cache-control', 'no-store')
  @Asks('token')
  @Answers(LandingPagePreview)
  show(@Query('token') token: unknown): Promise<LandingPagePreview> {
    if (typeof token !== 'string' || token.length > 100) throw notFound();
    return this.previews.of(token);
  }
}
