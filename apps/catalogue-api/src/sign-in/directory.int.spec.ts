import { jest } from '@jest/globals';
import { freePort, type RunningLdap, startLdap } from '@scizoo/local-servers';
import { testMongo } from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue } from '../testing/catalogue';
import { firstValueOf } from './directory.service';

// Some tests start the program anew.
jest.setTimeout(60_000);

const BASE = 'dc=zoo,dc=example';
const person = (uid: string, cn: string, mail: string, more = '') => `dn: uid=${uid},ou=people,${BASE}
objectClass: inetOrgPerson
uid: ${uid}
sAMAccountName: ${uid}
cn: ${cn}
sn: ${cn.split(' ')[1]}
displayName: ${cn}
mail: ${mail}
userPassword: secret of ${uid}
${more}`;
const LDIF = `dn: ${BASE}
objectClass: domain
dc: zoo

dn: ou=people,${BASE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${BASE}
objectClass: organizationalUnit
ou: groups

dn: cn=reader,${BASE}
objectClass: applicationProcess
cn: reader
userPassword: secret of reader

${person('lena', 'Lena Lund', 'lena.lund@zoo.example', 'memberOf: CN=b310a-staff,OU=groups,DC=zoo,DC=example\nmemberOf: CN=beam time\\, b310a,OU=groups,DC=zoo,DC=example\n')}
${person('noah', 'Noah Nord', 'noah.nord@zoo.example')}
${person('twin', 'Tove One', 'tove.one@zoo.example')}
${person('twin2', 'Tove Two', 'tove.two@zoo.example').replace('sAMAccountName: twin2', 'sAMAccountName: twin')}
${person('twin3', 'Tove Three', 'tove.three@zoo.example').replace('sAMAccountName: twin3', 'sAMAccountName: twin')}
${person('scientist', 'Other Scientist', 'other.scientist@zoo.example')}
dn: cn=zoosaxs-staff,ou=groups,${BASE}
objectClass: groupOfNames
cn: zoosaxs-staff
member: uid=lena,ou=people,${BASE}

dn: cn=visitors,ou=groups,${BASE}
objectClass: posixGroup
cn: visitors
gidNumber: 1
memberUid: noah
memberUid: lena
`;

let folder: string;
let directory: RunningLdap;
let catalogue: Catalogue;
const { uri } = testMongo('directory');

const settings = () => ({
  LDAP_URL: directory.url,
  LDAP_MODE: 'ldap',
  LDAP_LABEL: 'Zoo account',
  LDAP_BIND_DN: `cn=reader,${BASE}`,
  LDAP_BIND_CREDENTIALS: 'secret of reader',
  LDAP_SEARCH_BASE: `ou=people,${BASE}`,
  LDAP_GROUP_SEARCH_BASE: `ou=groups,${BASE}`,
});

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scizoo-ldap-'));
  directory = await startLdap({
    dataDir: folder,
    port: await freePort(),
    logFile: join(folder, 'log'),
    baseDn: BASE,
    ldif: LDIF,
  });
  catalogue = await Catalogue.start(uri, settings());
}, 120_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await directory.stop();
  await rm(folder, { recursive: true, force: true });
}, 30_000);

const login = (username: string, password = `secret of ${username}`, path = '/api/v3/auth/ldap', of = catalogue) =>
  of.ask(path, { json: { username, password } });
const groupsOf = async (token: unknown, of = catalogue) =>
  (await of.ask('/api/v3/auth/whoami', { token: String(token) })).body['currentGroups'];

describe('sign-in by directory', () => {
  it.each(['/api/v3/auth/ldap', '/api/v3/auth/msad', '/api/v3/Auth/MSAD'])(
    'has SciCat’s answer at %s',
    async (path) => {
      const { status, body } = await login('lena', undefined, path);
      expect(status).toBe(201);
      expect(body).toMatchObject({ access_token: body['id'], ttl: 3600, expires_in: 3600 });
      expect(body['user']).toEqual({
        _id: body['userId'],
        id: body['userId'],
        username: 'ldap.lena',
        email: 'lena.lund@zoo.example',
        authStrategy: 'ldap',
      });
      expect(await groupsOf(body['id'])).toEqual(expect.arrayContaining(['zoosaxs-staff', 'visitors']));
    },
  );

  it('is told to web pages, and is one account however it is done', async () => {
    const facility = await catalogue.ask('/api/v4/facility');
    expect(facility.body['signIn']).toEqual([
      { kind: 'local', label: 'Account' },
      { kind: 'ldap', label: 'Zoo account' },
    ]);
    const script = await login('noah');
    for (const method of [undefined, 'ldap']) {
      const json = { username: 'noah', password: 'secret of noah', method };
      const { status, body } = await catalogue.ask('/api/v4/session', { json });
      expect([status, body['user']]).toEqual([
        200,
        expect.objectContaining({ id: script.body['userId'], method: 'ldap', displayName: 'Noah Nord' }),
      ]);
    }
    const identity = await catalogue.ask('/api/v3/users/my/identity', { token: String(script.body['id']) });
    expect(identity.body).toMatchObject({
      authStrategy: 'ldap',
      externalId: 'noah',
      profile: { displayName: 'Noah Nord', email: 'noah.nord@zoo.example', accessGroups: ['visitors'] },
    });
  });

  it('refuses what the directory refuses, in the words for every wrong password', async () => {
    const cases: [string, string][] = [
      ['lena', 'wrong'],
      ['lena', ''],
      ['nobody', 'secret'],
      ['*', 'secret of lena'],
      ['le*', 'secret of lena'],
      ['lena)(uid=*', 'secret of lena'],
      ['lena\0', 'secret of lena'],
      [`uid=lena,ou=people,${BASE}`, 'secret of lena'],
    ];
    for (const [username, password] of cases) {
      const { status, body } = await login(username, password);
      expect([username, status, body['message']]).toEqual([username, 401, 'Unauthorized']);
    }
  });

  it('keeps a directory’s name apart from the local account of the same name', async () => {
    const local = await catalogue.ask('/api/v3/auth/login', {
      json: { username: 'scientist', password: 'correct horse' },
    });
    const other = await login('scientist');
    expect([local.status, other.status]).toEqual([201, 201]);
    expect(other.body['userId']).not.toBe(local.body['userId']);
    expect((await login('scientist', 'secret of scientist', '/api/v3/auth/login')).status).toBe(401);
    // Without a method the local account is meant, and its password is not shown to the directory.
    const json = { username: 'scientist', password: 'secret of scientist' };
    expect((await catalogue.ask('/api/v4/session', { json })).status).toBe(401);
  });

  it('has no password to change here', async () => {
    const token = String((await login('noah')).body['id']);
    const json = { currentPassword: 'secret of noah', newPassword: 'x', confirmPassword: 'x' };
    expect((await catalogue.ask('/api/v3/users/password', { json, token })).status).toBe(403);
  });

  it('does not exist without the prefix, as scitacean expects', async () => {
    const { status, body } = await catalogue.ask('/auth/msad', { json: { username: 'lena', password: 'x' } });
    expect([status, body['error']]).toEqual([404, 'Not Found']);
  });
});

