import type { IncomingMessage } from 'node:http';
import { json, type RegistryAnswer, RegistryServer, unescaped } from './registry-server';

interface Person {
  readonly 'orcid-id': string;
  readonly 'given-names': string | null;
  readonly 'family-names': string | null;
  readonly 'credit-name': string | null;
  readonly 'other-name': readonly string[];
  readonly email: readonly string[];
  readonly 'institution-name': readonly string[];
}
const person = (id: string, given: string, family: string | null, ...homes: string[]): Person => ({
  'orcid-id': id,
  'given-names': given,
  'family-names': family,
  ...{ 'credit-name': null, 'other-name': [], email: [], 'institution-name': homes },
});
/** All invented; the iDs have right last digits and lie where ORCID gives none, but for the one of its handbook. */
const PEOPLE: readonly Person[] = [
  person('0000-0002-1825-0097', 'Petra', 'Muster', 'University of Zoo', 'University of Zoo', 'Otter Institute'),
  person('0000-0009-9999-0011', 'Petra', 'Musterová', 'Technical College of Zoo'),
  person('0000-0009-9999-0038', 'Stina', 'Strand', 'Zoo Light Source'),
  person('0000-0009-9999-002X', 'Åke', 'Åström-Müller', 'Zoo Light Source'),
  { ...person('0000-0009-9999-0046', 'Otterine', null), 'credit-name': 'Otterine the Diver' },
];
const NAMES: Readonly<Record<string, (one: Person) => readonly (string | null)[]>> = {
  orcid: (one) => [one['orcid-id']],
  'given-names': (one) => (one['given-names'] ?? '').split(' '),
  'family-name': (one) => (one['family-names'] ?? '').split(' '),
  'credit-name': (one) => (one['credit-name'] ?? '').split(' '),
  'other-names': (one) => one['other-name'],
  'affiliation-org-name': (one) => one['institution-name'].flatMap((home) => home.split(' ')),
  email: (one) => one.email,
};
const refused = (status: number, code: number, message: string): RegistryAnswer =>
  json(status, {
    'response-code': status,
    'developer-message': message,
    'user-message': 'The request could not be understood.',
    'error-code': code,
    'more-info': 'https://members.orcid.org/api/resources/troubleshooting',
  });

class Fault extends Error {}
const MOST_ROWS = 1000;

/** ORCID's public API 3.0 for tests, as far as a look-up needs it: `expanded-search` with Solr's fields. */
export class OrcidServer extends RegistryServer {
  /** @param token when there is one, only a caller with it is let in; anonymous callers always are */
  static start({ port = 0, token }: { readonly port?: number; readonly token?: string } = {}): Promise<OrcidServer> {
    return new OrcidServer(token).listen(port);
  }
  constructor(private readonly token?: string) {
    super('/v3.0');
  }

  protected answer({ pathname, searchParams }: URL, { headers }: IncomingMessage): RegistryAnswer {
    const { authorization, accept = '' } = headers;
    if (authorization !== undefined && authorization !== `Bearer ${this.token}`)
      return json(401, { error: 'invalid_token', error_description: 'Invalid access token' });
    if (!/^\/expanded-search\/?$/u.test(pathname)) return refused(404, 9016, 'The resource was not found');
    const rows = Number(searchParams.get('rows') ?? 100);
    if (!Number.isInteger(rows) || rows < 0 || rows > MOST_ROWS)
      return refused(400, 9051, `Rows must be from 0 to ${MOST_ROWS}`);
    try {
      const found = search(searchParams.get('q') ?? '');
      // XML is what is sent to whoever does not ask for JSON.
      if (!accept.includes('json'))
        return { status: 200, type: 'application/vnd.orcid+xml', text: '<expanded-search:expanded-search/>' };
      return json(200, {
        'expanded-result': found.length === 0 ? null : found.slice(0, rows),
        'num-found': found.length,
      });
    } catch (error) {
      if (error instanceof Fault) return refused(400, 9042, error.message);
      throw error;
    }
  }
}

/** `field:term*` with OR inside brackets, brackets joined with AND. */
function search(query: string): readonly Person[] {
  if (query.trim() === '') throw new Fault('q is missing');
  const groups = query.split(' AND ').map((group) => group.replace(/^\((.*)\)$/u, '$1').split(' OR '));
  return PEOPLE.filter((one) => groups.map((clauses) => clauses.map((clause) => fits(one, clause))).every(isSome));
}
const isSome = (verdicts: readonly boolean[]): boolean => verdicts.some(Boolean);
function fits(one: Person, clause: string): boolean {
  const [, field = '', term = ''] = /^([\w-]+):(.*)$/u.exec(clause) ?? [];
  const names = NAMES[field];
  if (!names) throw new Fault(`undefined field ${field}`);
  const word = term.replace(/\*$/u, '');
  const odd = field === 'orcid' ? undefined : unescaped(word);
  if (word === '' || odd !== undefined || /\s/u.test(word)) throw new Fault(`Cannot parse '${clause}'`);
  const plain = word.replace(/\\(.)/gu, '$1').toLowerCase();
  const isBeginning = term.endsWith('*');
  return names(one).some((name) => {
    const parts = (name ?? '').toLowerCase();
    return isBeginning ? parts.startsWith(plain) : parts === plain;
  });
}
