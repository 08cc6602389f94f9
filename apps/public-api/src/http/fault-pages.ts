import { ErrorFilter, type ErrorFilterOptions } from '@scizoo/service-kit/nest';
import type { Logger } from '@scizoo/service-kit';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicApiConfig } from '../config';
import { html, type Markup } from '../html/html';
import { languageOf, type Words, wordsIn } from '../html/messages';
import { pageOf } from '../html/page';

/** What programs ask answers as programs expect it, also to a browser. */
const FOR_PROGRAMS = /^\/(?:api|assets|export|federation|linkset|oai|scoring|sitemaps)(?:[/?]|$)/u;

/** Refusals as pages for people who have come with a browser. */
export class FaultPages extends ErrorFilter {
  constructor(
    logger: Logger,
    private readonly config: PublicApiConfig,
    options: ErrorFilterOptions,
  ) {
    super(logger, options);
  }

  protected override write(reply: FastifyReply, body: unknown, request: FastifyRequest): void {
    const { url, headers, query } = request;
    if (!(headers.accept ?? '').includes('text/html') || FOR_PROGRAMS.test(url))
      return super.write(reply, body, request);
    const language = languageOf((query as { lang?: unknown } | undefined)?.lang, headers['accept-language']);
    const words = wordsIn(language);
    const { title, text } = toldTo(reply.statusCode, body, words);
    const markup = html`<h1>${title}</h1>
      ${text}
      <p><a href="/">${words('repository')}</a></p>`;
    void reply
      .headers({ 'cache-control': 'no-store', 'x-robots-tag': 'noindex', 'content-language': language })
      .header('vary', 'Accept, Accept-Language')
      .type('text/html; charset=utf-8')
      .send(pageOf({ title, language, words, here: '/', body: markup }, this.config));
  }
}

function toldTo(status: number, body: unknown, words: Words): { title: string; text: Markup } {
  if (status === 404) return { title: words('noPageTitle'), text: html`<p>${words('noPage')}</p>` };
  if (status >= 500) return { title: words('unavailableTitle'), text: html`<p>${words('unavailable')}</p>` };
  const { message } = body as { message?: unknown };
  return { title: words('refusedTitle'), text: html`<p lang="en">${[message].flat().map(String).join(' ')}</p>` };
}
