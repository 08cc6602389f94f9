import { orcidIn } from '@scizoo/domain';
import type { FoundPerson } from './registries.shapes';
import { literally, wordsIn } from './registry';

const MOST = 10;
const HOMES = 3;
/** Where somebody's words may stand; the last name may still be half typed. */
const FIELDS = ['given-names', 'family-name', 'credit-name', 'other-names', 'affiliation-org-name'];

/** A search among the public records of ORCID (`expanded-search` of its API 3.0). */
export function orcidQuestion(text: string): string {
  const id = orcidIn(text);
  const words = wordsIn(text).map((word) => `(${FIELDS.map((field) => `${field}:${literally(word)}*`).join(' OR ')})`);
  const query = new URLSearchParams({ q: id === undefined ? words.join(' AND ') : `orcid:${id}`, rows: String(MOST) });
  return `/expanded-search/?${query}`;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object';
const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');

/** Whom it told of; what has no iD, or one that cannot be, is left out. @throws Error when it is no answer of ORCID */
export function peopleIn(answer: unknown): FoundPerson[] {
  if (!isMap(answer) || !('expanded-result' in answer)) throw new Error('no answer of ORCID');
  // It says null, not an empty list.
  const items = (answer['expanded-result'] ?? []) as unknown[];
  return items
    .filter(isMap)
    .flatMap((item) => {
      const orcid = orcidIn(textOf(item['orcid-id']));
      const [given, family] = [textOf(item['given-names']), textOf(item['family-names'])];
      // Who has one name only has it whole.
      const name = family || textOf(item['credit-name']) || given;
      if (orcid === undefined || name === '') return [];
      const homes = Array.isArray(item['institution-name']) ? item['institution-name'].map(textOf).filter(Boolean) : [];
      return [
        { orcid, givenName: family === '' ? '' : given, familyName: name, homes: [...new Set(homes)].slice(0, HOMES) },
      ];
    })
    .slice(0, MOST);
}
