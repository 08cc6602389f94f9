import type { RegisteredPublication } from '@scizoo/domain';
import { FORMAT_NAMES, FORMATS, type FormatName } from '../formats/formats';
import type { Links } from '../formats/links';
import { openDataOf } from '../formats/open-data';

interface Target {
  readonly href: string;
  readonly type?: string;
  readonly profile?: string;
}
export interface Relation extends Target {
  readonly rel: string;
}
/** A list of references is no description of the record. */
const DESCRIPTIONS = FORMAT_NAMES.filter((name) => name !== 'apa');
export const LINKSET_TYPE = 'application/linkset+json';

function typed(name: FormatName, links: Links): Target {
  const [type, profile] = FORMATS[name].types[0].split(';profile=');
  return { href: links.export(name), type, ...(profile && { profile: profile.replaceAll('"', '') }) };
}

/** FAIR Signposting, level 1: what a program finds from the landing page. */
export function relationsOf(publication: RegisteredPublication, links: Links): Relation[] {
  const orcids = publication.creators.flatMap(({ orcid }) => (orcid ? [`https://orcid.org/${orcid}`] : []));
  const licence = publication.licences.find(({ url }) => url !== undefined)?.url;
  return [
    { rel: 'cite-as', href: links.doi },
    { rel: 'type', href: 'https://schema.org/AboutPage' },
    { rel: 'type', href: 'https://schema.org/Dataset' },
    ...orcids.slice(0, MOST_AUTHORS).map((href) => ({ rel: 'author', href })),
    ...(licence === undefined ? [] : [{ rel: 'license', href: licence }]),
    ...openDataOf(publication, links)
      .slice(0, MOST_ITEMS)
      .map(({ href, type }) => ({ rel: 'item', href, type })),
    ...DESCRIPTIONS.map((name) => ({ rel: 'describedby', ...typed(name, links) })),
    { rel: 'linkset', href: links.linkset, type: LINKSET_TYPE },
  ];
}
/** Proxies refuse long headers; the linkset has all. */
const MOST_AUTHORS = 20;
const MOST_ITEMS = 10;

/** An address that can end neither its brackets nor the header. */
const inHeader = (href: string): string =>
  encodeURI(href)
    .replaceAll('%25', '%')
    .replace(/[<>"\r\n]/gu, encodeURIComponent);
export const linkHeader = (relations: readonly Relation[]): string =>
  relations
    .map(({ rel, href, type, profile }) =>
      [`<${inHeader(href)}>`, `rel="${rel}"`, type && `type="${type}"`, profile && `profile="${profile}"`]
        .filter(Boolean)
        .join('; '),
    )
    .join(', ');

/** From a description back to the page. */
export const describes = (links: Links): string =>
  linkHeader([
    { rel: 'describes', href: links.page, type: 'text/html' },
    { rel: 'cite-as', href: links.doi },
    { rel: 'linkset', href: links.linkset, type: LINKSET_TYPE },
  ]);

/** From a file of its contents back to the page. */
export const belongsTo = (links: Links): string =>
  linkHeader([
    { rel: 'collection', href: links.page, type: 'text/html' },
    { rel: 'linkset', href: links.linkset, type: LINKSET_TYPE },
  ]);

/** Level 2: the same as a document (RFC 9264), with all authors and the way back from each description and file. */
export function linksetOf(publication: RegisteredPublication, links: Links): object {
  const relations = relationsOf(publication, links).filter(({ rel }) => !['linkset', 'author', 'item'].includes(rel));
  const orcids = publication.creators.flatMap(({ orcid }) => (orcid ? [`https://orcid.org/${orcid}`] : []));
  const targets = new Map<string, Target[]>();
  for (const { rel, ...target } of relations) targets.set(rel, [...(targets.get(rel) ?? []), target]);
  const items = openDataOf(publication, links).map(({ href, type }) => ({ href, type }));
  if (items.length > 0) targets.set('item', items);
  if (orcids.length > 0)
    targets.set(
      'author',
      orcids.map((href) => ({ href })),
    );
  return {
    linkset: [
      { anchor: links.page, ...Object.fromEntries(targets) },
      ...DESCRIPTIONS.map((name) => ({
        anchor: links.export(name),
        describes: [{ href: links.page, type: 'text/html' }],
      })),
      ...items.map(({ href }) => ({ anchor: href, collection: [{ href: links.page, type: 'text/html' }] })),
    ],
  };
}
