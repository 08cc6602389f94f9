import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { notFound } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Answer, answerOf, send } from '../http/answers';
import { COPY_SCRIPT, LETTERS, MARK, STYLE } from './style';

const DAY = { 'cache-control': 'public, max-age=86400' };

function fontOf(letters: string): Answer {
  const file = `@fontsource-variable/inter/files/inter-${letters}-wght-normal.woff2`;
  return {
    ...answerOf({ type: 'font/woff2', body: file, headers: DAY }),
    body: readFileSync(createRequire(import.meta.url).resolve(file)),
  };
}

/** Style, script, font and mark of the pages. */
@Controller('assets')
export class AssetsController {
  private readonly style = answerOf({ type: 'text/css; charset=utf-8', body: STYLE, headers: DAY });
  private readonly script = answerOf({ type: 'text/javascript; charset=utf-8', body: COPY_SCRIPT, headers: DAY });
  private readonly mark = answerOf({ type: 'image/svg+xml', body: MARK, headers: DAY });
  private readonly font = fontOf('latin');
  private readonly further = new Map(Object.keys(LETTERS).map((name) => [`inter-${name}.woff2`, fontOf(name)]));

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
  @Get(':font')
  showFurther(@Param('font') name: string, @Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    const font = this.further.get(name);
    if (!font) throw notFound();
    send(request, reply, font);
  }
}
