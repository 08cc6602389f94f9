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
const CONTRIBUTOR_TYPES = (
  'ContactPerson DataCollector DataCurator DataManager Distributor Editor HostingInstitution Producer ProjectLeader ' +
  'ProjectManager ProjectMember RegistrationAgency RegistrationAuthority RelatedPerson Researcher ResearchGroup ' +
  'RightsHolder Sponsor Supervisor Translator WorkPackageLeader Other'
).split(' ');
const RESOURCE_TYPES = (
  'Audiovisual Award Book BookChapter Collection ComputationalNotebook ConferencePaper ConferenceProceeding DataPaper ' +
  'Dataset Dissertation Event Image InteractiveResource Instrument Journal JournalArticle Model OutputManagementPlan ' +
  'PeerReview PhysicalObject Preprint Project Report Service Software Sound Standard StudyRegistration Text Workflow Other'
).split(' ');
const IDENTIFIER_TYPES =
  'ARK arXiv bibcode CSTR DOI EAN13 EISSN Handle IGSN ISBN ISSN ISTC LISSN LSID PMID PURL RRID UPC URL URN w3id'.split(
    ' ',
  );
const RELATIONS = (
  'IsCitedBy Cites IsCollectedBy Collects IsSupplementTo IsSupplementedBy IsContinuedBy Continues IsDescribedBy ' +
  'Describes HasMetadata IsMetadataFor HasVersion IsVersionOf IsNewVersionOf IsPartOf IsPreviousVersionOf IsPublishedIn ' +
  'HasPart IsReferencedBy References IsDocumentedBy Documents IsCompiledBy Compiles IsVariantFormOf IsOriginalFormOf ' +
  'IsIdenticalTo IsReviewedBy Reviews IsDerivedFrom IsSourceOf IsRequiredBy Requires Obsoletes IsObsoletedBy ' +
  'IsTranslationOf HasTranslation'
).split(' ');

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
    titles: listOf(
      object(
        {
          title: text,
          titleType: oneOf('AlternativeTitle', 'Subtitle', 'TranslatedTitle', 'Other'),
          lang: text,
        },
        ['title'],
      ),
      { minItems: 1 },
    ),
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
          dateType: oneOf(
            ...'Accepted Available Copyrighted Collected Coverage Created Issued Submitted Updated Valid Withdrawn Other'.split(
              ' ',
            ),
          ),
          dateInformation: text,
        },
        ['date', 'dateType'],
      ),
    ),
    language: { type: 'string', pattern: '^[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8})*$' },
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
          relationType: oneOf(...RELATIONS),
          relatedMetadataScheme: text,
          schemeUri: text,
          schemeType: text,
          resourceTypeGeneral: oneOf(...RESOURCE_TYPES),
        },
        ['relatedIdentifier', 'relatedIdentifierType', 'relationType'],
      ),
    ),
    relatedItems: listOf({ type: 'object', required: ['relatedItemType', 'relationType'] }),
    sizes: listOf({ type: 'string' }),
    formats: listOf({ type: 'string' }),
    version: { type: 'string' },
    rightsList: listOf(
      object({
        rights: { type: 'string', maxLength: 2000 },
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
          descriptionType: oneOf(
            'Abstract',
            'Methods',
            'SeriesInformation',
            'TableOfContents',
            'TechnicalInfo',
            'Other',
          ),
          lang: text,
        },
        ['description', 'descriptionType'],
      ),
    ),
    geoLocations: listOf({ type: 'object' }),
    fundingReferences: listOf({ type: 'object', required: ['funderName'] }),
    schemaVersion: { const: 'http://datacite.org/schema/kernel-4' },
  },
  ['creators', 'titles', 'publisher', 'publicationYear', 'types', 'schemaVersion', 'url'],
);
