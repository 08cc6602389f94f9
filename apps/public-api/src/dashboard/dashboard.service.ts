import { Injectable } from '@nestjs/common';
import { doiUrl, naturalName, type RegisteredPublication } from '@scizoo/domain';
import { Catalogue, type Overview } from '../catalogue/catalogue';
import { PublicApiConfig } from '../config';
import { dayText } from '../html/figures';
import { html, jsonScript, type Markup, type Part } from '../html/html';
import { type Language, type Message, type Words, wordsIn } from '../html/messages';
import { pageOf } from '../html/page';
import { type Answer, answerOf } from '../http/answers';
import { pageLinks } from '../landing/dataset-list';
import { HTML_TYPE } from '../landing/landing.service';
import { Records } from '../records/records';

export const SORTS = ['title', 'doi', 'registered', 'creator'] as const;
export type Sort = (typeof SORTS)[number];
export interface Asked {
  readonly text: string;
  readonly year: string;
  readonly beamline: string;
  readonly sort: Sort;
  readonly direction: 'asc' | 'desc';
  readonly page: number;
}
const ROWS = 25;
/** The order in which somebody wants to see a column first. */
const FIRST: Record<Sort, 'asc' | 'desc'> = { title: 'asc', doi: 'asc', registered: 'desc', creator: 'asc' };
const NEWEST: Asked = { text: '', year: '', beamline: '', sort: 'registered', direction: 'desc', page: 1 };

/** The address of the list as asked for; what is usual is left out. */
export function addressOf(asked: Asked): string {
  const told = Object.entries(asked).filter(([name, value]) => value !== NEWEST[name as keyof Asked]);
  const search = new URLSearchParams(told.map(([name, value]): [string, string] => [name, String(value)]));
  return search.size === 0 ? '/' : `/?${search}`;
}

/** The public list of all registered records. */
@Injectable()
export class Dashboard {
  constructor(
    private readonly records: Records,
    private readonly catalogue: Catalogue,
    private readonly config: PublicApiConfig,
  ) {}

  page(asked: Asked, language: Language): Promise<Answer> {
    return this.records.answer(`list|${language}|${addressOf(asked)}`, async (before) => {
      const { text, year, beamline, sort, direction, page } = asked;
      const query = { text, year, beamline, sort, direction, skip: (page - 1) * ROWS, limit: ROWS };
      const [found, overview] = await Promise.all([this.catalogue.publications(query), this.catalogue.overview()]);
      const words = wordsIn(language);
      const here = addressOf(asked);
      const items = found.items.map((item) => this.records.read(item));
      const head = [
        html`<link rel="canonical" href="${this.config.publicUrl.replace(/\/+$/u, '')}${here}" /> `,
        html`<meta name="description" content="${words('repository')}, ${this.config.site}" /> `,
        here === '/' &&
          jsonScript('application/ld+json', {
            '@context': 'https://schema.org',
            '@type': 'DataCatalog',
            name: `${words('repository')}, ${this.config.site}`,
            url: this.config.publicUrl,
          }),
      ];
      const body = html`<h1>${words('repository')}</h1>
        ${findForm(asked, overview, words)}
        ${found.count === 0 ? nothing(asked, words) : table(items, found.count, asked, words)}`;
      const title = `${words('repository')} · ${this.config.site}`;
      const headers = { vary: 'Accept-Language', 'content-language': language };
      return answerOf(
        {
          type: HTML_TYPE,
          headers,
          body: pageOf({ title, language, words, head, body, here, wide: true }, this.config),
        },
        before,
      );
    });
  }
}

function choice(
  name: string,
  chosen: string,
  all: string,
  label: string,
  options: readonly (readonly [string, string])[],
): Part {
  return (
    options.length > 1 &&
    html`<select name="${name}" aria-label="${label}">
      <option value="">${all}</option>
      ${options.map(
        ([value, shown]) => html`<option value="${value}" ${value === chosen && html` selected`}>${shown}</option>`,
      )}
    </select>`
  );
}
function findForm(asked: Asked, { publicationYears, beamlines }: Overview, words: Words): Markup {
  return html`<form class="find" action="/" method="get" role="search">
    <input
      type="search"
      name="text"
      value="${asked.text}"
      maxlength="200"
      placeholder="${words('searchHint')}"
      aria-label="${words('searchHint')}"
    />
    ${choice(
      'year',
      asked.year,
      words('allYears'),
      words('year'),
      publicationYears.map((year) => [year, year] as const),
    )}
    ${choice(
      'beamline',
      asked.beamline,
      words('allBeamlines'),
      words('beamlines'),
      beamlines.map(({ uniqueName, name }) => [uniqueName, name] as const),
    )}
    ${asked.sort !== NEWEST.sort && html`<input type="hidden" name="sort" value="${asked.sort}" />`}
    ${asked.direction !== NEWEST.direction && html`<input type="hidden" name="direction" value="${asked.direction}" />`}
    <button type="submit">${words('search')}</button>
  </form>`;
}
function nothing({ text, year, beamline }: Asked, words: Words): Markup {
  const isFiltered = [text, year, beamline].some((part) => part !== '');
  return isFiltered
    ? html`<p>${words('noneFound')} <a href="/">${words('showAll')}</a></p>`
    : html`<p>${words('noneYet')}</p>`;
}

function columnHead(sort: Sort, asked: Asked, words: Words): Markup {
  const isSorted = asked.sort === sort;
  const turned = asked.direction === 'asc' ? 'desc' : 'asc';
  const to = addressOf({ ...asked, sort, direction: isSorted ? turned : FIRST[sort], page: 1 });
  const order = asked.direction === 'asc' ? 'ascending' : 'descending';
  return html`<th scope="col" ${isSorted && html` aria-sort="${order}"`}>
    <a href="${to}" rel="nofollow">${words(sort as Message)}${isSorted && (asked.direction === 'asc' ? ' ↑' : ' ↓')}</a>
  </th>`;
}
const creatorText = ({ creators }: RegisteredPublication): string => {
  const [first, ...rest] = creators.map(naturalName);
  return rest.length === 0 ? (first ?? '') : rest.length === 1 ? `${first}, ${rest[0]}` : `${first} et al.`;
};
const row = (publication: RegisteredPublication): Markup => {
  const { doi, title, registeredAt } = publication;
  return html`<tr>
    <td><a href="/detail/${encodeURIComponent(doi)}">${title}</a></td>
    <td class="mono"><a href="${doiUrl(doi)}">${doi}</a></td>
    <td class="day">${registeredAt === undefined ? '' : dayText(registeredAt)}</td>
    <td>${creatorText(publication)}</td>
  </tr>`;
};
function table(items: readonly RegisteredPublication[], count: number, asked: Asked, words: Words): Markup {
  const pages = Math.ceil(count / ROWS);
  return html`<p class="dim">${count === 1 ? words('oneResult') : words('results', { count })}</p>
    <table class="records">
      <thead>
        <tr>
          ${SORTS.map((sort) => columnHead(sort, asked, words))}
        </tr>
      </thead>
      <tbody>
        ${items.map(row)}
      </tbody>
    </table>
    ${pages > 1 && pageLinks(asked.page, pages, { words }, (page) => addressOf({ ...asked, page }))}`;
}
