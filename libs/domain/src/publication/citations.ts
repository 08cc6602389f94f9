import { type Agent, doiUrl, type RegisteredPublication } from './publication';

const issuedOf = ({ registeredAt, year }: RegisteredPublication): number[] => {
  const parts = registeredAt?.slice(0, 10).split('-').map(Number);
  return parts?.[0] === year ? parts : [year];
};
const cslName = ({ name, isOrganization, familyName, givenName }: Agent) =>
  isOrganization || familyName === undefined
    ? { literal: name }
    : { family: familyName, ...(givenName !== undefined && { given: givenName }) };

/** CSL-JSON, what citation programs read. */
export function cslJson(publication: RegisteredPublication): Record<string, unknown> {
  const { doi, title, abstract, creators, publisher, version, licences } = publication;
  return {
    id: doiUrl(doi),
    type: 'dataset',
    'citation-key': keyOf(publication),
    title,
    author: creators.map(cslName),
    issued: { 'date-parts': [issuedOf(publication)] },
    publisher: publisher.name,
    DOI: doi,
    URL: doiUrl(doi),
    ...(abstract && { abstract }),
    ...(version && { version }),
    ...(licences[0]?.url && { license: licences[0].url }),
    ...(publication.language && { language: publication.language }),
  };
}

/** A key in plain letters, also for names that have none. */
function keyOf({ creators, year, title, doi }: RegisteredPublication): string {
  const plain = (text: string) =>
    text
      .normalize('NFD')
      .replace(/ø/giu, 'o')
      .replace(/æ/giu, 'ae')
      .replace(/ß/gu, 'ss')
      .replace(/ł/giu, 'l')
      .replace(/[^a-z0-9]/giu, '')
      .toLowerCase();
  const who = plain(creators[0]?.familyName ?? creators[0]?.name.split(/[\s,]/u)[0] ?? '') || 'dataset';
  const word =
    title
      .split(/\s+/u)
      .map(plain)
      .find(({ length }) => length > 3) ?? plain(doi.split('/').at(-1) ?? '').slice(0, 8);
  return `${who}${year}${word}`;
}

const LATEX: Readonly<Record<string, string>> = {
  '\\': String.raw`\textbackslash{}`,
  '~': String.raw`\textasciitilde{}`,
  '^': String.raw`\textasciicircum{}`,
};
const latex = (text: string): string =>
  text.replace(/[\\~^{}#$%&_]/gu, (sign) => LATEX[sign] ?? `\\${sign}`).replace(/\s+/gu, ' ');

/** BibTeX keeps UTF-8; organisations stand in braces of their own, so that they are not taken apart. */
export function bibtex(publication: RegisteredPublication): string {
  const { doi, title, abstract, creators, publisher, year, version } = publication;
  const author = creators
    .map(({ name, isOrganization, familyName, givenName }) =>
      isOrganization || familyName === undefined
        ? `{${latex(name)}}`
        : [latex(familyName), latex(givenName ?? '')].filter(Boolean).join(', '),
    )
    .join(' and ');
  const month = issuedOf(publication)[1];
  const fields: [string, string | undefined][] = [
    ['author', author || undefined],
    ['title', `{${latex(title)}}`],
    ['publisher', latex(publisher.name)],
    ['year', String(year)],
    ['month', month === undefined ? undefined : String(month)],
    ['version', version && latex(version)],
    ['doi', latex(doi)],
    ['url', doiUrl(doi)],
    ['abstract', abstract ? latex(abstract) : undefined],
  ];
  const lines = fields.filter(([, value]) => value !== undefined).map(([name, value]) => `  ${name} = {${value}}`);
  return `@misc{${keyOf(publication)},\n${lines.join(',\n')}\n}\n`;
}

/** RIS: one line each, two letters, CR LF. */
export function ris(publication: RegisteredPublication): string {
  const { doi, title, abstract, creators, publisher, year, subjects, language, version } = publication;
  const [, month, day] = issuedOf(publication);
  const two = (part: number | undefined) => (part === undefined ? '' : String(part).padStart(2, '0'));
  const lines: [string, string | undefined][] = [
    ['TY', 'DATA'],
    ['TI', title],
    ...creators.map(({ name }): [string, string] => ['AU', name]),
    ['PY', String(year)],
    ['DA', `${year}/${two(month)}/${two(day)}/`],
    ['PB', publisher.name],
    ['DO', doi],
    ['UR', doiUrl(doi)],
    ['AB', abstract || undefined],
    ...subjects.map(({ subject }): [string, string] => ['KW', subject]),
    ['LA', language],
    ['ET', version],
    ['ER', ''],
  ];
  return lines
    .filter(([, value]) => value !== undefined)
    .map(([tag, value]) => `${tag}  - ${value!.replace(/\s+/gu, ' ')}\r\n`)
    .join('');
}

const initials = (given: string): string =>
  given
    .split(/[\s.]+/u)
    .filter(Boolean)
    .map((part) =>
      part
        .split('-')
        .filter(Boolean)
        .map((half) => `${[...half][0]!.toUpperCase()}.`)
        .join('-'),
    )
    .join(' ');
const apaName = ({ name, isOrganization, familyName, givenName }: Agent): string =>
  isOrganization || familyName === undefined
    ? name
    : givenName === undefined
      ? familyName
      : `${familyName}, ${initials(givenName)}`;

/** APA 7: up to twenty authors are named, of more the first nineteen and the last. */
function apaAuthors(creators: readonly Agent[]): string {
  const names = creators.map(apaName);
  if (names.length <= 1) return names[0] ?? '';
  if (names.length > 20) return `${names.slice(0, 19).join(', ')}, … ${names.at(-1)!}`;
  return `${names.slice(0, -1).join(', ')}, & ${names.at(-1)!}`;
}

/** A line for a list of references, in the style of the American Psychological Association. */
export function apa({ doi, title, creators, publisher, year, version }: RegisteredPublication): string {
  const who = apaAuthors(creators);
  const start = who === '' ? `${title}` : who;
  const ended = start.endsWith('.') ? start : `${start}.`;
  const what = `${who === '' ? '' : `${title} `}${version ? `(Version ${version}) ` : ''}[Data set].`;
  return `${ended} (${year}). ${what} ${publisher.name}. ${doiUrl(doi)}`;
}
