import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf } from '../html/messages';
import { send } from '../http/answers';
import { Landing } from '../landing/landing.service';
import { Fair } from './fair.service';

/** For the people who run the facility's repository. */
@Controller()
export class FairController {
  constructor(
    private readonly fair: Fair,
    private readonly landing: Landing,
  ) {}

  @Get('fair')
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query('lang') asked: unknown): Promise<void> {
    const language = languageOf(asked, request.headers['accept-language']);
    try {
      send(request, reply, await this.fair.page(language));
    } catch (error) {
      send(request, reply, this.landing.fault(error, '', language));
    }
  }
  @Get('fair.json')
  async figures(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    send(request, reply, await this.fair.figures());
  }
}
