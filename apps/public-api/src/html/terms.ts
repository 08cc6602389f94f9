import type { Language } from './messages';

/** DataCite's words for what people did and how works belong together, as readers say them. */
const TERMS: Readonly<Record<string, readonly [en: string, sv: string]>> = {
  ContactPerson: ['contact', 'kontakt'],
  DataCollector: ['measured the data', 'mätte'],
  DataCurator: ['curates the data', 'kurerar data'],
  DataManager: ['manages the data', 'förvaltar data'],
  Editor: ['editor', 'redaktör'],
  HostingInstitution: ['where it was done', 'där det gjordes'],
  Producer: ['producer', 'producent'],
  ProjectLeader: ['leads the project', 'leder projektet'],
  ProjectManager: ['manages the project', 'förvaltar projektet'],
  ProjectMember: ['member of the project', 'medlem i projektet'],
  Researcher: ['researcher', 'forskare'],
  ResearchGroup: ['research group', 'forskargrupp'],
  RightsHolder: ['holds the rights', 'har rättigheterna'],
  Sponsor: ['sponsor', 'sponsor'],
  Supervisor: ['supervisor', 'handledare'],
  Other: ['other', 'annat'],
  IsSupplementTo: ['these data belong to', 'data hör till'],
  IsCitedBy: ['cited by', 'citeras av'],
  Cites: ['cites', 'citerar'],
  IsDerivedFrom: ['made from', 'gjorda av'],
  IsSourceOf: ['source of', 'källa till'],
  IsDocumentedBy: ['described by', 'beskrivs av'],
  Documents: ['describes', 'beskriver'],
  IsNewVersionOf: ['new version of', 'ny version av'],
  IsPreviousVersionOf: ['earlier version of', 'tidigare version av'],
  IsVersionOf: ['version of', 'version av'],
  HasVersion: ['has the version', 'har versionen'],
  IsObsoletedBy: ['replaced by', 'ersatt av'],
  Obsoletes: ['replaces', 'ersätter'],
  IsPartOf: ['part of', 'del av'],
  HasPart: ['contains', 'innehåller'],
  References: ['refers to', 'hänvisar till'],
  IsReferencedBy: ['referred to by', 'hänvisas av'],
};

/** One that is not known here is taken apart: IsReviewedBy → is reviewed by. */
export function termText(term: string, language: Language): string {
  const known = Object.hasOwn(TERMS, term) ? TERMS[term] : undefined;
  return known?.[language === 'en' ? 0 : 1] ?? term.replace(/(?!^)([A-Z])/gu, ' $1').toLowerCase();
}

/** `en` → English; what is no code of a language stays as it is. */
export function languageName(code: string, language: Language): string {
  try {
    return new Intl.DisplayNames([language], { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
