import type { Agent, Contributor, RegisteredPublication } from './publication';

export const DATACITE_KERNEL = 'http://datacite.org/schema/kernel-4';
export const ACCESS_RIGHTS = {
  open: 'info:eu-repo/semantics/openAccess',
  embargoed: 'info:eu-repo/semantics/embargoedAccess',
  restricted: 'info:eu-repo/semantics/restrictedAccess',
} as const;

const agent = ({ name, isOrganization, givenName, familyName, orcid, affiliations }: Agent) => ({
  name,
  nameType: isOrganization ? 'Organizational' : 'Personal',
  ...(givenName !== undefined && { givenName }),
  ...(familyName !== undefined && { familyName }),
  ...(orcid && {
    nameIdentifiers: [
      { nameIdentifier: `https://orcid.org/${orcid}`, nameIdentifierScheme: 'ORCID', schemeUri: 'https://orcid.org' },
    ],
  }),
  ...(affiliations.length > 0 && {
    affiliation: affiliations.map(({ name: of, ror }) => ({
      name: of,
      ...(ror && { affiliationIdentifier: ror, affiliationIdentifierScheme: 'ROR', schemeUri: 'https://ror.org' }),
    })),
  }),
});
const contributor = ({ role, ...rest }: Contributor) => ({ contributorType: role, ...agent(rest) });

/** Those that the record names, and the beamlines: they collected the data. */
export function contributorsOf({ contributors, beamlineNames }: RegisteredPublication): readonly Contributor[] {
  const own = beamlineNames.filter((name) => !contributors.some((given) => given.name === name));
  return [
    ...contributors,
    ...own.map((name) => ({ name, isOrganization: true, affiliations: [], role: 'DataCollector' })),
  ];
}

const publisherOf = ({ publisher: { name, ror } }: RegisteredPublication) => ({
  name,
  ...(ror && { publisherIdentifier: ror, publisherIdentifierScheme: 'ROR', schemeUri: 'https://ror.org' }),
});

/** DataCite's metadata schema 4.6 in its JSON form: what doi-minter registers, and what is handed out here. */
export function dataciteOf(publication: RegisteredPublication) {
  const { doi, title, otherTitles, abstract, descriptions, related, licences, access } = publication;
  return {
    doi,
    types: { resourceTypeGeneral: 'Dataset', resourceType: publication.resourceType },
    creators: publication.creators.map(agent),
    titles: [{ title }, ...otherTitles.map(({ title: other, type }) => ({ title: other, titleType: type }))],
    publisher: publisherOf(publication),
    publicationYear: String(publication.year),
    subjects: publication.subjects,
    contributors: contributorsOf(publication).map(contributor),
    dates: publication.dates.map(({ date, type }) => ({ date, dateType: type })),
    ...(publication.language && { language: publication.language }),
    ...(publication.alternates.length > 0 && {
      alternateIdentifiers: publication.alternates.map(({ identifier, type }) => ({
        alternateIdentifier: identifier,
        alternateIdentifierType: type,
      })),
    }),
    // A reference in words, of which nobody said what it is, stays on the page.
    relatedIdentifiers: related
      .filter(({ type, url }) => type !== 'URL' || url !== undefined)
      .map(({ identifier, type, relation, resourceType }) => ({
        relatedIdentifier: identifier,
        relatedIdentifierType: type,
        relationType: relation,
        ...(resourceType && { resourceTypeGeneral: resourceType }),
      })),
    ...(publication.relatedItems.length > 0 && { relatedItems: publication.relatedItems }),
    sizes: publication.sizes,
    formats: publication.formats,
    ...(publication.version && { version: publication.version }),
    rightsList: [
      ...licences.map(({ name, url, spdx }) => ({
        rights: name,
        ...(url && { rightsUri: url }),
        ...(spdx && {
          rightsIdentifier: spdx,
          rightsIdentifierScheme: 'SPDX',
          schemeUri: 'https://spdx.org/licenses/',
        }),
      })),
      { rights: ACCESS_RIGHTS[access], rightsUri: ACCESS_RIGHTS[access] },
    ],
    descriptions: [
      ...(abstract === '' ? [] : [{ description: abstract, descriptionType: 'Abstract' }]),
      ...descriptions.map(({ description, type }) => ({ description, descriptionType: type })),
    ],
    fundingReferences: publication.funding,
    ...(publication.geoLocations.length > 0 && { geoLocations: publication.geoLocations }),
    schemaVersion: DATACITE_KERNEL,
  };
}
