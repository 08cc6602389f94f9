import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { invalid, notFound, SciZooError } from '@scizoo/domain';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Withdrawn } from '../catalogue/catalogue';
import { isFormatName } from '../formats/formats';
import { type Language, languageOf } from '../html/messages';
import { type Answer, answerOf, send } from '../http/answers';
import { type AskedData, LandingData } from './landing-data';
import { Landing, VARY } from './landing.service';
import { chosen, typeFor } from './negotiation';

/** A DOI percent-encoded, with plain slashes, or encoded twice as some registrations have it. */
export function doiFrom(url: string, prefix: string): string {
  const path = url.split(/[?#]/u)[0]!.slice(prefix.length).replace(/\/$/u, '');
  const decoded = decodedOnce(path);
  return /^10\.\d{4,9}%2f/iu.test(decoded) ? decodedOnce(decoded) : decoded;
}
function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('The address is not percent-encoded correctly');
  }
}
const pageOf = (text: unknown): number => {
  if (text === undefined) return 1;
  if (typeof text !== 'string' || !/^[1-9]\d{0,3}$/u.test(text)) throw invalid('page must be a whole number from 1');
  return Number(text);
};
type Asked = Readonly<Record<string, unknown>>;

/** Landing pages and what belongs to a record. */
@Controller()
export class LandingController {
  constructor(
    private readonly landing: Landing,
    private readonly data: LandingData,
  ) {}

  @Get('detail/*')
  async detail(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Asked): Promise<void> {
    const doi = doiFrom(request.url, '/detail/');
    const choice = chosen(request.headers.accept);
    const language = languageOf(query['lang'], request.headers['accept-language']);
    if (choice === undefined) return send(request, reply, notAcceptable());
    const page = pageOf(query['page']);
    await this.answer(request, reply, { doi, language, isPage: choice === 'html' }, () =>
      choice === 'html'
        ? this.landing.page(doi, language, page)
        : this.landing.format(doi, choice, false, typeFor(request.headers.accept, choice)),
    );
  }

  @Get('preview')
  async preview(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Asked): Promise<void> {
    const { token } = query;
    if (typeof token !== 'string') throw notFound();
    const language = languageOf(query['lang'], request.headers['accept-language']);
    await this.answer(request, reply, { doi: '', language, isPage: true }, () => this.landing.preview(token, language));
  }

  @Get('export/:format/*')
  async export(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const { format = '' } = request.params as { format?: string };
    if (!isFormatName(format)) throw notFound(`There is no format ${format}`);
    const doi = doiFrom(request.url, `/export/${format}/`);
    await this.answer(request, reply, { doi, language: 'en', isPage: false }, () =>
      this.landing.format(doi, format, true),
    );
  }

  @Get('linkset/*')
  async linkset(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const doi = doiFrom(request.url, '/linkset/');
    await this.answer(request, reply, { doi, language: 'en', isPage: false }, () => this.landing.linkset(doi));
  }

  @Get('files/*')
  async files(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Asked): Promise<void> {
    const doi = doiFrom(request.url, '/files/');
    const { dataset, cursor } = query;
    const language = languageOf(query['lang'], request.headers['accept-language']);
    if (typeof dataset !== 'string' || (cursor !== undefined && typeof cursor !== 'string'))
      throw invalid('dataset must be the PID of a dataset');
    await this.answer(request, reply, { doi, language, isPage: true }, () =>
      this.landing.files(doi, dataset, cursor, language),
    );
  }

  /** One file with `file`, else all of the dataset. */
  @Get('data/*')
  async download(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @Query() query: Asked): Promise<void> {
    const { dataset: pid, file } = query;
    if (typeof pid !== 'string' || (file !== undefined && typeof file !== 'string'))
      throw invalid('dataset must be the PID of a dataset');
    await this.sendData(request, reply, { pid, ...(file !== undefined && { file }) });
  }
  /** The files that are ticked in the form of the page. */
  @Post('data/*')
  async downloadChosen(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @Body() body: unknown,
  ): Promise<void> {
    const { dataset: pid, files = [] } = (body ?? {}) as Asked;
    const chosen = [files].flat();
    if (typeof pid !== 'string' || chosen.some((path) => typeof path !== 'string'))
      throw invalid('dataset must be the PID of a dataset');
    if (chosen.length === 0) throw invalid('Choose at least one file');
    await this.sendData(request, reply, { pid, files: chosen as string[] });
  }
  /** People see a page when it does not work, programs a JSON answer. */
  private async sendData(request: FastifyRequest, reply: FastifyReply, asked: Omit<AskedData, 'doi'>): Promise<void> {
    const doi = doiFrom(request.url, '/data/');
    const language = languageOf(undefined, request.headers['accept-language']);
    try {
      await this.data.send(request, reply, { doi, ...asked });
    } catch (error) {
      if (!(request.headers.accept ?? '').includes('text/html')) throw forPrograms(error);
      send(request, reply, this.landing.fault(error, doi, language));
    }
  }

  private async answer(
    request: FastifyRequest,
    reply: FastifyReply,
    { doi, language, isPage }: { doi: string; language: Language; isPage: boolean },
    make: () => Promise<Answer>,
  ): Promise<void> {
    try {
      send(request, reply, await make());
    } catch (error) {
      if (isPage) return send(request, reply, this.landing.fault(error, doi, language));
      throw forPrograms(error);
    }
  }
}

const forPrograms = (error: unknown): unknown =>
  error instanceof Withdrawn ? new SciZooError('gone', 'The publication was withdrawn', [], { cause: error }) : error;

const notAcceptable = (): Answer =>
  answerOf({
    status: 406,
    type: 'text/plain; charset=utf-8',
    headers: { vary: VARY },
    body: 'None of the types you accept can be had here. See the Link header of the page for those that can.\n',
  });
