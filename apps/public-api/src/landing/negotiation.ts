import { FORMAT_NAMES, type FormatName, FORMATS } from '../formats/formats';

export type Choice = 'html' | FormatName;

interface Range {
  readonly type: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly quality: number;
}

/** RFC 9110 §12.5.1, as much of it as clients of DOIs use: types, wildcards, q, style and profile. */
export function rangesOf(accept: string): Range[] {
  return (accept.slice(0, 2000).match(/(?:"[^"]*"|[^,"])+/gu) ?? []).flatMap((part) => {
    const [type = '', ...rest] = (part.match(/(?:"[^"]*"|[^;"])+/gu) ?? []).map((piece) => piece.trim());
    if (type === '') return [];
    const parameters = Object.fromEntries(
      rest.map((piece) => {
        const [name = '', value = ''] = piece.split(/\s*=\s*/u);
        return [name.toLowerCase(), value.replace(/^"(.*)"$/u, '$1')];
      }),
    );
    const quality = parameters['q'] === undefined ? 1 : Number(parameters['q']);
    return [{ type: type.toLowerCase(), parameters, quality: Number.isFinite(quality) ? quality : 0 }];
  });
}

const HTML_TYPES = ['text/html', 'application/xhtml+xml'];

/** Of one range without a wildcard: what it names, without a look at its quality. */
function namedBy({ type, parameters }: Range): Choice | undefined {
  if (HTML_TYPES.includes(type)) return 'html';
  const profile = parameters['profile'];
  if (type === 'application/ld+json' && profile !== undefined) {
    if (profile.startsWith('https://w3id.org/ro/crate')) return 'ro-crate';
    if (profile.startsWith('http://www.w3.org/ns/dcat')) return 'dcat';
  }
  if (type === 'text/x-bibliography' && !['apa', undefined].includes(parameters['style'])) return undefined;
  return FORMAT_NAMES.find((name) => (FORMATS[name].types as readonly string[]).includes(type));
}
const breadthOf = ({ type }: Range): number => (type === '*/*' ? 2 : type.endsWith('/*') ? 1 : 0);

/** What is sent to somebody who asks so, in the type that they named; undefined: nothing that they take (406). */
export function chosen(accept: string | undefined): Choice | undefined {
  if (accept === undefined || accept.trim() === '') return 'html';
  const ranges = rangesOf(accept);
  const refused = new Set(ranges.filter(({ quality }) => quality <= 0).flatMap(coveredBy));
  return ranges
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality || breadthOf(a) - breadthOf(b))
    .flatMap((range) => coveredBy(range).filter((choice) => breadthOf(range) === 0 || !refused.has(choice)))[0];
}
const CHOICES: readonly Choice[] = ['html', ...FORMAT_NAMES];
/** Better first: of a wildcard the page, then what else there is. */
function coveredBy(range: Range): Choice[] {
  if (breadthOf(range) === 0) return CHOICES.filter((choice) => choice === namedBy(range));
  const start = range.type === '*/*' ? '' : range.type.slice(0, -1);
  return CHOICES.filter((choice) => (choice === 'html' ? 'text/html' : FORMATS[choice].types[0]).startsWith(start));
}
/** Of the names of a format the one that was asked for, else its own. */
export const typeFor = (accept: string | undefined, name: FormatName): string => {
  const { types } = FORMATS[name];
  const named = rangesOf(accept ?? '').map(({ type }) => type);
  return types.find((type) => named.includes(type)) ?? types[0];
};
