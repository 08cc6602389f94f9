import { type DraftField, type DraftRecord, type PublicationDraft, recordOfDraft } from './draft';
import { isIdentifierOf, orcidIn, rorIn } from './identifiers';
import { PUBLICATION_FAULT_CODES, type PublicationFault, publicationFaults } from './publication-faults';

/** What is known of the chosen datasets. */
export interface DraftFacts {
  readonly keywords: readonly string[];
  readonly techniques: readonly { readonly pid: string; readonly name: string }[];
  readonly formats: readonly string[];
  readonly numberOfFiles: number;
}
export const FAULT_CODES = [
  ...PUBLICATION_FAULT_CODES,
  ...(['datasets-missing', 'type-missing', 'licence-missing'] as const),
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];
/** Something without which no DOI can be registered. */
export interface DraftFault {
  readonly code: FaultCode;
  /** None for what stands in the record and is not asked in the form: another program wrote it. */
  readonly field: DraftField | undefined;
  /** Place in a list, and in the list of affiliations there. */
  readonly at?: number;
  readonly home?: number;
  /** The member of the record, `metadata.dates[0]`. */
  readonly member: string;
}

const FIELDS: Readonly<Record<string, DraftField>> = {
  ...{ title: 'title', abstract: 'abstract', publisher: 'publisher', publicationYear: 'publicationYear' },
  ...{ language: 'language', creators: 'creators', contributors: 'contributors', rightsList: 'licence' },
  ...{ relatedIdentifiers: 'related', fundingReferences: 'funding' },
};
const MEMBER = /^(?:metadata\.)?(?<name>\w+)(?:\[(?<at>\d+)\](?:\.affiliation\[(?<home>\d+)\])?)?/u;
function draftFault({ field: member, code }: PublicationFault): DraftFault {
  const { name = '', at, home } = MEMBER.exec(member)?.groups ?? {};
  const field = FIELDS[name];
  const place = { ...(at !== undefined && { at: Number(at) }), ...(home !== undefined && { home: Number(home) }) };
  // The form has one licence, whatever the list of the record holds.
  return { code, field, ...(field !== 'licence' && place), member };
}

const blank = (text: string): boolean => text.trim() === '';
/**
 * Everything that stands between the draft and its DOI: what the catalogue refuses, and the three things that it
 * fills in for programs and a person is asked for.
 */
export function draftFaults(draft: PublicationDraft, before: DraftRecord = {}): DraftFault[] {
  const asked: [boolean, FaultCode, DraftField][] = [
    [draft.datasetPids.length === 0, 'datasets-missing', 'datasetPids'],
    [blank(draft.resourceType), 'type-missing', 'resourceType'],
    [draft.licence === null, 'licence-missing', 'licence'],
  ];
  const { title, abstract, metadata } = recordOfDraft(draft, before);
  return [
    ...asked.flatMap(([isFault, code, field]) => (isFault ? [{ code, field, member: field }] : [])),
    ...publicationFaults({ title, abstract, metadata: metadata ?? {} }).map(draftFault),
  ];
}

export const FAIR_CODES = [
  ...(['summary', 'keywords', 'files', 'vocabulary', 'orcid', 'ror', 'related', 'licence', 'methods'] as const),
  ...(['funding', 'format', 'language'] as const),
] as const;
export type FairCode = (typeof FAIR_CODES)[number];
/** One thing that automatic assessments of FAIRness look for, and whether the landing page will have it. */
export interface FairCriterion {
  readonly code: FairCode;
  /** Of the FAIRsFAIR metrics. */
  readonly metric: string;
  readonly field: DraftField;
  readonly isMet: boolean;
}

/** Search engines show no shorter descriptions. */
const SUMMARY_LENGTH = 100;
const FEW_KEYWORDS = 3;
const LASTING = /nexus|nxs|hdf|\.?h5|cif|tiff?|csv|json|netcdf|zarr|ascii|te?xt|edf|fits/iu;

/** What makes the record findable, accessible, interoperable and reusable beyond what a DOI needs. */
export function fairCriteria(draft: PublicationDraft, facts: DraftFacts): FairCriterion[] {
  const { subjects, creators, related, licence } = draft;
  const people = creators.filter(({ isOrganization }) => !isOrganization);
  const words = new Set(
    [...subjects.map(({ subject }) => subject), ...facts.keywords, ...facts.techniques.map(({ name }) => name)].map(
      (word) => word.toLowerCase(),
    ),
  );
  const hasTerm =
    facts.techniques.some(({ pid }) => pid.startsWith('http')) || subjects.some(({ valueUri }) => Boolean(valueUri));
  const met: readonly [FairCode, string, DraftField, boolean][] = [
    ['summary', 'FsF-F2-01M', 'abstract', draft.abstract.trim().length >= SUMMARY_LENGTH],
    ['keywords', 'FsF-F2-01M', 'subjects', words.size >= FEW_KEYWORDS],
    ['files', 'FsF-F3-01M', 'datasetPids', facts.numberOfFiles > 0],
    ['vocabulary', 'FsF-I2-01M', 'subjects', hasTerm],
    ['orcid', 'FsF-I3-01M', 'creators', people.length > 0 && people.every(({ orcid }) => orcidIn(orcid))],
    ['ror', 'FsF-I3-01M', 'creators', people.length > 0 && people.every(({ homes }) => homes.some(hasRor))],
    ['related', 'FsF-I3-01M', 'related', related.some(({ type, identifier }) => isIdentifierOf(type, identifier))],
    ['licence', 'FsF-R1.1-01M', 'licence', licence?.spdx !== undefined],
    ['methods', 'FsF-R1.2-01M', 'methods', !blank(draft.methods)],
    ['funding', 'FsF-R1.2-01M', 'funding', draft.funding.some(({ funderName }) => !blank(funderName))],
    ['format', 'FsF-R1.3-02D', 'datasetPids', facts.formats.some((format) => LASTING.test(format))],
    ['language', 'FsF-R1-01M', 'language', !blank(draft.language)],
  ];
  return met.map(([code, metric, field, isMet]) => ({ code, metric, field, isMet: Boolean(isMet) }));
}
const hasRor = ({ ror }: { ror: string }): boolean => rorIn(ror) !== undefined;
