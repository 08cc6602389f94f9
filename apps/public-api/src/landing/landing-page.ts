import {
  type Agent,
  apa,
  bibtex,
  doiUrl,
  naturalName,
  type RegisteredPublication,
  type RelatedWork,
  ris,
} from '@scizoo/domain';
import { FORMAT_NAMES, FORMATS } from '../formats/formats';
import type { Context } from '../formats/links';
import { schemaOrg } from '../formats/schema-org';
import { dayText, sizeText } from '../html/figures';
import { html, jsonScript, type Markup, paragraphs, type Part } from '../html/html';
import type { Language, Message, Words } from '../html/messages';
import { languageName, termText } from '../html/terms';
import type { DatasetList } from '../records/records';
import { datasetSection } from './dataset-list';
import { relationsOf } from './signposting';

export interface LandingView {
  readonly publication: RegisteredPublication;
  readonly datasets: DatasetList;
  readonly page: number;
  readonly context: Context;
  readonly language: Language;
  readonly words: Words;
  /** Of the web program, for links to datasets. */
  readonly webUrl?: string;
  /** Who brings files back that are not online. */
  readonly contactEmail: string;
}

/** Longer lists of authors fold up, so that the abstract stands on the first screen. */
const AUTHORS_SHOWN = 20;
const VERSIONS = new Set([
  'IsNewVersionOf',
  'IsPreviousVersionOf',
  'IsVersionOf',
  'HasVersion',
  'IsObsoletedBy',
  'Obsoletes',
]);

/** What stands in the head for search engines, citation programs and other machines. */
export function headOf({ publication, context }: LandingView): Part {
  const { title, creators, publisher, doi, licences, access } = publication;
  const { links } = context;
  const published = publication.registeredAt?.slice(0, 10) ?? String(publication.year);
  const meta = (name: string, content: string) => html`<meta name="${name}" content="${content}" /> `;
  const description = publication.abstract.slice(0, 300) || title;
  return [
    html`<link rel="canonical" href="${links.page}" /> `,
    relationsOf(publication, links).map(
      ({ rel, href, type }) =>
        html`<link rel="${rel}" href="${href}" ${type !== undefined && html` type="${type}"`} /> `,
    ),
    meta('description', description),
    meta('citation_title', title),
    creators.map(({ name }) => meta('citation_author', name)),
    meta('citation_publication_date', published.replaceAll('-', '/')),
    meta('citation_doi', doi),
    meta('citation_publisher', publisher.name),
    meta('citation_public_url', links.page),
    meta('DC.title', title),
    creators.map(({ name }) => meta('DC.creator', name)),
    meta('DC.identifier', doiUrl(doi)),
    meta('DC.date', published),
    meta('DC.type', 'Dataset'),
    meta('DC.publisher', publisher.name),
    licences.map(({ name, url }) => meta('DC.rights', url ?? name)),
    access !== 'open' && meta('DC.accessRights', access),
    html`<meta property="og:title" content="${title}" />
      <meta property="og:type" content="website" /> `,
    html`<meta property="og:description" content="${description}" />
      <meta property="og:url" content="${links.page}" /> `,
    jsonScript('application/ld+json', schemaOrg(publication, context)),
  ];
}

const authorItem = (agent: Agent): Markup => {
  const { orcid, affiliations } = agent;
  const homes = affiliations.map((home) => home.name).join('; ');
  return html`<li>
    ${naturalName(agent)}${orcid !== undefined && html` <a class="orcid" href="https://orcid.org/${orcid}" aria-label="ORCID ${orcid}">ORCID</a>`}${homes !== '' && html` <small>${homes}</small>`}
  </li>`;
};
function authorList(creators: readonly Agent[], words: Words): Part {
  if (creators.length <= AUTHORS_SHOWN)
    return html`<ul class="authors">
      ${creators.map(authorItem)}
    </ul>`;
  const rest = creators.slice(AUTHORS_SHOWN);
  return [
    html`<ul class="authors">
      ${creators.slice(0, AUTHORS_SHOWN).map(authorItem)}
    </ul>`,
    html`<details>
      <summary>${words('showAllAuthors', { count: creators.length })}</summary>
      <ul class="authors">
        ${rest.map(authorItem)}
      </ul>
    </details>`,
  ];
}

const fact = (label: string, value: Part): Markup =>
  html`<dt>${label}</dt>
    <dd>${value}</dd>`;
const known = (present: boolean, label: string, value: () => Part): Part => present && fact(label, value());

function accessText({ access, opensOn }: RegisteredPublication, words: Words): string {
  if (access === 'open') return words('accessOpen');
  return access === 'embargoed' ? words('accessEmbargoed', { date: opensOn ?? '' }) : words('accessRestricted');
}
const kindText = (kind: string, words: Words): string =>
  kind === 'raw' || kind === 'derived' ? words(kind as Message) : kind;

