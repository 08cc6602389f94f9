import { Injectable } from '@nestjs/common';
import { doiUrl, naturalName, notFound, type RegisteredPublication } from '@scizoo/domain';
import { Catalogue } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { element, type Xml, XML_HEAD } from '../formats/xml';
import { type Answer, answerOf } from '../http/answers';
import { Records } from '../records/records';

const IN_FEED = 50;
const AT_ONCE = 200;
/** The protocol allows no more in one file. */
const MOST_ADDRESSES = 50_000;
/** More of them are split: each look at the list costs the catalogue a question. */
const MOST_IN_ONE = 5000;
const SITEMAP = 'http://www.sitemaps.org/schemas/sitemap/0.9';
const urlset = (addresses: readonly Xml[]): Xml => element('urlset', { xmlns: SITEMAP }, addresses);

/** News and addresses for programs that visit regularly. */
@Injectable()
export class Feeds {
  private readonly root: string;
  constructor(
    private readonly records: Records,
    private readonly catalogue: Catalogue,
    private readonly config: PublicApiConfig,
  ) {
    this.root = config.publicUrl.replace(/\/+$/u, '');
  }

  /** Atom (RFC 4287), the newest first. */
  atom(): Promise<Answer> {
    return this.records.answer('atom', async (before) => {
      const { items } = await this.catalogue.publications({ sort: 'registered', direction: 'desc', limit: IN_FEED });
      const publications = items.map((item) => this.records.read(item));
      const newest =
        publications
          .map(({ changedAt }) => changedAt)
          .sort()
          .at(-1) ?? '1970-01-01T00:00:00.000Z';
      const feed = element(
        'feed',
        { xmlns: 'http://www.w3.org/2005/Atom' },
        element('id', {}, `${this.root}/feed.atom`),
        element('title', {}, `${this.config.site}: new data publications`),
        element('updated', {}, newest),
        element('link', { rel: 'self', href: `${this.root}/feed.atom`, type: 'application/atom+xml' }),
        element('link', { rel: 'alternate', href: `${this.root}/`, type: 'text/html' }),
        element('author', {}, element('name', {}, this.config.site)),
        publications.map((publication) => this.entry(publication)),
      );
      const type = 'application/atom+xml; charset=utf-8';
      return answerOf({ type, body: `${XML_HEAD}${feed.text}\n` }, before);
    });
  }
  private entry(publication: RegisteredPublication): Xml {
    const { doi, title, abstract, creators, registeredAt, changedAt } = publication;
    const { links } = this.records.context(doi);
    return element('entry', {}, [
      element('id', {}, doiUrl(doi)),
      element('title', {}, title),
      element('updated', {}, changedAt),
      registeredAt === undefined ? undefined : element('published', {}, registeredAt),
      element('link', { rel: 'alternate', href: links.page, type: 'text/html' }),
      creators.slice(0, 50).map((one) => element('author', {}, element('name', {}, naturalName(one)))),
      element('summary', {}, abstract.slice(0, 2000)),
    ]);
  }

  /** Every page; of many records one sitemap for each year of publication, so that none grows too long. */
  sitemaps(): Promise<Answer> {
    return this.records.answer('sitemap', async (before) => {
      const addresses = await this.addresses({}, MOST_IN_ONE);
      if (addresses !== undefined) return this.sitemapAnswer(urlset(addresses), before);
      const { publicationYears } = await this.catalogue.overview();
      const parts = publicationYears
        .filter((year) => /^\d{4}$/u.test(year))
        .map((year) => element('sitemap', {}, element('loc', {}, `${this.root}/sitemaps/${year}.xml`)));
      return this.sitemapAnswer(element('sitemapindex', { xmlns: SITEMAP }, parts), before);
    });
  }
  /** @throws 404 */
  sitemap(year: string): Promise<Answer> {
    return this.records.answer(`sitemap|${year}`, async (before) => {
      const addresses = (await this.addresses({ year }, Infinity)) ?? [];
      if (addresses.length === 0) throw notFound();
      return this.sitemapAnswer(urlset(addresses.slice(0, MOST_ADDRESSES)), before);
    });
  }
  /** Undefined when there are more than `most`. */
  private async addresses(among: { readonly year?: string }, most: number): Promise<Xml[] | undefined> {
    const addresses: Xml[] = [];
    for (let skip = 0, more = true; more && addresses.length < MOST_ADDRESSES; skip += AT_ONCE) {
      const query = { ...among, sort: 'doi', direction: 'asc', skip, limit: AT_ONCE };
      const { items, count } = await this.catalogue.publications(query);
      if (count > most) return undefined;
      for (const { doi, datestamp } of items)
        addresses.push(
          element(
            'url',
            {},
            element('loc', {}, this.records.context(doi).links.page),
            element('lastmod', {}, String(datestamp)),
          ),
        );
      more = skip + AT_ONCE < count;
    }
    return addresses;
  }
  private sitemapAnswer(root: Xml, before: Answer | undefined): Answer {
    return answerOf({ type: 'application/xml; charset=utf-8', body: `${XML_HEAD}${root.text}\n` }, before);
  }

  robots(): Answer {
    const body = `User-agent: *\nDisallow: /files/\nDisallow: /oai\nDisallow: /api/\nDisallow: /federation/\nAllow: /\n\nSitemap: ${this.root}/sitemap.xml\n`;
    return answerOf({ type: 'text/plain; charset=utf-8', body });
  }
}
