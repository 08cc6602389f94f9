import { type Affiliation, type Agent, doiUrl, naturalName, type RegisteredPublication } from '@scizoo/domain';
import type { Context } from './links';
import { openDataOf } from './open-data';

type Json = Record<string, unknown>;
/** Search engines read descriptions from 50 to 5000 characters. */
const LONGEST_DESCRIPTION = 5000;

export const organization = ({ name, ror }: Affiliation): Json => ({
  '@type': 'Organization',
  ...(ror && { '@id': ror }),
  name,
});
export function agent(one: Agent): Json {
  const { isOrganization, givenName, familyName, orcid, affiliations } = one;
  return {
    '@type': isOrganization ? 'Organization' : 'Person',
    ...(orcid && { '@id': `https://orcid.org/${orcid}` }),
    name: naturalName(one),
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
    ...(affiliations.length > 0 && { affiliation: affiliations.map(organization) }),
  };
}

/** At least 50 characters, in the words of the record. */
function descriptionOf({ abstract, title, publisher, year }: RegisteredPublication): string {
  const text = abstract.length >= 50 ? abstract : [abstract, `${title}. ${publisher.name}, ${year}.`].join(' ').trim();
  const enough = text.length >= 50 ? text : `${text} Research data, published with a persistent identifier.`;
  return enough.slice(0, LONGEST_DESCRIPTION);
}
const CITED = new Set([
  'IsCitedBy',
  'IsSupplementTo',
  'IsReferencedBy',
  'IsDescribedBy',
  'IsDocumentedBy',
  'Cites',
  'References',
]);
const workOf = ({ identifier, url }: RegisteredPublication['related'][number]) => url ?? identifier;
const relatedBy = (publication: RegisteredPublication, relations: ReadonlySet<string>) =>
  publication.related.filter(({ relation }) => relations.has(relation)).map(workOf);

const ACCESS = {
  open: 'Open to everybody',
  embargoed: 'Under embargo, then open to everybody',
  restricted: 'Not open',
} as const;

/** schema.org `Dataset`, for search engines. */
export function schemaOrg(publication: RegisteredPublication, { links, site }: Context): Json {
  const { doi, title, creators, publisher, licences, subjects, version, language, funding, access, datasetNames } =
    publication;
  const licence = licences.find(({ url }) => url !== undefined)?.url;
  const cited = relatedBy(publication, CITED);
  const data = openDataOf(publication, links);
  const older = relatedBy(publication, new Set(['IsNewVersionOf', 'IsVersionOf']));
  return {
    '@context': 'https://schema.org',
    '@type': 'Dataset',
    '@id': doiUrl(doi),
    identifier: doiUrl(doi),
    url: links.page,
    name: title,
    description: descriptionOf(publication),
    creator: creators.map(agent),
    ...(publication.contributors.length > 0 && { contributor: publication.contributors.map(agent) }),
    publisher: organization(publisher),
    datePublished: publication.registeredAt?.slice(0, 10) ?? String(publication.year),
    dateModified: publication.changedAt.slice(0, 10),
    ...(licence && { license: licence }),
    ...(subjects.length > 0 && { keywords: subjects.map(keywordOf) }),
    isAccessibleForFree: access === 'open',
    conditionsOfAccess: ACCESS[access],
    ...(version && { version }),
    ...(language && { inLanguage: language }),
    ...(publication.techniques.length > 0 && {
      measurementTechnique: publication.techniques.map(({ pid, name }) => ({
        '@type': 'DefinedTerm',
        ...(pid.startsWith('http') && { '@id': pid, url: pid }),
        name,
      })),
    }),
    ...(publication.variables.length > 0 && {
      variableMeasured: publication.variables.map((name) => ({ '@type': 'PropertyValue', name })),
    }),
    ...(publication.datasetPids.length > 0 && {
      hasPart: publication.datasetPids.slice(0, 100).map((pid) => ({
        '@type': 'Dataset',
        identifier: pid,
        ...(datasetNames[pid] !== undefined && { name: datasetNames[pid] }),
      })),
    }),
    ...(cited.length > 0 && { citation: cited }),
    ...(older.length > 0 && { isBasedOn: older }),
    ...(funding.length > 0 && { funder: funding.map(funderOf) }),
    ...(publication.sizes.length > 0 && { size: publication.sizes.join(', ') }),
    ...(publication.formats.length > 0 && { encodingFormat: publication.formats }),
    ...(data.length > 0 && {
      distribution: data.map(({ pid, href, type, bytes }) => ({
        '@type': 'DataDownload',
        '@id': href,
        contentUrl: href,
        encodingFormat: type,
        ...(bytes > 0 && { contentSize: `${bytes} B` }),
        name: datasetNames[pid] ?? pid,
      })),
    }),
    includedInDataCatalog: { '@type': 'DataCatalog', name: site, url: links.catalogue },
  };
}
const keywordOf = ({ subject, valueUri, subjectScheme }: RegisteredPublication['subjects'][number]) =>
  valueUri === undefined
    ? subject
    : { '@type': 'DefinedTerm', name: subject, url: valueUri, inDefinedTermSet: subjectScheme };
const funderOf = ({ funderName, funderIdentifier }: RegisteredPublication['funding'][number]) => ({
  '@type': 'Organization',
  ...(funderIdentifier && { '@id': funderIdentifier }),
  name: funderName,
});
