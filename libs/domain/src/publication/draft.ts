import { orcidIn, rorIn } from './identifiers';
import { licenceOf } from './licences';
import type { Funding, Licence, Subject } from './publication';

type Free = Readonly<Record<string, unknown>>;

export interface DraftHome {
  readonly name: string;
  /** As typed, also when it is wrong. */
  readonly ror: string;
}
/** A person or organisation as a form has it: every member there, identifiers as they were typed. */
export interface DraftAgent {
  readonly isOrganization: boolean;
  /** Of an organisation its whole name. */
  readonly familyName: string;
  readonly givenName: string;
  readonly orcid: string;
  readonly homes: readonly DraftHome[];
}
export interface DraftContributor extends DraftAgent {
  readonly role: string;
}
export interface DraftWork {
  readonly relation: string;
  readonly type: string;
  readonly identifier: string;
}
/** A publication while it is being written, in the terms of a form. */
export interface PublicationDraft {
  readonly title: string;
  readonly abstract: string;
  readonly datasetPids: readonly string[];
  readonly resourceType: string;
  readonly publisher: string;
  readonly publicationYear: string;
  readonly language: string;
  readonly methods: string;
  /** How to get at the data and read them. */
  readonly accessNote: string;
  readonly creators: readonly DraftAgent[];
  readonly contributors: readonly DraftContributor[];
  readonly subjects: readonly Subject[];
  readonly related: readonly DraftWork[];
  readonly licence: Licence | null;
  readonly funding: readonly Funding[];
  /** Datasets under embargo stay closed until its end; else registering opens them. */
  readonly keepEmbargo: boolean;
}
export type DraftField = keyof PublicationDraft;
/** The members of the catalogue's record that a draft is kept in. */
export interface DraftRecord {
  readonly title?: string;
  readonly abstract?: string;
  readonly datasetPids?: readonly string[];
  readonly keepEmbargo?: boolean | null;
  readonly metadata?: Free | null;
}

export const CONTRIBUTOR_ROLES = [
  ...['ContactPerson', 'DataCollector', 'DataCurator', 'DataManager', 'Editor', 'HostingInstitution', 'Producer'],
  ...['ProjectLeader', 'ProjectManager', 'ProjectMember', 'Researcher', 'ResearchGroup', 'RightsHolder', 'Sponsor'],
  ...['Supervisor', 'Other'],
] as const;
export const RELATIONS_OF_WORKS = [
  ...['IsSupplementTo', 'IsCitedBy', 'Cites', 'IsDerivedFrom', 'IsSourceOf', 'IsDocumentedBy', 'Documents'],
  ...['IsNewVersionOf', 'IsPreviousVersionOf', 'IsPartOf', 'HasPart', 'References', 'IsReferencedBy'],
] as const;
export const WORK_TYPES = ['DOI', 'URL', 'Handle', 'arXiv', 'ISBN', 'ISSN', 'PMID', 'URN'] as const;
export const DATA_KINDS = ['raw', 'derived', 'simulated', 'calibration', 'software', 'collection'] as const;

const METHODS = 'Methods';
const ACCESS_NOTE = 'TechnicalInfo';

const text = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const isMap = (value: unknown): value is Free => value !== null && typeof value === 'object' && !Array.isArray(value);
const maps = (value: unknown, bare: string): Free[] =>
  (Array.isArray(value) ? value : value === undefined || value === null || value === '' ? [] : [value]).map(
    (item: unknown) => (isMap(item) ? item : { [bare]: text(item) }),
  );

export const emptyAgent = (): DraftAgent => ({
  isOrganization: false,
  familyName: '',
  givenName: '',
  orcid: '',
  homes: [],
});
/** A name as people write it in a line: `Family, Given` or `Given Family`. */
export function agentNamed(name: string): DraftAgent {
  const [family = '', ...rest] = name.split(',').map((part) => part.trim());
  if (rest.length > 0) return { ...emptyAgent(), familyName: family, givenName: rest.join(', ') };
  const words = family.split(/\s+/u);
  return { ...emptyAgent(), familyName: words.at(-1) ?? '', givenName: words.slice(0, -1).join(' ') };
}

const homesOf = (value: unknown): DraftHome[] =>
  maps(value, 'name').map((given) => ({ name: text(given['name']), ror: text(given['affiliationIdentifier']) }));
function agentOf(given: Free): DraftAgent {
  const isOrganization = given['nameType'] === 'Organizational';
  const name = text(given['name']);
  const [id] = maps(given['nameIdentifiers'], 'nameIdentifier');
  const orcid = text(given['orcid']) || text(id?.['nameIdentifier']);
  const told = { familyName: text(given['familyName']), givenName: text(given['givenName']) };
  const names = isOrganization
    ? { familyName: name, givenName: '' }
    : told.familyName || told.givenName
      ? told
      : { familyName: agentNamed(name).familyName, givenName: agentNamed(name).givenName };
  return { isOrganization, ...names, orcid: orcidIn(orcid) ?? orcid, homes: homesOf(given['affiliation']) };
}

