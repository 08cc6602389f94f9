import type { Facility } from '../core/api-types';
import { hrefOf, providersOf, waysOf, withPassword } from './ways';

const facility = (signIn: unknown): Facility => ({ signIn }) as Facility;

describe('ways to sign in', () => {
  it('are a name and a password until the facility has told', () => {
    for (const told of [null, facility([]), facility(['local'])])
      expect(waysOf(told)).toEqual([{ kind: 'local', label: '' }]);
  });
  it('are buttons of providers and one form for the rest', () => {
    const ways = waysOf(
      facility([
        { kind: 'local', label: 'Local' },
        { kind: 'ldap', label: 'Directory' },
        { kind: 'oidc', label: 'Zoo ID', href: '/api/v4/session/oidc' },
      ]),
    );
    expect(withPassword(ways).map(({ kind }) => kind)).toEqual(['local', 'ldap']);
    expect(providersOf(ways).map(({ label }) => label)).toEqual(['Zoo ID']);
    expect(hrefOf(providersOf(ways)[0]!, '/datasets?text=a&b')).toBe(
      '/api/v4/session/oidc?next=%2Fdatasets%3Ftext%3Da%26b',
    );
  });
});
