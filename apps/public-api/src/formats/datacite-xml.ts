import { ACCESS_RIGHTS, type Agent, contributorsOf, DATACITE_KERNEL, type RegisteredPublication } from '@scizoo/domain';
import { element, group, type Xml, XML_HEAD } from './xml';

const SCHEMA_AT = 'https://schema.datacite.org/meta/kernel-4.6/metadata.xsd';

const nameOf = (tag: string, { name, isOrganization }: Agent): Xml =>
  element(tag, { nameType: isOrganization ? 'Organizational' : 'Personal' }, name);
const partsOf = ({ givenName, familyName, orcid, affiliations }: Agent): (Xml | undefined)[] => [
  givenName === undefined ? undefined : element('givenName', {}, givenName),
  familyName === undefined ? undefined : element('familyName', {}, familyName),
  orcid === undefined
    ? undefined
    : element(
        'nameIdentifier',
        { nameIdentifierScheme: 'ORCID', schemeURI: 'https://orcid.org' },
        `https://orcid.org/${orcid}`,
      ),
  ...affiliations.map(({ name, ror }) =>
    element(
      'affiliation',
      ror ? { affiliationIdentifier: ror, affiliationIdentifierScheme: 'ROR', schemeURI: 'https://ror.org' } : {},
      name,
    ),
  ),
];

function descriptionsOf({ abstract, descriptions }: RegisteredPublication): Xml[] {
  const all = [...(abstract === '' ? [] : [{ description: abstract, type: 'Abstract' }]), ...descriptions];
  return all.map(({ description, type }) => element('description', { descriptionType: type }, description));
}
function rightsOf({ licences, access }: RegisteredPublication): Xml[] {
  return [
    ...licences.map(({ name, url, spdx }) =>
      element(
        'rights',
        {
          rightsURI: url,
          ...(spdx && {
            rightsIdentifier: spdx,
            rightsIdentifierScheme: 'SPDX',
            schemeURI: 'https://spdx.org/licenses/',
          }),
        },
        name,
      ),
    ),
    element('rights', { rightsURI: ACCESS_RIGHTS[access] }, ACCESS_RIGHTS[access]),
  ];
}
function fundingOf({ funding }: RegisteredPublication): Xml[] {
  return funding.map((item) =>
    element('fundingReference', {}, [
      element('funderName', {}, item.funderName),
      item.funderIdentifier
        ? element(
            'funderIdentifier',
            { funderIdentifierType: item.funderIdentifierType ?? 'Other' },
            item.funderIdentifier,
          )
        : undefined,
      item.awardNumber ? element('awardNumber', { awardURI: item.awardUri }, item.awardNumber) : undefined,
      item.awardTitle ? element('awardTitle', {}, item.awardTitle) : undefined,
    ]),
  );
}

/** DataCite's metadata schema 4.6 as XML, without the declaration. */
export function dataciteElement(publication: RegisteredPublication): Xml {
  const { doi, creators, title, otherTitles, publisher } = publication;
  const { subjects, dates, language, related, sizes, formats, version } = publication;
  return element(
    'resource',
    {
      xmlns: DATACITE_KERNEL,
      'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
      'xsi:schemaLocation': `${DATACITE_KERNEL} ${SCHEMA_AT}`,
    },
    element('identifier', { identifierType: 'DOI' }, doi),
    group(
      'creators',
      creators.map((agent) => element('creator', {}, nameOf('creatorName', agent), partsOf(agent))),
    ),
    element('titles', {}, [
      element('title', {}, title),
      ...otherTitles.map((other) => element('title', { titleType: other.type }, other.title)),
    ]),
    element(
      'publisher',
      publisher.ror
        ? {
            publisherIdentifier: publisher.ror,
            publisherIdentifierScheme: 'ROR',
            schemeURI: 'https://ror.org',
          }
        : {},
      publisher.name,
    ),
    element('publicationYear', {}, publication.year),
    element('resourceType', { resourceTypeGeneral: 'Dataset' }, publication.resourceType),
    group(
      'subjects',
      subjects.map(({ subject, subjectScheme, schemeUri, valueUri }) =>
        element('subject', { subjectScheme, schemeURI: schemeUri, valueURI: valueUri }, subject),
      ),
    ),
    group(
      'contributors',
      contributorsOf(publication).map((agent) =>
        element('contributor', { contributorType: agent.role }, nameOf('contributorName', agent), partsOf(agent)),
      ),
    ),
    group(
      'dates',
      dates.map(({ date, type }) => element('date', { dateType: type }, date)),
    ),
    language === undefined ? undefined : element('language', {}, language),
    group(
      'relatedIdentifiers',
      related.map(({ identifier, type, relation }) =>
        element('relatedIdentifier', { relatedIdentifierType: type, relationType: relation }, identifier),
      ),
    ),
    group(
      'sizes',
      sizes.map((size) => element('size', {}, size)),
    ),
    group(
      'formats',
      formats.map((format) => element('format', {}, format)),
    ),
    version === undefined ? undefined : element('version', {}, version),
    group('rightsList', rightsOf(publication)),
    group('descriptions', descriptionsOf(publication)),
    group('fundingReferences', fundingOf(publication)),
  );
}
export const dataciteXml = (publication: RegisteredPublication): string =>
  `${XML_HEAD}${dataciteElement(publication).text}\n`;