function facts({ publication, language, words, datasets }: LandingView): Markup {
  const { publisher, year, version, resourceType, licences, language: written, beamlineNames, dates } = publication;
  const collected = dates.find(({ type }) => type === 'Collected')?.date;
  const subjects = publication.subjects.filter(({ valueUri }) => valueUri === undefined);
  return html`<dl class="facts">
    ${fact(words('publishedBy'), `${publisher.name}, ${year}`)}
    ${known(publication.registeredAt !== undefined, words('registered'), () => dayText(publication.registeredAt!))}
    ${known(version !== undefined, words('version'), () => version)}
    ${fact(words('access'), accessText(publication, words))}
    ${fact(
      words('licence'),
      licences.map(
        ({ name, url }) =>
          html`<div>${url === undefined ? name : html`<a href="${url}" rel="license">${name}</a>`}</div>`,
      ),
    )}
    ${fact(words('resourceType'), kindText(resourceType, words))} ${fact(words('datasets'), datasets.count)}
    ${known(publication.bytes > 0, words('size'), () => `${sizeText(publication.bytes)}, ${words('files').toLowerCase()}: ${publication.numberOfFiles}`)}
    ${known(publication.bytes === 0 && publication.sizes.length > 0, words('size'), () => publication.sizes.join(', '))}
    ${known(collected !== undefined, words('collected'), () => collected!.replace('/', ' – '))}
    ${known(beamlineNames.length > 0, words('beamlines'), () => beamlineNames.join(', '))}
    ${known(publication.techniques.length > 0, words('techniques'), () =>
      publication.techniques.map(({ name, pid }, n) => [
        n > 0 && ', ',
        pid.startsWith('http') ? html`<a href="${pid}">${name}</a>` : name,
      ]),
    )}
    ${known(subjects.length > 0, words('subjects'), () => subjects.map(({ subject }) => subject).join(', '))}
    ${known(written !== undefined, words('language'), () => languageName(written!, language))}
    ${known(publication.contributors.length > 0, words('contributors'), () =>
      publication.contributors.map(
        (one) => html`<div>${naturalName(one)} <span class="dim">${termText(one.role, language)}</span></div>`,
      ),
    )}
    ${known(publication.funding.length > 0, words('funding'), () => publication.funding.map(fundingLine))}
  </dl>`;
}
const fundingLine = ({ funderName, awardNumber, awardTitle }: RegisteredPublication['funding'][number]): Markup =>
  html`<div>${[funderName, awardNumber, awardTitle].filter(Boolean).join(', ')}</div>`;

const workItem = ({ relation, identifier, url }: RelatedWork, language: Language): Markup =>
  html`<li>
    <span class="dim">${termText(relation, language)}</span>
    ${url === undefined ? identifier : html`<a href="${url}">${identifier}</a>`}
  </li>`;
const works = (title: string, items: readonly RelatedWork[], language: Language): Part =>
  items.length > 0 &&
  html`<h2>${title}</h2>
    <ul class="plain">
      ${items.map((item) => workItem(item, language))}
    </ul>`;

function citations({ publication, words, context }: LandingView): Markup {
  const texts = [
    ['APA', apa(publication)],
    ['BibTeX', bibtex(publication)],
    ['RIS', ris(publication)],
  ] as const;
  return html`<h2 id="cite">${words('cite')}</h2>
    ${texts.map(
      ([name, text], n) =>
        html`<details${n === 0 && html` open`}><summary>${name}</summary><pre data-copy="${words('copy')}" data-copied="${words('copied')}">${text}</pre></details>`,
    )}
    <p class="machine"><a href="${context.links.export('csl-json')}">CSL-JSON</a></p>`;
}

/** The page of a record, from the DOI down. */
export function bodyOf(view: LandingView): Part {
  const { publication, language, words, context } = view;
  const { doi, title, abstract, creators, related, numberOfClosed, numberOfDatasets } = publication;
  return html`<p class="doi">
      <a href="${doiUrl(doi)}" rel="cite-as">https://doi.org/${doi}</a> <a href="#cite">${words('cite')}</a>
    </p>
    <h1>${title}</h1>
    ${authorList(creators, words)} ${publication.isAmended && html`<p class="note">${words('amended')}</p>`}
    ${numberOfClosed > 0 && html`<p class="note">${accessText(publication, words)}. ${words('embargoNote', { count: numberOfClosed, total: numberOfDatasets })}</p>`}
    ${
      abstract !== '' &&
      html`<h2>${words('abstract')}</h2>
        ${paragraphs(abstract)}`
    }
    ${publication.descriptions.map(
      ({ description }) =>
        html`<h2>${words('otherDescriptions')}</h2>
          ${paragraphs(description)}`,
    )}
    ${citations(view)}
    <h2>${words('access')}</h2>
    ${facts(view)} ${datasetSection(view)}
    ${works(
      words('versions'),
      related.filter(({ relation }) => VERSIONS.has(relation)),
      language,
    )}
    ${works(
      words('relatedWorks'),
      related.filter(({ relation }) => !VERSIONS.has(relation)),
      language,
    )}
    <h2 class="machine-title">${words('machine')}</h2>
    <p class="machine">
      ${FORMAT_NAMES.filter((name) => name !== 'apa').map((name) => html`<a href="${context.links.export(name)}">${FORMATS[name].label}</a> `)}<a
        href="${context.links.linkset}"
        >Linkset</a
      >
    </p>`;
}
