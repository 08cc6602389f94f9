import { type Agent, doiUrl, type RegisteredPublication } from '@scizoo/domain';
import type { Context } from './links';
import { openDataOf } from './open-data';

type Json = Record<string, unknown>;

const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  adms: 'http://www.w3.org/ns/adms#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};
/** The access rights of the European publications office. */
const RIGHTS = {
  open: 'http://publications.europa.eu/resource/authority/access-right/PUBLIC',
  embargoed: 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
  restricted: 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
} as const;

const agent = ({ name, isOrganization, orcid }: Agent): Json => ({
  '@type': isOrganization ? 'foaf:Organization' : 'foaf:Person',
  ...(orcid && { '@id': `https://orcid.org/${orcid}` }),
  'foaf:name': name,
});
const day = (value: string): Json => ({ '@value': value.slice(0, 10), '@type': 'xsd:date' });

/** DCAT 3 as JSON-LD: the record in its catalogue. */
export function dcat(publication: RegisteredPublication, { links, site }: Context): Json {
  const { doi, title, abstract, creators, publisher, licences, subjects, related } = publication;
  const dataset = doiUrl(doi);
  return {
    '@context': CONTEXT,
    '@id': links.catalogue,
    '@type': 'dcat:Catalog',
    'dct:title': site,
    'dcat:dataset': {
      '@id': dataset,
      '@type': 'dcat:Dataset',
      'dct:identifier': dataset,
      'dct:title': title,
      ...(abstract && { 'dct:description': abstract }),
      'dct:creator': creators.map(agent),
      'dct:publisher': {
        '@type': 'foaf:Organization',
        ...(publisher.ror && { '@id': publisher.ror }),
        'foaf:name': publisher.name,
      },
      ...(publication.registeredAt && { 'dct:issued': day(publication.registeredAt) }),
      'dct:modified': day(publication.changedAt),
      'dcat:landingPage': { '@id': links.page },
      'dct:accessRights': { '@id': RIGHTS[publication.access] },
      ...(licences[0]?.url && { 'dct:license': { '@id': licences[0].url } }),
      ...(publication.version && { 'dcat:version': publication.version }),
      ...(publication.language && { 'dct:language': publication.language }),
      'dcat:distribution': openDataOf(publication, links).map(({ pid, href }) => ({
        '@id': href,
        '@type': 'dcat:Distribution',
        'dct:title': pid,
        'dcat:accessURL': { '@id': links.page },
        'dcat:downloadURL': { '@id': href },
        'dcat:mediaType': { '@id': 'https://www.iana.org/assignments/media-types/application/zip' },
        ...(licences[0]?.url && { 'dct:license': { '@id': licences[0].url } }),
      })),
      'dcat:keyword': subjects.filter(({ valueUri }) => valueUri === undefined).map(({ subject }) => subject),
      'dcat:theme': subjects.flatMap(({ valueUri }) => (valueUri === undefined ? [] : [{ '@id': valueUri }])),
      'dct:relation': related.flatMap(({ url }) => (url === undefined ? [] : [{ '@id': url }])),
    },
  };
}
