import { Injectable } from '@nestjs/common';
import { notFound, SciZooError } from '@scizoo/domain';
import { Catalogue, type TombstoneRecord, Withdrawn } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { type FormatName, FORMATS } from '../formats/formats';
import { dayText } from '../html/figures';
import { html } from '../html/html';
import { type Language, wordsIn } from '../html/messages';
import { pageOf } from '../html/page';
import { type Answer, answerOf } from '../http/answers';
import { type DatasetList, DATASETS_ON_A_PAGE, Records } from '../records/records';
import { filesBody } from './files-page';
import { bodyOf, headOf } from './landing-page';
import { describes, linkHeader, LINKSET_TYPE, linksetOf, relationsOf } from './signposting';

export const HTML_TYPE = 'text/html; charset=utf-8';
export const VARY = 'Accept, Accept-Language';
const FILES_ON_A_PAGE = 200;
const NOT_FOR_ROBOTS = { 'x-robots-tag': 'noindex', 'referrer-policy': 'no-referrer' };

/** Refusals of downloads, told in their own words. */
const OF_FILES: readonly string[] = ['invalid', 'forbidden', 'too-large', 'too-many'];

const withCharset = (type: string): string => (type.startsWith('text/') ? `${type}; charset=utf-8` : type);
/** In a header: the file that a browser saves. */
const fileName = (doi: string, extension: string): string =>
  `attachment; filename="${doi.replace(/[^\w.-]+/gu, '_')}.${extension}"`;

/** The DOI of a work of several versions leads to the newest, which is another one tomorrow. */
const movedTo = (location: string): Answer =>
  answerOf({
    status: 302,
    type: 'text/plain; charset=utf-8',
    headers: { location, vary: VARY },
    body: `${location}\n`,
  });

/** Landing pages and the other forms of a record, as answers that are kept. */
@Injectable()
export class Landing {
  constructor(
    private readonly records: Records,
    private readonly catalogue: Catalogue,
    private readonly config: PublicApiConfig,
  ) {}

  /** @throws 404, Withdrawn */
  page(doi: string, language: Language, page: number): Promise<Answer> {
    return this.records.answer(`page|${language}|${page}|${doi}`, async (before) => {
      const [publication, datasets] = await Promise.all([
        this.records.publication(doi),
        this.records.datasets(doi, page),
      ]);
      if (publication.doi !== doi) return movedTo(`/detail/${encodeURIComponent(publication.doi)}`);
      if (page > 1 && (page - 1) * DATASETS_ON_A_PAGE >= datasets.count) throw notFound();
      const context = this.records.context(doi);
      const words = wordsIn(language);
      const { webUrl, contactEmail } = this.config;
      const view = { publication, datasets, page, context, language, words, webUrl, contactEmail };
      const here = `/detail/${encodeURIComponent(doi)}${page > 1 ? `?page=${page}` : ''}`;
      const title = `${publication.title} · ${this.config.site}`;
      const body = pageOf({ title, language, words, here, head: headOf(view), body: bodyOf(view) }, this.config);
      const headers = {
        link: linkHeader(relationsOf(publication, context.links)),
        vary: VARY,
        'content-language': language,
      };
      return answerOf({ type: HTML_TYPE, body, headers, changedAt: new Date(publication.changedAt) }, before);
    });
  }

  /** The page that a draft will have; kept by nobody. */
  async preview(token: string, language: Language): Promise<Answer> {
    const words = wordsIn(language);
    const here = `/preview?token=${encodeURIComponent(token)}`;
    try {
      const { publication: record, datasets } = await this.catalogue.preview(token);
      const publication = this.records.read(record);
      const context = this.records.context(publication.doi);
      const shown = { items: datasets.items as DatasetList['items'], count: datasets.count };
      const { webUrl, contactEmail } = this.config;
      const view = { publication, datasets: shown, page: 1, context, language, words, webUrl, contactEmail };
      const body = html`<p class="note" role="note">${words('preview')}</p>
        ${bodyOf(view)}`;
      return this.notice(200, publication.title, body, here, language);
    } catch (error) {
      if (!(error instanceof SciZooError) || error.code !== 'not-found') throw error;
      return this.notice(404, words('previewOver'), html`<h1>${words('previewOver')}</h1>`, here, language);
    }
  }

  /** @param type the name of it that the client knows. @throws 404, Withdrawn */
  format(doi: string, name: FormatName, asFile: boolean, type: string = FORMATS[name].types[0]): Promise<Answer> {
    return this.records.answer(`${name}|${type}|${asFile}|${doi}`, async (before) => {
      const publication = await this.records.publication(doi);
      const place = asFile ? `/export/${name}/` : '/detail/';
      if (publication.doi !== doi) return movedTo(`${place}${encodeURIComponent(publication.doi)}`);
      const context = this.records.context(doi);
      const { extension, write } = FORMATS[name];
      const headers = {
        link: asFile ? describes(context.links) : linkHeader(relationsOf(publication, context.links)),
        vary: VARY,
        ...(asFile && { 'content-disposition': fileName(doi, extension) }),
      };
      const body = write(publication, context);
      const changedAt = new Date(publication.changedAt);
      return answerOf({ type: withCharset(type), body, headers, changedAt }, before);
    });
  }

