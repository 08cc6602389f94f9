import { Controller, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OaiPmh } from './oai.service';

/** Parameters of a form, each as often as it was sent. */
function formOf(body: unknown): URLSearchParams {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries((body ?? {}) as Record<string, unknown>))
    for (const item of Array.isArray(value) ? value : [value]) form.append(name, String(item));
  return form;
}

/** OAI-PMH: one address, GET and POST alike. */
@Controller('oai')
export class OaiController {
  constructor(private readonly oai: OaiPmh) {}

  @Get()
  async get(@Req() { url }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const question = url.indexOf('?');
    await this.answer(new URLSearchParams(question < 0 ? '' : url.slice(question)), reply);
  }
  @Post()
  @HttpCode(200)
  async post(@Req() { body }: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(formOf(body), reply);
  }
  private async answer(given: URLSearchParams, reply: FastifyReply): Promise<void> {
    const text = await this.oai.answer(given);
    void reply.header('cache-control', 'no-store').type('text/xml; charset=UTF-8').send(text);
  }
}
