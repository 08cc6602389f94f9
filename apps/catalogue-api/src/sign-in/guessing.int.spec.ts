import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import { Catalogue, signInBody } from '../testing/catalogue';
import { Attempts, networkOf } from './attempts';

jest.setTimeout(60_000);
const { uri } = testMongo('guessing');
let one: Catalogue;
let other: Catalogue;

beforeAll(async () => {
  one = await Catalogue.start(uri);
  other = await Catalogue.start(uri);
}, 60_000);
afterAll(async () => {
  await other.stop();
  await one.dropAndStop();
});

const attemptsOf = (catalogue: Catalogue) => catalogue.app.get(Attempts);
const records = () => one.app.get(DatabaseService).connection.collection('signInAttempts');
/** As if all that happened so long ago. */
const earlier = (seconds: number) =>
  records().updateMany({}, [{ $set: { last: { $subtract: ['$last', seconds * 1000] } } }]);
const times = (count: number) => Array.from({ length: count }, (_, number) => number);

describe('failed sign-ins', () => {
  beforeEach(() => records().deleteMany({}));

  it('delay from the fifth on, each time longer, on all processes together, until one succeeds', async () => {
    const [here, there] = [attemptsOf(one), attemptsOf(other)];
    for (const place of [here, there, here, there]) expect(await place.begin('staff', '10.0.0.1')).toBe(0);
    expect([await here.begin('staff', '10.0.0.1'), await there.begin('staff', '10.0.0.1')]).toEqual([1, 1]);
    await earlier(1);
    expect(await there.begin('Staff', '10.0.0.1')).toBe(0);
    expect(await here.begin('STAFF', '10.0.0.1')).toBe(2);
    await earlier(2);
    expect(await here.begin('staff', '10.0.0.1')).toBe(0);
    expect(await here.begin('staff', '10.0.0.1')).toBe(4);
    await there.succeeded('staff', '10.0.0.1');
    expect(await here.begin('staff', '10.0.0.1')).toBe(0);
  });

  it('are not all free when a thousand come at once', async () => {
    const waits = await Promise.all(times(200).map((i) => attemptsOf(i % 2 ? one : other).begin('staff', '10.0.0.2')));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(4);
  });

  it('lock out neither the same account elsewhere nor other accounts at the same address', async () => {
    const attempts = attemptsOf(one);
    for (const _ of times(20)) await attempts.begin('staff', '10.0.0.3');
    expect(await attempts.begin('staff', '10.0.0.4')).toBe(0);
    expect(await attempts.begin('guest', '10.0.0.3')).toBe(0);
  });

  it('slow one password tried on a thousand accounts', async () => {
    const waits = [];
    for (const i of times(200)) waits.push(await attemptsOf(one).begin(`user${i}`, '10.0.0.5'));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(100);
  });

  it('never wait longer than five minutes, and are forgotten after a quarter of an hour', async () => {
    const attempts = attemptsOf(one);
    for (const _ of times(20)) {
      const wait = await attempts.begin('staff', '10.0.0.6');
      expect(wait).toBeLessThanOrEqual(300);
      if (wait > 0) await earlier(wait);
    }
    expect(await attempts.begin('staff', '10.0.0.6')).toBeGreaterThan(100);
    await earlier(16 * 60);
    for (const _ of times(4)) expect(await attempts.begin('staff', '10.0.0.6')).toBe(0);
  });

  it('are kept without names and addresses', async () => {
    await attemptsOf(one).begin('my password by mistake', '10.0.0.7');
    expect(JSON.stringify(await records().find().toArray())).not.toMatch(/password|10\.0\.0/);
  });

  it('tell by HTTP when to come again, whichever process is asked', async () => {
    const answers = [];
    for (const i of times(8))
      answers.push(await (i % 2 ? one : other).ask('/api/v3/auth/login', { json: signInBody('guest', 'wrong') }));
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([401, 401, 401, 401]);
    const last = answers.find(({ status }) => status !== 401);
    expect([last?.status, last?.body['code']]).toEqual([429, 'too-many']);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    await records().updateMany({}, { $set: { count: 12 } });
    const right = await one.ask('/api/v3/auth/login', { json: signInBody('guest') });
    expect(right.status).toBe(429);
    await earlier(300);
    expect((await one.ask('/api/v3/auth/login', { json: signInBody('guest') })).status).toBe(201);
  });

  it('take as long for a name that nobody has', async () => {
    // Both wait out the same time; the work before it is far shorter.
    for (const name of ['scientist', 'nobody at all']) {
      const started = performance.now();
      await one.ask('/api/v3/auth/login', { json: signInBody(name, 'wrong') });
      expect(performance.now() - started).toBeGreaterThanOrEqual(395);
    }
  });
});

describe('an address', () => {
  it.each([
    ['10.1.2.3', '10.1.2.3'],
    ['::ffff:10.1.2.3', '10.1.2.3'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8::5', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s is of the network %s', (address, network) => expect(networkOf(address)).toBe(network));

  it('signs in so often a minute; a user asks so often a minute', async () => {
    const limited = await Catalogue.start(testMongo('limits').uri, {
      SIGN_INS_PER_MINUTE: '3',
      REQUESTS_PER_MINUTE: '8',
    });
    try {
      const login = (username: string) => limited.ask('/api/v3/auth/login', { json: signInBody(username) });
      const first = await login('guest');
      expect([first.status, (await login('staff')).status, (await login('admin')).status]).toEqual([201, 201, 201]);
      const fourth = await login('scientist');
      expect([fourth.status, fourth.body['code']]).toEqual([429, 'too-many']);
      expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
      const token = String(first.body['id']);
      const statuses = [];
      for (const _ of times(10)) statuses.push((await limited.ask('/api/v3/auth/whoami', { token })).status);
      expect(statuses).toEqual([...times(8).map(() => 200), 429, 429]);
      // Nobody else is kept out, and a made-up token does not make somebody else.
      const anonymous = [];
      for (const i of times(6)) anonymous.push((await limited.ask('/api/v3/auth/whoami', { token: `bad${i}` })).status);
      expect(anonymous).toContain(200);
      expect(anonymous.at(-1)).toBe(429);
    } finally {
      await limited.dropAndStop();
    }
  });
});
