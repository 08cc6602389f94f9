import type { DraftAgent, DraftField, PublicationDraft } from './draft';
import { doiIn, orcidIn, rorIn, webAddressIn } from './identifiers';

/** What is known of the chosen datasets. */
export interface DraftFacts {
  readonly keywords: readonly string[];
  readonly techniques: readonly { readonly pid: string; readonly name: string }[];
  readonly formats: readonly string[];
  readonly numberOfFiles: number;
}
export type FaultCode =
  | 'title-missing'
  | 'abstract-missing'
  | 'datasets-missing'
  | 'type-missing'
  | 'publisher-missing'
  | 'year-wrong'
  | 'creators-missing'
  | 'name-missing'
  | 'orcid-wrong'
  | 'ror-wrong'
  | 'home-missing'
  | 'identifier-missing'
  | 'identifier-wrong'
  | 'licence-missing'
  | 'funder-missing';
/** Something without which no DOI can be registered. */
export interface DraftFault {
  readonly code: FaultCode;
  readonly field: DraftField;
  /** Place in a list, and in the list of affiliations there. */
  readonly at?: number;
  readonly home?: number;
}

/** Registered identifiers are more than their form; only these can be checked without asking anybody. */
const FORMS: Readonly<Record<string, (text: string) => boolean>> = {
  DOI: (text) => doiIn(text) !== undefined,
  URL: (text) => webAddressIn(text) !== undefined,
  arXiv: (text) => /^(arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/iu.test(text),
  PMID: (text) => /^\d{1,9}$/u.test(text),
  ISSN: (text) => /^\d{4}-\d{3}[\dx]$/iu.test(text),
};
export const isIdentifierOf = (type: string, text: string): boolean => FORMS[type]?.(text.trim()) ?? text.trim() !== '';

const blank = (text: string): boolean => text.trim() === '';
function faultsOfAgents(field: DraftField, agents: readonly DraftAgent[]): DraftFault[] {
  return agents.flatMap(({ familyName, orcid, isOrganization, homes }, at): DraftFault[] => [
    ...(blank(familyName) ? [{ code: 'name-missing' as const, field, at }] : []),
    ...(!isOrganization && !blank(orcid) && !orcidIn(orcid) ? [{ code: 'orcid-wrong' as const, field, at }] : []),
    ...homes.flatMap(({ name, ror }, home): DraftFault[] => [
      ...(blank(name) ? [{ code: 'home-missing' as const, field, at, home }] : []),
      ...(!blank(ror) && !rorIn(ror) ? [{ code: 'ror-wrong' as const, field, at, home }] : []),
    ]),
  ]);
}

/** Everything that stands between the draft and its DOI, in the order of the form. */
export function draftFaults(draft: PublicationDraft): DraftFault[] {
  const year = Number(draft.publicationYear);
  const asked: [boolean, FaultCode, DraftField][] = [
    [draft.datasetPids.length === 0, 'datasets-missing', 'datasetPids'],
    [blank(draft.title), 'title-missing', 'title'],
    [blank(draft.abstract), 'abstract-missing', 'abstract'],
    [blank(draft.resourceType), 'type-missing', 'resourceType'],
    [blank(draft.publisher), 'publisher-missing', 'publisher'],
    [!Number.isInteger(year) || year < 1900 || year > 2200, 'year-wrong', 'publicationYear'],
    [draft.creators.length === 0, 'creators-missing', 'creators'],
    [draft.licence === null, 'licence-missing', 'licence'],
  ];
  return [
    ...asked.flatMap(([isFault, code, field]) => (isFault ? [{ code, field }] : [])),
    ...faultsOfAgents('creators', draft.creators),
    ...faultsOfAgents('contributors', draft.contributors),
    ...draft.related.flatMap(({ type, identifier }, at): DraftFault[] => {
      if (blank(identifier)) return [{ code: 'identifier-missing', field: 'related', at }];
      return isIdentifierOf(type, identifier) ? [] : [{ code: 'identifier-wrong', field: 'related', at }];
    }),
    ...draft.funding.flatMap(({ funderName }, at): DraftFault[] =>
      blank(funderName) ? [{ code: 'funder-missing', field: 'funding', at }] : [],
    ),
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
