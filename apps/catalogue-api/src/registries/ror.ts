import { rorIn } from '@scizoo/domain';
import type { FoundOrganisation } from './registries.shapes';
import { literally, wordsIn } from './registry';

const MOST = 10;
const OTHER_NAMES = 4;

/** Organisations of ROR (its API 2) by name, or one by its id. */
export function rorQuestion(text: string): string {
  const id = rorIn(text);
  if (id !== undefined) return `/organizations/${id.split('/').at(-1)}`;
  return `/organizations?${new URLSearchParams({ query: wordsIn(text).map(literally).join(' ') })}`;
}

type Free = Readonly<Record<string, unknown>>;
const mapsIn = (value: unknown): Free[] =>
  Array.isArray(value) ? value.filter((item): item is Free => item !== null && typeof item === 'object') : [];
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

function organisationOf(item: Free): FoundOrganisation[] {
  const ror = rorIn(textOf(item['id']));
  const names = mapsIn(item['names']);
  const isShown = ({ types }: Free): boolean => Array.isArray(types) && types.includes('ror_display');
  const name = textOf((names.find(isShown) ?? names[0])?.['value']);
  // Those that have closed stay in the registry; nobody works there any more.
  if (ror === undefined || name === '' || item['status'] !== 'active') return [];
  const otherNames = [...new Set(names.map(({ value }) => textOf(value)))].filter((other) => other && other !== name);
  const { name: town, country_name: country } = (mapsIn(item['locations'])[0]?.['geonames_details'] ?? {}) as Free;
  const place = [textOf(town), textOf(country)].filter(Boolean).join(', ');
  return [{ ror, name, otherNames: otherNames.slice(0, OTHER_NAMES), ...(place && { place }) }];
}

/** What it told of. @throws Error when it is no answer of ROR */
export function organisationsIn(answer: unknown): FoundOrganisation[] {
  const { items, id } = (answer ?? {}) as Free;
  if (!Array.isArray(items) && typeof id !== 'string') throw new Error('no answer of ROR');
  return mapsIn(items ?? [answer])
    .flatMap(organisationOf)
    .slice(0, MOST);
}
