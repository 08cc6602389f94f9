/** The closed lists of DataCite's metadata schema 4.6; a form offers them, a check holds what is given against them. */
const words = (text: string): readonly string[] => text.split(' ');

export const CONTRIBUTOR_TYPES = words(
  'ContactPerson DataCollector DataCurator DataManager Distributor Editor HostingInstitution Producer ProjectLeader ' +
    'ProjectManager ProjectMember RegistrationAgency RegistrationAuthority RelatedPerson Researcher ResearchGroup ' +
    'RightsHolder Sponsor Supervisor Translator WorkPackageLeader Other',
);
export const RESOURCE_TYPES = words(
  'Audiovisual Award Book BookChapter Collection ComputationalNotebook ConferencePaper ConferenceProceeding DataPaper ' +
    'Dataset Dissertation Event Image InteractiveResource Instrument Journal JournalArticle Model OutputManagementPlan ' +
    'PeerReview PhysicalObject Preprint Project Report Service Software Sound Standard StudyRegistration Text Workflow Other',
);
export const IDENTIFIER_TYPES = words(
  'ARK arXiv bibcode CSTR DOI EAN13 EISSN Handle IGSN ISBN ISSN ISTC LISSN LSID PMID PURL RRID UPC URL URN w3id',
);
export const RELATION_TYPES = words(
  'IsCitedBy Cites IsCollectedBy Collects IsSupplementTo IsSupplementedBy IsContinuedBy Continues IsDescribedBy ' +
    'Describes HasMetadata IsMetadataFor HasVersion IsVersionOf IsNewVersionOf IsPartOf IsPreviousVersionOf IsPublishedIn ' +
    'HasPart IsReferencedBy References IsDocumentedBy Documents IsCompiledBy Compiles IsVariantFormOf IsOriginalFormOf ' +
    'IsIdenticalTo IsReviewedBy Reviews IsDerivedFrom IsSourceOf IsRequiredBy Requires Obsoletes IsObsoletedBy ' +
    'IsTranslationOf HasTranslation',
);
export const TITLE_TYPES = words('AlternativeTitle Subtitle TranslatedTitle Other');
export const DATE_TYPES = words(
  'Accepted Available Copyrighted Collected Coverage Created Issued Submitted Updated Valid Withdrawn Other',
);
export const DESCRIPTION_TYPES = words('Abstract Methods SeriesInformation TableOfContents TechnicalInfo Other');
export const FUNDER_IDENTIFIER_TYPES = ['Crossref Funder ID', 'GRID', 'ISNI', 'ROR', 'Other'] as const;

/** `en`, `en-GB` */
export const LANGUAGE = /^[a-zA-Z]{2,8}(?:-[a-zA-Z0-9]{1,8})*$/u;
/** Longest name of rights that DataCite takes. */
export const LONGEST_RIGHTS = 2000;
