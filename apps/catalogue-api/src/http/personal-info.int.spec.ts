import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { masked, maskingStream } from './personal-info';

// Some tests start the program anew.
jest.setTimeout(60_000);

let catalogue: Catalogue;
let pid: string;

const dataset = {
  type: 'raw',
  datasetName: 'a scan',
  owner: 'Petra Muster',
  contactEmail: 'owner@demo.example;second.contact@uni.example',
  ownerEmail: 'third.person@uni.example',
  sourceFolder: '/data/1',
  creationTime: '2026-03-01T10:00:00Z',
  principalInvestigators: ['Petra Muster <petra.muster@uni.example>'],
  creationLocation: '/zoo/zoosaxs',
  ownerGroup: 'group',
  isPublished: true,
  sharedWith: ['friend@demo.example'],
  scientificMetadata: { '@context': 'a@b', operator: 'written by op.erator@zoo.example today' },
};

beforeAll(async () => {
  const accounts = { owner: ['group'], friend: ['other'], admin: ['admin'] };
  catalogue = await Catalogue.start(testMongo('masked').uri, accounts, { maskPersonalInfo: true });
  const { body } = await catalogue.ask('POST', '/api/v4/datasets', 'owner', { body: dataset });
  pid = inPath(body.pid as string);
}, 60_000);
afterAll(() => catalogue.stop());

const addresses = (answer: string) => [...new Set(answer.match(/[\w.]+@[\w.]+\.example/g))].sort();
const ROUTES = () => [
  `/api/v3/datasets/${pid}`,
  '/api/v3/datasets',
  '/api/v3/datasets/fullquery?limits={"limit":0}',
  '/api/v3/datasets?filter={"limits":{"limit":0}}',
  '/api/v3/datasets/fullfacet?facets=["ownerEmail","sharedWith"]',
];

describe('addresses of others', () => {
  it('leave as ***** for everybody but admins; one’s own stays', async () => {
    for (const path of ROUTES()) {
      const seen = async (who?: string) => addresses((await catalogue.ask('GET', path, who)).text);
      expect([path, await seen()]).toEqual([path, []]);
      expect([path, (await seen('owner')).filter((address) => address !== 'owner@demo.example')]).toEqual([path, []]);
      expect((await seen('admin')).length).toBeGreaterThan(0);
    }
    const { body } = await catalogue.ask('GET', `/api/v3/datasets/${pid}`, 'owner');
    expect(body).toMatchObject({
      contactEmail: 'owner@demo.example;*****',
      ownerEmail: '*****',
      principalInvestigators: ['Petra Muster <*****>'],
      scientificMetadata: { '@context': 'a@b', operator: 'written by ***** today' },
    });
  });

  it('in accounts are shown to oneself, at sign-in too', async () => {
    const login = await catalogue.ask('POST', '/api/v3/auth/login', undefined, {
      body: { username: 'friend', password: 'password of friend' },
    });
    expect(login.body.user.email).toBe('friend@demo.example');
    const self = await catalogue.ask('GET', '/api/v3/users/my/self', 'friend');
    expect(self.body.email).toBe('friend@demo.example');
    const session = await catalogue.ask('POST', '/api/v4/session', undefined, {
      body: { username: 'friend', password: 'password of friend' },
    });
    expect(session.body.user.email).toBe('friend@demo.example');
  });

  it('in a stream are found wherever it is cut', async () => {
    const whole = JSON.stringify([{ a: 'x', mail: 'petra.muster@uni.example', b: 'Grüße', own: 'me@zoo.example' }]);
    const bytes = Buffer.from(whole);
    for (let size = 1; size < 40; size++) {
      const parts = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
        bytes.subarray(i * size, (i + 1) * size),
      );
      const answer = await text(Readable.from(parts).pipe(maskingStream('me@zoo.example')));
      expect(answer).toBe(masked(whole, 'me@zoo.example'));
    }
    expect(masked(whole, undefined)).not.toContain('@');
  });
});

describe('without the setting', () => {
  it('addresses are shown', async () => {
    const open = await Catalogue.start(testMongo('unmasked').uri, { owner: ['group'] });
    try {
      await open.ask('POST', '/api/v4/datasets', 'owner', { body: dataset });
      expect(addresses((await open.ask('GET', '/api/v3/datasets')).text)).toContain('petra.muster@uni.example');
    } finally {
      await open.stop();
    }
  });
});
