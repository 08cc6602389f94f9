import {
  CONTRIBUTOR_TYPES,
  DATE_TYPES,
  DESCRIPTION_TYPES,
  FUNDER_IDENTIFIER_TYPES,
  IDENTIFIER_TYPES,
  LANGUAGE,
  LONGEST_RIGHTS,
  RELATION_TYPES,
  RESOURCE_TYPES,
  TITLE_TYPES,
} from './datacite-vocabulary';

/**
 * What DataCite demands of a registered or findable DOI, as a JSON schema written after the documentation of metadata
 * schema 4.6. As strict as theirs: objects where texts would be handy, years as text, known types only.
 */
const text = { type: 'string', minLength: 1 };
const oneOf = (...values: string[]) => ({ enum: values });
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const listOf = (items: object, more: object = {}) => ({ type: 'array', items, ...more });

const affiliation = object(
  { name: text, affiliationIdentifier: text, affiliationIdentifierScheme: text, schemeUri: text },
  ['name'],
);
const nameIdentifier = object({ nameIdentifier: text, nameIdentifierScheme: text, schemeUri: text }, [
  'nameIdentifier',
  'nameIdentifierScheme',
]);
const person = {
  name: text,
  nameType: oneOf('Organizational', 'Personal'),
  givenName: text,
  familyName: text,
  nameIdentifiers: listOf(nameIdentifier),
  affiliation: listOf(affiliation),
  lang: text,
};
const point = object(
  {
    pointLongitude: { type: 'number', minimum: -180, maximum: 180 },
    pointLatitude: { type: 'number', minimum: -90, maximum: 90 },
  },
  ['pointLongitude', 'pointLatitude'],
);
const box = object(
  {
    westBoundLongitude: { type: 'number', minimum: -180, maximum: 180 },
    eastBoundLongitude: { type: 'number', minimum: -180, maximum: 180 },
    southBoundLatitude: { type: 'number', minimum: -90, maximum: 90 },
    northBoundLatitude: { type: 'number', minimum: -90, maximum: 90 },
  },
  ['westBoundLongitude', 'eastBoundLongitude', 'southBoundLatitude', 'northBoundLatitude'],
);
const titles = listOf(object({ title: text, titleType: oneOf(...TITLE_TYPES), lang: text }, ['title']), {
  minItems: 1,
});

export const KERNEL_4 = object(
  {
    doi: text,
    prefix: text,
    suffix: text,
    event: text,
    url: text,
    state: text,
    types: object({ resourceTypeGeneral: oneOf(...RESOURCE_TYPES), resourceType: { type: 'string' } }, [
      'resourceTypeGeneral',
    ]),
    creators: listOf(object(person, ['name']), { minItems: 1 }),
    titles,
    publisher: object(
      { name: text, publisherIdentifier: text, publisherIdentifierScheme: text, schemeUri: text, lang: text },
      ['name'],
    ),
    publicationYear: { type: 'string', pattern: '^[0-9]{4}$' },
    subjects: listOf(
      object(
        { subject: text, subjectScheme: text, schemeUri: text, valueUri: text, classificationCode: text, lang: text },
        ['subject'],
      ),
    ),
    contributors: listOf(
      object({ ...person, contributorType: oneOf(...CONTRIBUTOR_TYPES) }, ['contributorType', 'name']),
    ),
    dates: listOf(
      object(
        {
          date: text,
          dateType: oneOf(...DATE_TYPES),
          dateInformation: text,
        },
        ['date', 'dateType'],
      ),
    ),
    language: { type: 'string', pattern: LANGUAGE.source },
    alternateIdentifiers: listOf(
      object({ alternateIdentifier: text, alternateIdentifierType: text }, [
        'alternateIdentifier',
        'alternateIdentifierType',
      ]),
    ),
    relatedIdentifiers: listOf(
      object(
        {
          relatedIdentifier: text,
          relatedIdentifierType: oneOf(...IDENTIFIER_TYPES),
          relationType: oneOf(...RELATION_TYPES),
          relatedMetadataScheme: text,
          schemeUri: text,
          schemeType: text,
          resourceTypeGeneral: oneOf(...RESOURCE_TYPES),
        },
        ['relatedIdentifier', 'relatedIdentifierType', 'relationType'],
      ),
    ),
    relatedItems: listOf(
      object(
        {
          relatedItemType: oneOf(...RESOURCE_TYPES),
          relationType: oneOf(...RELATION_TYPES),
          relatedItemIdentifier: object({
            relatedItemIdentifier: text,
            relatedItemIdentifierType: oneOf(...IDENTIFIER_TYPES),
            relatedMetadataScheme: text,
            schemeUri: text,
            schemeType: text,
          }),
          titles,
          creators: listOf(object(person, ['name'])),
          contributors: listOf(object({ ...person, contributorType: oneOf(...CONTRIBUTOR_TYPES) }, ['name'])),
          publicationYear: { type: 'string', pattern: '^[0-9]{4}$' },
          ...{ volume: text, issue: text, number: text, numberType: oneOf('Article', 'Chapter', 'Report', 'Other') },
          ...{ firstPage: text, lastPage: text, publisher: text, edition: text },
        },
        ['relatedItemType', 'relationType', 'titles'],
      ),
    ),
    sizes: listOf({ type: 'string' }),
    formats: listOf({ type: 'string' }),
    version: { type: 'string' },
    rightsList: listOf(
      object({
        rights: { type: 'string', maxLength: LONGEST_RIGHTS },
        rightsUri: text,
        rightsIdentifier: text,
        rightsIdentifierScheme: text,
        schemeUri: text,
        lang: text,
      }),
    ),
    descriptions: listOf(
      object(
        {
          description: text,
          descriptionType: oneOf(...DESCRIPTION_TYPES),
          lang: text,
        },
        ['description', 'descriptionType'],
      ),
    ),
    geoLocations: listOf({
      ...object({
        geoLocationPlace: text,
        geoLocationPoint: point,
        geoLocationBox: box,
        geoLocationPolygon: { type: 'array', minItems: 1 },
      }),
      minProperties: 1,
    }),
    fundingReferences: listOf(
      object(
        {
          funderName: text,
          funderIdentifier: text,
          funderIdentifierType: oneOf(...FUNDER_IDENTIFIER_TYPES),
          ...{ schemeUri: text, awardNumber: text, awardUri: text, awardTitle: text, lang: text },
        },
        ['funderName'],
      ),
    ),
    schemaVersion: { const: 'http://datacite.org/schema/kernel-4' },
  },
  ['creators', 'titles', 'publisher', 'publicationYear', 'types', 'schemaVersion', 'url'],
);