/** The catalogue's record, whoever wrote it, in the terms of the form. */
export function draftOf({
  title = '',
  abstract = '',
  datasetPids = [],
  keepEmbargo,
  metadata,
}: DraftRecord): PublicationDraft {
  const given = metadata ?? {};
  const descriptions = maps(given['descriptions'], 'description');
  const described = (type: string): string =>
    text(descriptions.find((one) => one['descriptionType'] === type)?.['description']);
  const [rights] = [...maps(given['rightsList'], 'rights'), ...maps(given['license'], 'rights')];
  const licence = rights && {
    id: text(rights['rightsIdentifier']),
    name: text(rights['rights']),
    url: text(rights['rightsUri']) || undefined,
  };
  return {
    title,
    abstract,
    datasetPids,
    resourceType: text(given['resourceType']),
    publisher: text(maps(given['publisher'], 'name')[0]?.['name']),
    publicationYear: text(given['publicationYear']),
    language: text(given['language']),
    methods: described(METHODS),
    accessNote: described(ACCESS_NOTE),
    creators: maps(given['creators'], 'name').map(agentOf),
    contributors: maps(given['contributors'], 'name').map((one) => ({
      ...agentOf(one),
      role: text(one['contributorType']) || 'Other',
    })),
    subjects: maps(given['subjects'], 'subject').flatMap((one) =>
      text(one['subject']) === '' ? [] : [one as unknown as Subject],
    ),
    related: maps(given['relatedIdentifiers'], 'relatedIdentifier').map((one) => ({
      relation: text(one['relationType']) || 'IsCitedBy',
      type: text(one['relatedIdentifierType']) || 'DOI',
      identifier: text(one['relatedIdentifier']),
    })),
    licence: licence && (licence.id || licence.name || licence.url) ? licenceOf(licence) : null,
    funding: maps(given['fundingReferences'], 'funderName').map((one) => one as unknown as Funding),
    keepEmbargo: keepEmbargo === true,
  };
}

const nameOf = ({ isOrganization, familyName, givenName }: DraftAgent): string =>
  isOrganization
    ? familyName.trim()
    : [familyName, givenName]
        .map((part) => part.trim())
        .filter(Boolean)
        .join(', ');
const agentRecord = (agent: DraftAgent): Free => {
  const { isOrganization, familyName, givenName, orcid, homes } = agent;
  const known = orcidIn(orcid);
  return {
    name: nameOf(agent),
    nameType: isOrganization ? 'Organizational' : 'Personal',
    ...(!isOrganization && { familyName: familyName.trim(), givenName: givenName.trim() }),
    ...(orcid.trim() !== '' && {
      nameIdentifiers: [
        {
          nameIdentifier: known ? `https://orcid.org/${known}` : orcid.trim(),
          nameIdentifierScheme: 'ORCID',
          schemeUri: 'https://orcid.org',
        },
      ],
    }),
    ...(homes.length > 0 && { affiliation: homes.map(homeRecord) }),
  };
};
const homeRecord = ({ name, ror }: DraftHome): Free => ({
  name: name.trim(),
  ...(ror.trim() !== '' && {
    affiliationIdentifier: rorIn(ror) ?? ror.trim(),
    affiliationIdentifierScheme: 'ROR',
    schemeUri: 'https://ror.org',
  }),
});
const rightsOf = ({ name, url, spdx }: Licence): Free => ({
  rights: name,
  ...(url && { rightsUri: url }),
  ...(spdx && {
    rightsIdentifier: spdx,
    rightsIdentifierScheme: 'SPDX',
    schemeUri: 'https://spdx.org/licenses/',
  }),
});

/** The record's members for a draft; what its form does not show stays as it was. */
export function recordOfDraft(draft: PublicationDraft, before: DraftRecord): Required<DraftRecord> {
  const kept = before.metadata ?? {};
  const { license: _, ...metadata } = kept;
  const described = [
    [METHODS, draft.methods],
    [ACCESS_NOTE, draft.accessNote],
  ] as const;
  const descriptions = [
    ...maps(kept['descriptions'], 'description').filter(
      (one) => !described.some(([type]) => type === one['descriptionType']),
    ),
    ...described
      .filter(([, description]) => description.trim() !== '')
      .map(([descriptionType, description]) => ({ description, descriptionType })),
  ];
  const year = Number(draft.publicationYear);
  return {
    title: draft.title,
    abstract: draft.abstract,
    datasetPids: [...draft.datasetPids],
    keepEmbargo: draft.keepEmbargo,
    metadata: {
      ...metadata,
      resourceType: draft.resourceType,
      publisher: { ...maps(kept['publisher'], 'name')[0], name: draft.publisher },
      publicationYear: Number.isInteger(year) ? year : draft.publicationYear,
      language: draft.language,
      descriptions,
      creators: draft.creators.map(agentRecord),
      contributors: draft.contributors.map(({ role, ...agent }) => ({ contributorType: role, ...agentRecord(agent) })),
      subjects: draft.subjects,
      relatedIdentifiers: draft.related.map(({ relation, type, identifier }) => ({
        relatedIdentifier: identifier.trim(),
        relatedIdentifierType: type,
        relationType: relation,
      })),
      rightsList: draft.licence ? [rightsOf(draft.licence)] : [],
      fundingReferences: draft.funding,
    },
  };
}
