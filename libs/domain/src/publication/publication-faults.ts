import {
  CONTRIBUTOR_TYPES,
  DATE_TYPES,
  DESCRIPTION_TYPES,
  IDENTIFIER_TYPES,
  LANGUAGE,
  LONGEST_RIGHTS,
  RELATION_TYPES,
  RESOURCE_TYPES,
  TITLE_TYPES,
} from './datacite-vocabulary';
import { type Free, listIn, textIn, things } from './free-values';
import { isIdentifierOf, orcidIn, rorIn, webAddressIn } from './identifiers';

/** Stable names of the kinds of fault; the form has a sentence for each in every language. */
export const PUBLICATION_FAULT_CODES = [
  ...(['title-missing', 'title-long', 'abstract-missing', 'creators-missing', 'name-missing', 'home-missing'] as const),
  ...(['orcid-wrong', 'ror-wrong', 'publisher-missing', 'year-wrong', 'date-wrong', 'language-wrong'] as const),
  ...(['identifier-missing', 'identifier-wrong', 'funder-missing', 'address-wrong', 'rights-long'] as const),
  'word-unknown',
] as const;
export type PublicationFaultCode = (typeof PUBLICATION_FAULT_CODES)[number];
/** What keeps a publication from getting a DOI, in words for its authors. */
export interface PublicationFault {
  /** `title`, `metadata.creators[0].name` */
  readonly field: string;
  readonly code: PublicationFaultCode;
  readonly message: string;
}
export interface PublicationGiven {
  readonly title?: unknown;
  readonly abstract?: unknown;
  readonly metadata?: Free;
}
type Tell = (field: string, code: PublicationFaultCode, message: string) => void;

const LATEST_YEAR_AHEAD = 5;
const LONGEST_TITLE = 4000;

const DAY = String.raw`\d{4}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01])(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)?)?`;
const DATE = new RegExp(String.raw`^(?:${DAY}|${DAY}/${DAY}|${DAY}/|/${DAY})$`, 'u');
/** A year, month, day or moment, or a span of two (RKMS-ISO8601); 2026-02-30 is none. */
export function isDataciteDate(text: string): boolean {
  if (!DATE.test(text)) return false;
  const ends = text.split('/').filter((end) => end !== '');
  const isOnCalendar = (end: string) => {
    const time = Date.parse(end);
    return (
      !Number.isNaN(time) && new Date(Date.parse(`${end.slice(0, 10)}`)).toISOString().startsWith(end.slice(0, 10))
    );
  };
  if (!ends.every(isOnCalendar)) return false;
  return ends.length < 2 || Date.parse(ends[0]!) <= Date.parse(ends[1]!);
}

function checkWord(tell: Tell, field: string, value: unknown, words: readonly string[]): void {
  const word = textIn(value);
  if (word !== '' && !words.includes(word)) tell(field, 'word-unknown', `"${word}" is none of ${words.join(', ')}`);
}
const isOrcidScheme = (scheme: unknown, id: string) =>
  textIn(scheme).toUpperCase() === 'ORCID' || /orcid\.org/iu.test(id);
const isRorScheme = (scheme: unknown, id: string) => textIn(scheme).toUpperCase() === 'ROR' || /ror\.org/iu.test(id);

function checkOrcid(tell: Tell, field: string, text: string): void {
  if (text !== '' && orcidIn(text) === undefined)
    tell(field, 'orcid-wrong', `"${text}" is no ORCID iD: its last digit does not fit the others, or it is too short`);
}
function checkRor(tell: Tell, field: string, id: unknown, scheme: unknown): void {
  const text = textIn(id);
  if (text !== '' && isRorScheme(scheme, text) && rorIn(text) === undefined)
    tell(field, 'ror-wrong', `"${text}" is no ROR identifier: its check digits do not fit, or it is too short`);
}

function checkAgents(tell: Tell, name: string, value: unknown): void {
  things(value, 'name').forEach((agent, at) => {
    const field = `metadata.${name}[${at}]`;
    const told = [agent['name'], agent['familyName'], agent['givenName']].map(textIn);
    if (told.every((text) => text === '')) tell(`${field}.name`, 'name-missing', 'The name is empty');
    checkWord(tell, `${field}.nameType`, agent['nameType'], ['Personal', 'Organizational']);
    if (name === 'contributors')
      checkWord(tell, `${field}.contributorType`, agent['contributorType'], CONTRIBUTOR_TYPES);
    checkOrcid(tell, `${field}.orcid`, textIn(agent['orcid']));
    things(agent['nameIdentifiers'], 'nameIdentifier').forEach((id, place) => {
      const text = textIn(id['nameIdentifier']);
      if (isOrcidScheme(id['nameIdentifierScheme'], text)) checkOrcid(tell, `${field}.nameIdentifiers[${place}]`, text);
    });
    things(agent['affiliation'], 'name').forEach((home, place) => {
      const at = `${field}.affiliation[${place}]`;
      if (textIn(home['name']) === '') tell(`${at}.name`, 'home-missing', 'The name of the affiliation is empty');
      checkRor(tell, at, home['affiliationIdentifier'], home['affiliationIdentifierScheme']);
    });
  });
}

