import { Controller, Get, Injectable, NotFoundException, type OnModuleInit, Req, Res } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { ApiExcludeController } from '@nestjs/swagger';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { CatalogueConfig } from '../config';
import { Surroundings } from '../surroundings';
import { pageWithNonce } from './page';
import { compress, isHashed, readWebFiles, type WebFiles } from './web-files';

const FOREVER = 'public, max-age=31536000, immutable';
const ASK_AGAIN = 'no-cache';
/** Paths of programs, where a page would only confuse. */
const NOT_A_PAGE = /^\/(api|explorer|health|ready|metrics)([/?-]|$)/i;

const unknown = ({ method, url }: FastifyRequest) => new NotFoundException(`Cannot ${method} ${url.slice(0, 200)}`);

/** The built web program, read once at start. */
@Injectable()
export class WebProgram implements OnModuleInit {
  private files?: WebFiles;

  constructor(
    private readonly config: CatalogueConfig,
    private readonly surroundings: Surroundings,
    private readonly adapter: HttpAdapterHost,
  ) {}

  async onModuleInit(): Promise<void> {
    const { webDir } = this.config;
    if (webDir === undefined) return;
    const { logger } = this.surroundings;
    const files = await readWebFiles(webDir);
    const server = this.adapter.httpAdapter.getInstance<FastifyInstance>();
    await server.register(fastifyStatic, { root: files.root, serve: false, preCompressed: true, cacheControl: false });
    await compress(files).catch((err: unknown) => logger.info({ err }, 'web files are served as the build left them'));
    this.files = files;
  }

  async answer(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const path = request.url.split('?')[0] ?? '/';
    if (!this.files || NOT_A_PAGE.test(path)) throw unknown(request);
    const name = path.slice(1);
    if (this.files.files.has(name))
      return reply.header('cache-control', isHashed(name) ? FOREVER : ASK_AGAIN).sendFile(name);
    // A file of an older build: a page in its place would be taken for a script.
    if (isHashed(name)) throw unknown(request);
    const { html, policy } = pageWithNonce(this.files.page);
    return reply
      .headers({ 'content-security-policy': policy, 'cache-control': 'no-store' })
      .type('text/html; charset=utf-8')
      .send(html);
  }
}

/** Everything that no other route takes: files of the web program, and its page for every address in it. */
@ApiExcludeController()
@Controller()
export class WebController {
  constructor(private readonly program: WebProgram) {}

  @Get(['/', '/*'])
  async all(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.program.answer(request, reply);
  }
}
