/**
 * The FAIRsFAIR metrics (FsF 0.8) that can be looked at without the internet, each asked of what a machine is really sent: the page, its head,
 * its links and its descriptions. What needs a registry elsewhere (R1.3-01M beside the name of the standard) is not judged.
 */
export interface Evidence {
  readonly status: number;
  readonly isHidden: boolean;
  readonly meta: ReadonlyMap<string, readonly string[]>;
  readonly links: readonly { readonly rel: string; readonly href: string; readonly type?: string }[];
  /** The description inside the page; undefined when it cannot be read. */
  readonly jsonLd?: Readonly<Record<string, unknown>>;
  /** Types under which a description was really answered. */
  readonly described: readonly string[];
}
/** `closed`: asks for data that are not open, or not open yet. */
export type Verdict = 'met' | 'missed' | 'closed';

const list = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const objects = (value: unknown) =>
  list(value).filter((item) => typeof item === 'object' && item !== null) as Record<string, unknown>[];

const DOI = /^https:\/\/doi\.org\/10\.\d{4,9}\/\S+$/u;
const CORE = ['creator', 'name', 'identifier', 'publisher', 'datePublished', 'description', 'keywords'];
const LICENCES = [/^https:\/\/creativecommons\.org\//u, /^https:\/\/spdx\.org\/licenses\//u];
const VOCABULARIES = ['http://purl.org/pan-science/PaNET/', 'https://ror.org/', 'https://orcid.org/'];
/** Formats that are kept readable: open, documented, used by this community. */
const FORMATS = [/nexus/iu, /hdf/iu, /csv/iu, /json/iu, /text/iu, /tiff/iu, /xml/iu];

const isOpen = ({ jsonLd }: Evidence) => jsonLd?.['isAccessibleForFree'] === true;
const distributions = ({ jsonLd }: Evidence) => objects(jsonLd?.['distribution']);
const strings = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(strings)
      : [];
const met = (holds: boolean): Verdict => (holds ? 'met' : 'missed');
const ofData = (evidence: Evidence, holds: boolean): Verdict => (isOpen(evidence) ? met(holds) : 'closed');
const has = ({ jsonLd }: Evidence, name: string): boolean => {
  const value = jsonLd?.[name];
  return value !== undefined && value !== '' && list(value).length > 0;
};

export const RULES = {
  'F1-01MD': (one) => met(text(one.jsonLd?.['identifier']) !== ''),
  'F1-02MD': (one) =>
    met(
      DOI.test(text(one.jsonLd?.['identifier'])) &&
        one.links.some(({ rel, href }) => rel === 'cite-as' && href === one.jsonLd?.['identifier']),
    ),
  'F2-01M': (one) => met(CORE.every((name) => has(one, name))),
  'F3-01M': (one) =>
    ofData(
      one,
      distributions(one).some((file) => text(file['contentUrl']) !== '' && text(file['encodingFormat']) !== '') &&
        one.links.some(({ rel }) => rel === 'item'),
    ),
  'F4-01M': (one) => met(!one.isHidden && one.jsonLd !== undefined && one.meta.has('DC.title')),
  'A1-01M': (one) =>
    met(text(one.jsonLd?.['conditionsOfAccess']) !== '' && (isOpen(one) || one.meta.has('DC.accessRights'))),
  'A1-02MD': (one) => met(one.status === 200 && one.described.length > 0),
  'A1.1-01MD': (one) => met(/^https?:/u.test(text(one.jsonLd?.['url']))),
  'A1.2-01MD': (one) =>
    ofData(
      one,
      distributions(one).every((file) => /^https?:/u.test(text(file['contentUrl']))) && distributions(one).length > 0,
    ),
  'I1-01M': (one) =>
    met(one.jsonLd?.['@context'] === 'https://schema.org' && one.described.some((type) => type.includes('ld+json'))),
  'I2-01M': (one) => met(strings(one.jsonLd).some((word) => VOCABULARIES.some((start) => word.startsWith(start)))),
  'I3-01M': (one) =>
    met(
      objects(one.jsonLd?.['creator']).some((creator) => text(creator['@id']).startsWith('https://orcid.org/')) ||
        has(one, 'citation') ||
        has(one, 'isBasedOn'),
    ),
  'R1-01M': (one) => met(one.jsonLd?.['@type'] === 'Dataset' && has(one, 'size') && has(one, 'measurementTechnique')),
  'R1.1-01M': (one) =>
    met(
      LICENCES.some((known) => known.test(text(one.jsonLd?.['license']))) &&
        one.links.some(({ rel }) => rel === 'license'),
    ),
  'R1.2-01M': (one) => met(['datePublished', 'dateModified', 'creator', 'publisher'].every((name) => has(one, name))),
  'R1.3-01M': (one) => met(one.described.some((type) => type.includes('datacite'))),
  'R1.3-02D': (one) =>
    ofData(
      one,
      list(one.jsonLd?.['encodingFormat']).some((format) => FORMATS.some((known) => known.test(text(format)))),
    ),
} as const satisfies Record<string, (evidence: Evidence) => Verdict>;
export type Metric = keyof typeof RULES;
export const METRICS = Object.keys(RULES) as Metric[];

/** What the program itself sees to for every record that can be registered here; the others need something of the authors. */
export const OF_THE_PROGRAM: readonly Metric[] = METRICS.filter(
  (metric) => !['F2-01M', 'I2-01M', 'I3-01M', 'R1-01M', 'R1.1-01M', 'R1.3-02D', 'F3-01M', 'A1.2-01MD'].includes(metric),
);

export const judged = (evidence: Evidence): Record<Metric, Verdict> =>
  Object.fromEntries(METRICS.map((metric) => [metric, RULES[metric](evidence)])) as Record<Metric, Verdict>;

/** Of those that can be judged, in per cent. */
export function scoreOf(verdicts: Readonly<Record<Metric, Verdict>>): number {
  const open = METRICS.filter((metric) => verdicts[metric] !== 'closed');
  return Math.round((100 * open.filter((metric) => verdicts[metric] === 'met').length) / open.length);
}
