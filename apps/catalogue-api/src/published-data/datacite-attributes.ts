import type { CatalogueConfig } from '../config';
import type { Fields } from '../schema/record-kind';

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);
const isMap = (value: unknown): value is Fields => value !== null && typeof value === 'object' && !Array.isArray(value);

/** Taken over as they are: clients write them in DataCite's form. */
const SAME = [
  'subjects',
  'relatedItems',
  'language',
  'dates',
  'formats',
  'rightsList',
  'geoLocations',
  'fundingReferences',
] as const;

const named = (value: unknown): Fields => (isMap(value) ? value : { name: String(value) });
const contributor = (value: unknown): Fields => ({ contributorType: 'Other', ...named(value) });
const DOI = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)?(10\.\d{4,9}\/\S+)$/iu;

/** An identifier of which the client gave only the text. */
function related(value: unknown): Fields {
  const given = isMap(value) ? value : { relatedIdentifier: String(value) };
  const text = typeof given['relatedIdentifier'] === 'string' ? given['relatedIdentifier'].trim() : '';
  const doi = DOI.exec(text)?.[1];
  const identifier = doi ?? text;
  return {
    relatedIdentifierType: doi ? 'DOI' : 'URL',
    relationType: 'IsCitedBy',
    ...given,
    relatedIdentifier: identifier,
  };
}
const isIdentifier = (value: Fields): boolean =>
  value['relatedIdentifierType'] !== 'URL' || URL.canParse(String(value['relatedIdentifier']));

function sizes({ sizes: given, sizeOfArchive, numberOfFiles }: Fields): unknown[] | undefined {
  if (given !== undefined) return listOf(given).map(String);
  const told = [
    ...(typeof sizeOfArchive === 'number' ? [`${sizeOfArchive} bytes`] : []),
    ...(typeof numberOfFiles === 'number' ? [`${numberOfFiles} files`] : []),
  ];
  return told.length > 0 ? told : undefined;
}

/** Where the DOI leads to; undefined when neither the record nor the facility says. */
export function landingPageOf(doi: string, metadata: Fields, config: CatalogueConfig): string | undefined {
  const own = metadata['landingPage'];
  if (typeof own === 'string' && own !== '')
    return `https://${own.replace(/^https?:\/\//u, '')}${encodeURIComponent(doi)}`;
  return config.publicUrlPrefix === undefined ? undefined : `${config.publicUrlPrefix}${encodeURIComponent(doi)}`;
}

/** A publication (on the wire) in the attributes of DataCite's metadata schema 4. */
export function attributesOf({ title, abstract, metadata = {} }: Fields & { metadata?: Fields }): Fields {
  const { creators, contributors, publisher, publicationYear, resourceType, descriptions, relatedIdentifiers } =
    metadata;
  return {
    titles: [{ lang: 'en', title }],
    descriptions: [{ description: abstract, descriptionType: 'Abstract', lang: 'en' }, ...listOf(descriptions)],
    ...(publicationYear !== undefined && { publicationYear: String(publicationYear) }),
    creators: listOf(creators).map(named),
    ...(publisher !== undefined && { publisher: named(publisher) }),
    contributors: listOf(contributors).map(contributor),
    types: { resourceTypeGeneral: 'Dataset', resourceType: String(resourceType ?? 'Dataset') },
    relatedIdentifiers: listOf(relatedIdentifiers).map(related).filter(isIdentifier),
    ...(sizes(metadata) && { sizes: sizes(metadata) }),
    ...Object.fromEntries(SAME.filter((name) => metadata[name] !== undefined).map((name) => [name, metadata[name]])),
    schemaVersion: 'http://datacite.org/schema/kernel-4',
  };
}
