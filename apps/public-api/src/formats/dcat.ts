import { type Agent, doiUrl, type Licence, type RegisteredPublication } from '@scizoo/domain';
import type { Context } from './links';
import { openDataOf } from './open-data';

type Json = Record<string, unknown>;

const CONTEXT = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};
/** The access rights of the European publications office. */
const RIGHTS = {
  open: 'http://publications.europa.eu/resource/authority/access-right/PUBLIC',
  embargoed: 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
  restricted: 'http://publications.europa.eu/resource/authority/access-right/RESTRICTED',
} as const;
/** Its names of languages; of others DCAT-AP cannot be told. */
const LANGUAGES: Readonly<Record<string, string>> = {
  ...{ da: 'DAN', de: 'DEU', en: 'ENG', es: 'SPA', fi: 'FIN', fr: 'FRA', it: 'ITA', nl: 'NLD', nb: 'NOB', no: 'NOR' },
  ...{ pl: 'POL', pt: 'POR', sv: 'SWE' },
};

/** DCAT-AP asks what each thing is that is referred to, and looks nowhere else to find out. */
const a = (type: string, id: string, more: Json = {}): Json => ({ '@id': id, '@type': type, ...more });
const agent = ({ name, isOrganization, orcid }: Agent): Json => ({
  '@type': ['foaf:Agent', isOrganization ? 'foaf:Organization' : 'foaf:Person'],
  ...(orcid && { '@id': `https://orcid.org/${orcid}` }),
  'foaf:name': name,
});
const organization = (name: string, id?: string): Json => ({
  '@type': ['foaf:Agent', 'foaf:Organization'],
  ...(id && { '@id': id }),
  'foaf:name': name,
});
const day = (value: string): Json => ({ '@value': value.slice(0, 10), '@type': 'xsd:date' });
const licenceIn = ([licence]: readonly Licence[]): Json =>
  licence?.url ? { 'dct:license': a('dct:LicenseDocument', licence.url) } : {};
function languageOf(language: string | undefined): Json {
  const name = LANGUAGES[language?.toLowerCase().split('-')[0] ?? ''];
  if (name === undefined) return {};
  const address = `http://publications.europa.eu/resource/authority/language/${name}`;
  return { 'dct:language': a('dct:LinguisticSystem', address) };
}

/** DCAT 3 as JSON-LD, as DCAT-AP wants it: the record in its catalogue. */
export function dcat(publication: RegisteredPublication, { links, site }: Context): Json {
  const { doi, title, abstract, creators, publisher, licences, subjects, related } = publication;
  const dataset = doiUrl(doi);
  return {
    '@context': CONTEXT,
    '@id': links.catalogue,
    '@type': 'dcat:Catalog',
    'dct:title': site,
    'dct:description': `Published research data of ${site}`,
    'dct:publisher': organization(site),
    'dcat:dataset': {
      '@id': dataset,
      '@type': 'dcat:Dataset',
      'dct:identifier': dataset,
      'dct:title': title,
      'dct:description': abstract || title,
      'dct:creator': creators.map(agent),
      'dct:publisher': organization(publisher.name, publisher.ror),
      ...(publication.registeredAt && { 'dct:issued': day(publication.registeredAt) }),
      'dct:modified': day(publication.changedAt),
      'dcat:landingPage': a('foaf:Document', links.page),
      'dct:accessRights': a('dct:RightsStatement', RIGHTS[publication.access]),
      ...licenceIn(licences),
      ...(publication.version && { 'dcat:version': publication.version }),
      ...languageOf(publication.language),
      'dcat:distribution': openDataOf(publication, links).map(({ pid, href }) =>
        a('dcat:Distribution', href, {
          'dct:title': publication.datasetNames[pid] ?? pid,
          'dcat:accessURL': a('rdfs:Resource', links.page),
          'dcat:downloadURL': a('rdfs:Resource', href),
          'dcat:mediaType': a('dct:MediaType', 'https://www.iana.org/assignments/media-types/application/zip'),
          ...licenceIn(licences),
        }),
      ),
      'dcat:keyword': subjects.filter(({ valueUri }) => valueUri === undefined).map(({ subject }) => subject),
      'dcat:theme': subjects.flatMap(({ subject, valueUri }) =>
        valueUri === undefined ? [] : [a('skos:Concept', valueUri, { 'skos:prefLabel': subject })],
      ),
      'dct:relation': related.flatMap(({ url }) => (url === undefined ? [] : [a('rdfs:Resource', url)])),
    },
  };
}