describe('an Active Directory', () => {
  it('names groups in memberOf', async () => {
    const { LDAP_GROUP_SEARCH_BASE: _, ...rest } = settings();
    const ad = await Catalogue.start(uri, { ...rest, LDAP_MODE: 'ad' });
    try {
      const { status, body } = await login('lena', undefined, undefined, ad);
      expect(status).toBe(201);
      expect(await groupsOf(body['id'], ad)).toEqual(['b310a-staff', 'beam time, b310a']);
      expect(await groupsOf((await login('noah', undefined, undefined, ad)).body['id'], ad)).toEqual([]);
      // Three people of one name: nobody knows who is meant.
      expect((await login('twin', undefined, undefined, ad)).status).toBe(401);
    } finally {
      await ad.stop();
    }
  });

  it.each([
    ['CN=staff,OU=groups', 'staff'],
    ['CN=a\\, b,OU=groups', 'a, b'],
    ['cn=\\23x\\5c,dc=zoo', '#x\\'],
    ['CN=Gr\\C3\\BCn,OU=groups', 'Grün'],
    ['nonsense', ''],
  ])('%j → %j', (dn, name) => expect(firstValueOf(dn)).toBe(name));
});

describe('a search of one’s own', () => {
  it('takes what was typed as a value and never as a part of the filter', async () => {
    // Local accounts are for programs here: people use the directory.
    const LDAP_SEARCH_FILTER = '(&(objectClass=inetOrgPerson)(|(uid={{username}})(mail={{username}})))';
    const own = await Catalogue.start(uri, { ...settings(), LDAP_SEARCH_FILTER, SIGN_IN_LOCAL: 'no' });
    try {
      const status = async (name: string) => (await login(name, 'secret of lena', undefined, own)).status;
      expect([await status('lena'), await status('lena.lund@zoo.example')]).toEqual([201, 201]);
      expect((await own.ask('/api/v4/facility')).body['signIn']).toEqual([{ kind: 'ldap', label: 'Zoo account' }]);
      const session = async (username: string, password: string) =>
        (await own.ask('/api/v4/session', { json: { username, password } })).status;
      expect([await session('guest', 'correct horse'), await session('lena', 'secret of lena')]).toEqual([401, 200]);
      for (const name of ['le*', 'x)(uid=lena', 'lena)(cn=*', '\\6cena', '{{username}}'])
        expect([name, await status(name)]).toEqual([name, 401]);
    } finally {
      await own.stop();
    }
  });
});

describe('groups of a directory', () => {
  it('are gone when the directory is not used any more', async () => {
    const token = (await login('lena')).body['id'];
    const none = await Catalogue.start(uri);
    try {
      expect(await groupsOf(token, none)).toEqual([]);
      expect((await login('lena', undefined, undefined, none)).status).toBe(401);
    } finally {
      await none.stop();
    }
  });
});

describe('a directory that is away', () => {
  it('is 503 and lets local accounts in', async () => {
    const away = await Catalogue.start(uri, { ...settings(), LDAP_URL: `ldap://127.0.0.1:${await freePort()}` });
    try {
      const refused = await login('lena', undefined, undefined, away);
      expect([refused.status, refused.body['message']]).toEqual([
        503,
        'The directory does not answer; try again in a moment',
      ]);
      expect(refused.headers.get('retry-after')).toBeTruthy();
      const json = { username: 'guest', password: 'correct horse' };
      expect((await away.ask('/api/v4/session', { json })).status).toBe(200);
    } finally {
      await away.stop();
    }
  });
});
