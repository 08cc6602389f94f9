import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Answer, answerOf, send } from '../http/answers';
import { COPY_SCRIPT, MARK, STYLE } from './style';

const FONT = '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2';
const DAY = { 'cache-control': 'public, max-age=86400' };

/** Style, script, font and mark of the pages. */
@Controller('assets')
export class AssetsController {
  private readonly style = answerOf({ type: 'text/css; charset=utf-8', body: STYLE, headers: DAY });
  private readonly script = answerOf({ type: 'text/javascript; charset=utf-8', body: COPY_SCRIPT, headers: DAY });
  private readonly mark = answerOf({ type: 'image/svg+xml', body: MARK, headers: DAY });
  private readonly font: Answer = {
    ...answerOf({ type: 'font/woff2', body: FONT, headers: DAY }),
    body: readFileSync(createRequire(import.meta.url).resolve(FONT)),
  };

  @Get('style.css')
  showStyle(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.style);
  }
  @Get('copy.js')
  showScript(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.script);
  }
  @Get('mark.svg')
  showMark(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.mark);
  }
  @Get('inter.woff2')
  showFont(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    send(request, reply, this.font);
  }
}