  linkset(doi: string): Promise<Answer> {
    return this.records.answer(`linkset|${doi}`, async (before) => {
      const publication = await this.records.publication(doi);
      if (publication.doi !== doi) return movedTo(`/linkset/${encodeURIComponent(publication.doi)}`);
      const { links } = this.records.context(doi);
      const body = JSON.stringify(linksetOf(publication, links));
      const headers = { link: linkHeader([{ rel: 'cite-as', href: links.doi }]) };
      return answerOf({ type: LINKSET_TYPE, body, headers, changedAt: new Date(publication.changedAt) }, before);
    });
  }

  /** Files of one open dataset of the record. @throws 404 */
  files(doi: string, pid: string, cursor: string | undefined, language: Language): Promise<Answer> {
    return this.records.answer(`files|${language}|${cursor ?? ''}|${doi}|${pid}`, async (before) => {
      const publication = await this.records.publication(doi);
      const at = publication.datasetPids.indexOf(pid);
      if (at < 0) throw notFound();
      const [{ files, next, total }, isOnline, [dataset]] = await Promise.all([
        this.catalogue.filesOf(pid, FILES_ON_A_PAGE, cursor),
        this.catalogue.isOnline(pid),
        this.catalogue.datasetsOf(doi, at, 1).then(({ items }) => items),
      ]);
      const name = dataset?.datasetName ?? pid;
      const words = wordsIn(language);
      const here = `/files/${encodeURIComponent(doi)}?dataset=${encodeURIComponent(pid)}`;
      const title = `${words('filesOf', { name })} · ${this.config.site}`;
      const { contactEmail } = this.config;
      const view = {
        publication,
        pid,
        name,
        files,
        total: total ?? files.length,
        next,
        here,
        words,
        isOnline,
        contactEmail,
      };
      const body = filesBody(view);
      const headers = { ...NOT_FOR_ROBOTS, vary: VARY, 'content-language': language };
      return answerOf(
        { type: HTML_TYPE, body: pageOf({ title, language, words, here, body, wide: true }, this.config), headers },
        before,
      );
    });
  }

  /** What stays of a withdrawn record: 410, and who and what it was. */
  tombstone(doi: string, { title, creators = [], removedAt, reason }: TombstoneRecord, language: Language): Answer {
    const words = wordsIn(language);
    const { links } = this.records.context(doi);
    const body = html`<p class="doi"><a href="${links.doi}" rel="cite-as">https://doi.org/${doi}</a></p>
      <h1>${words('withdrawnTitle')}: ${title ?? doi}</h1>
      ${
        creators.length > 0 &&
        html`<ul class="authors">
          ${creators.map((name) => html`<li>${name}</li>`)}
        </ul>`
      }
      <p class="note">${words('withdrawn', { date: dayText(removedAt) })}</p>
      ${reason !== undefined && html`<p>${reason}</p>`}`;
    return this.notice(410, words('withdrawnTitle'), body, `/detail/${encodeURIComponent(doi)}`, language);
  }

  /** A page instead of one that cannot be shown. */
  fault(error: unknown, doi: string, language: Language): Answer {
    if (error instanceof Withdrawn) return this.tombstone(doi, error.tombstone, language);
    if (!(error instanceof SciZooError)) throw error;
    const words = wordsIn(language);
    const here = `/detail/${encodeURIComponent(doi)}`;
    if (OF_FILES.includes(error.code) || (error.code === 'not-found' && error.message !== notFound().message)) {
      const body = html`<h1>${words('noFileTitle')}</h1>
        <p>${error.message}</p>
        <p><a href="${here}">${words('backToRecord')}</a></p>`;
      return this.notice(error.status, words('noFileTitle'), body, here, language);
    }
    if (error.code === 'not-found') {
      const body = html`<h1>${words('notFoundTitle')}</h1>
        <p>${words('notFound', { id: doi })}</p>
        <p>${words('notFoundHelp')} <a href="/">${words('repository')}</a></p>`;
      return this.notice(404, words('notFoundTitle'), body, here, language);
    }
    if (!error.retriable) throw error;
    const body = html`<h1>${words('unavailableTitle')}</h1>
      <p>${words('unavailable')}</p>`;
    const answer = this.notice(503, words('unavailableTitle'), body, here, language);
    return { ...answer, headers: { ...answer.headers, 'retry-after': '60' } };
  }
  private notice(
    status: number,
    title: string,
    body: ReturnType<typeof html>,
    here: string,
    language: Language,
  ): Answer {
    const words = wordsIn(language);
    const headers = { ...NOT_FOR_ROBOTS, vary: VARY, 'cache-control': 'no-store', 'content-language': language };
    return answerOf({
      status,
      type: HTML_TYPE,
      headers,
      body: pageOf({ title, language, words, here, body }, this.config),
    });
  }
}