function checkRelated(tell: Tell, value: unknown): void {
  things(value, 'relatedIdentifier').forEach((related, at) => {
    const field = `metadata.relatedIdentifiers[${at}]`;
    const text = textIn(related['relatedIdentifier']);
    const type = textIn(related['relatedIdentifierType']);
    checkWord(tell, `${field}.relatedIdentifierType`, type, IDENTIFIER_TYPES);
    checkWord(tell, `${field}.relationType`, related['relationType'], RELATION_TYPES);
    checkWord(tell, `${field}.resourceTypeGeneral`, related['resourceTypeGeneral'], RESOURCE_TYPES);
    if (text === '') tell(field, 'identifier-missing', 'The identifier is empty');
    else if (!isIdentifierOf(type, text))
      tell(field, 'identifier-wrong', `"${text}" is no ${type === 'URL' ? 'web address' : type}`);
  });
}

function checkTexts(tell: Tell, metadata: Free): void {
  things(metadata['titles'], 'title').forEach((title, at) => {
    if (textIn(title['title']) === '') tell(`metadata.titles[${at}]`, 'title-missing', 'The title is empty');
    checkWord(tell, `metadata.titles[${at}].titleType`, title['titleType'], TITLE_TYPES);
  });
  things(metadata['descriptions'], 'description').forEach((description, at) => {
    checkWord(tell, `metadata.descriptions[${at}].descriptionType`, description['descriptionType'], DESCRIPTION_TYPES);
  });
  things(metadata['rightsList'], 'rights').forEach((rights, at) => {
    if (textIn(rights['rights']).length > LONGEST_RIGHTS)
      tell(`metadata.rightsList[${at}]`, 'rights-long', `The rights have more than ${LONGEST_RIGHTS} characters`);
  });
  const language = textIn(metadata['language']);
  if (language !== '' && !LANGUAGE.test(language))
    tell('metadata.language', 'language-wrong', `"${language}" is no language such as en or en-GB`);
}

function checkDates(tell: Tell, value: unknown): void {
  things(value, 'date').forEach((given, at) => {
    const date = textIn(given['date']);
    checkWord(tell, `metadata.dates[${at}].dateType`, given['dateType'], DATE_TYPES);
    if (!isDataciteDate(date))
      tell(
        `metadata.dates[${at}]`,
        'date-wrong',
        `"${date}" is no date such as 2026, 2026-05-13 or 2026-05-13/2026-05-15`,
      );
  });
}

function checkFunding(tell: Tell, value: unknown): void {
  things(value, 'funderName').forEach((funding, at) => {
    const field = `metadata.fundingReferences[${at}]`;
    if (textIn(funding['funderName']) === '') tell(field, 'funder-missing', 'The funder has no name');
    checkRor(tell, field, funding['funderIdentifier'], funding['funderIdentifierType']);
    const address = textIn(funding['awardUri']);
    if (address !== '' && webAddressIn(address) === undefined)
      tell(`${field}.awardUri`, 'address-wrong', `"${address}" is no web address`);
  });
}

/** Beyond what DataCite's schema can say: empty texts, days that are none, identifiers whose check digits are wrong. */
export function publicationFaults(
  { title, abstract, metadata = {} }: PublicationGiven,
  now = new Date(),
): PublicationFault[] {
  const faults: PublicationFault[] = [];
  const tell: Tell = (field, code, message) => void faults.push({ field, code, message });
  const name = textIn(title);
  if (name === '') tell('title', 'title-missing', 'The title is empty');
  if (name.length > LONGEST_TITLE) tell('title', 'title-long', `The title has more than ${LONGEST_TITLE} characters`);
  if (textIn(abstract) === '') tell('abstract', 'abstract-missing', 'The abstract is empty');
  if (listIn(metadata['creators']).length === 0) tell('metadata.creators', 'creators-missing', 'Nobody is named as creator');
  checkAgents(tell, 'creators', metadata['creators']);
  checkAgents(tell, 'contributors', metadata['contributors']);
  things(metadata['publisher'], 'name').forEach((publisher) => {
    if (textIn(publisher['name']) === '') tell('metadata.publisher', 'publisher-missing', 'The publisher has no name');
    checkRor(tell, 'metadata.publisher', publisher['publisherIdentifier'], publisher['publisherIdentifierScheme']);
  });
  const year = textIn(metadata['publicationYear']);
  if (!/^[12]\d{3}$/u.test(year) || Number(year) > now.getUTCFullYear() + LATEST_YEAR_AHEAD)
    tell(
      'metadata.publicationYear',
      'year-wrong',
      year === '' ? 'The year of publication is missing' : `"${year}" is no year of publication`,
    );
  checkTexts(tell, metadata);
  checkDates(tell, metadata['dates']);
  checkRelated(tell, metadata['relatedIdentifiers']);
  checkFunding(tell, metadata['fundingReferences']);
  return faults;
}
