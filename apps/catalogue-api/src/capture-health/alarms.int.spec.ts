import type { CaptureContent } from '@scizoo/domain';
import {
  ConsumerRunner,
  createProducer,
  ensureTopics,
  type EventProducer,
  EventSpool,
  makeEvent,
  SpoolForwarder,
  topicNames,
} from '@scizoo/messaging';
import { createLogger, Health, HeartbeatReporter } from '@scizoo/service-kit';
import { aProposalChanged, aScan, eventually, PostOffice, testKafka, testMongo } from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseService } from '../database/database.service';
import { signatureOf } from '../alarms/webhook';
import type { AlarmRow, CreatedReceiver, Receiver } from '../alarms/alarms.shapes';
import { DeadLettersService } from '../dead-letters/dead-letters.service';
import { Catalogue, INGEST_TOKEN } from '../testing/catalogue';

const REPORT_TOKEN = 'report-token-of-the-tests-0123456789';
const kafka = testKafka('alarms');
const names = topicNames(kafka.prefix);
const MEGABYTE = 1024 * 1024;
const logger = createLogger('test', 'silent');
const CONTENT: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    {
      name: 'Sample environment',
      enabled: true,
      items: [
        { name: 'Cell temperature', key: 'cell', when: 'start', source: { kind: 'tango' }, unit: 'K', required: true },
        {
          name: 'Ring current',
          key: 'current',
          when: 'start',
          source: { kind: 'tango' },
          plausible: { min: 50, max: 500, frozenScans: 3 },
        },
      ],
    },
  ],
};
interface Called {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let catalogue: Catalogue;
let hooks: Server;
let postOffice: PostOffice;
let hookHost: string;
let producer: EventProducer;
let folder: string;
let called: Called[] = [];
let hookStatus = 200;

beforeAll(async () => {
  hooks = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      called.push({ headers: request.headers, body });
      response.writeHead(hookStatus, { location: 'http://127.0.0.1:1/' }).end('secret of another system');
    });
  });
  await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
  hookHost = `127.0.0.1:${(hooks.address() as AddressInfo).port}`;
  postOffice = await PostOffice.open();
  folder = await mkdtemp(join(tmpdir(), 'scizoo-alarms-'));
  await ensureTopics(kafka.brokers, { names });
  producer = createProducer({ brokers: kafka.brokers, clientId: 'alarms-test', names });
  catalogue = await Catalogue.start(testMongo('alarms').uri, {
    KAFKA_BROKERS: kafka.brokers,
    KAFKA_TOPIC_PREFIX: kafka.prefix,
    KAFKA_SCICOW_GROUP: `${kafka.prefix}-scicow`,
    REPORT_TOKEN,
    CAPTURE_HEALTH_EVERY_MS: '300',
    ALARM_RAISE_AFTER_MS: '500',
    ALARM_CLEAR_AFTER_MS: '500',
    ALARM_SCAN_GRACE_MS: '500',
    ALARM_DIGEST_MS: '300',
    ALARM_LAG_MESSAGES: '10',
    ALARM_SPOOL_MB: '1',
    ALARM_QUIET_HOURS: '12',
    ALARM_WEBHOOK_HOSTS: hookHost,
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(postOffice.port),
    EMAIL_FROM: 'catalogue@zoo.example',
  });
  await database()
    .collection('captureVersions')
    .insertOne({ beamline: 'zoosaxs', active: true, version: 3, content: CONTENT });
}, 120_000);
afterAll(async () => {
  await producer?.disconnect();
  await catalogue?.dropAndStop();
  await new Promise((resolve) => hooks.close(resolve));
  await postOffice.close();
  await rm(folder, { recursive: true, force: true });
}, 60_000);

const database = () => catalogue.app.get(DatabaseService).connection;
const tokens = new Map<string, string>();
async function ask<T>(who: 'staff' | 'admin', path: string, asked: { method?: string; json?: unknown } = {}) {
  const token = tokens.get(who) ?? (await catalogue.token(who));
  tokens.set(who, token);
  const { status, body } = await catalogue.ask(`/api/v4/${path}`, { token, ...asked });
  return { status, body: body as unknown as T };
}
const alarm = async (kind: string, state: 'raised' | 'cleared', about?: string) => {
  const { body } = await ask<AlarmRow[]>('admin', 'alarms');
  return body.find((row) => row.kind === kind && row.state === state && (about === undefined || row.about === about));
};
const raised = (kind: string, about?: string): Promise<AlarmRow> =>
  eventually(() => alarm(kind, 'raised', about), { withinMs: 90_000, everyMs: 200, what: `the alarm ${kind}` });
const cleared = (kind: string, about?: string): Promise<AlarmRow> =>
  eventually(() => alarm(kind, 'cleared', about), { withinMs: 90_000, everyMs: 200, what: `the end of ${kind}` });

let number = 7000;
let minute = 0;
/** A scan whose snapshot has these values. */
async function scanWith(values: Parameters<ReturnType<typeof aScan>['metadata']>[0], at = ++number): Promise<void> {
  const start = new Date(Date.now() - 3_600_000 + ++minute * 1000);
  await catalogue.ingest(
    ...aScan().numbered(at).startedAt(start).started().metadata(values, 'start').finished().events(),
  );
}
const cell = (value: number, unit = 'K') => ({ key: 'cell', value, unit });
const current = (value: number) => ({ key: 'current', value, unit: 'mA' });

describe('capture health', () => {
  it('raises an alarm when a device stops, and clears it when the device is back', async () => {
    await scanWith([cell(77), current(300)]);
    for (let i = 0; i < 2; i++) await scanWith([{ key: 'cell', error: 'timeout' }, current(301 + i)]);
    expect(await raised('item-missing', 'cell')).toMatchObject({
      beamline: 'zoosaxs',
      text: 'Cell temperature is not recorded any more: timeout',
    });
    const health = await ask('staff', 'capture-health/zoosaxs');
    expect(health.body).toMatchObject({
      configuration: 3,
      scans: 3,
      expected: 6,
      arrived: 4,
      items: [
        { key: 'cell', problems: ['missing'], lastError: 'timeout' },
        { key: 'current', problems: [] },
      ],
    });
    await scanWith([cell(78), current(304)]);
    await cleared('item-missing', 'cell');
  }, 120_000);

  it('raises an alarm for values that cannot be true, and clears it with the next good one', async () => {
    for (const value of [3, 4]) await scanWith([cell(79, 'degC'), current(value)]);
    await Promise.all([raised('item-out-of-range', 'current'), raised('item-unit-changed', 'cell')]);
    for (let i = 0; i < 3; i++) await scanWith([cell(80 + i), current(200)]);
    await raised('item-frozen', 'current');
    await scanWith([cell(85), current(201)]);
    await Promise.all([
      cleared('item-frozen', 'current'),
      cleared('item-out-of-range', 'current'),
      cleared('item-unit-changed', 'cell'),
    ]);
  }, 120_000);

  it('raises an alarm when a scan number is missing, and clears it when the scan comes after all', async () => {
    const lost = ++number;
    await scanWith([cell(86), current(202)]);
    const about = `zoosaxs/door/01#${lost}`;
    expect(await raised('scan-missing', about)).toMatchObject({ details: [{ name: 'door' }, { value: lost }] });
    expect((await ask('staff', 'capture-health/zoosaxs')).body).toMatchObject({ lostScans: [{ number: lost }] });
    await scanWith([cell(86), current(203)], lost);
    await cleared('scan-missing', about);
  }, 120_000);

  it('raises an alarm when the topic lags, and clears it when SciCow has caught up', async () => {
    const scans = Array.from({ length: 6 }, () => aScan().started().progress(2).finished());
    await producer.send(scans.flatMap((scan) => scan.events()));
    expect((await raised('lag')).text).toMatch(/^\d+ messages wait in Kafka/);
    const groupId = `${kafka.prefix}-scicow`;
    const handle = () => Promise.resolve(new Map<number, never>());
    const topics = [names.acquisition];
    const consumer = new ConsumerRunner({
      ...kafka,
      clientId: 'test',
      logger,
      groupId,
      topics,
      handle,
      onStuck: () => undefined,
    });
    await consumer.start();
    await cleared('lag');
    await consumer.stop();
  }, 120_000);

  it('raises an alarm when a spool grows, when a service is ill or silent, and clears each', async () => {
    const health = new Health();
    const spool = await EventSpool.open({ dir: join(folder, 'spool'), maxBytes: 10_000_000 });
    const reporter = () =>
      new HeartbeatReporter({
        url: catalogue.url,
        token: REPORT_TOKEN,
        service: 'scifish',
        instance: 'beamline-pc:3020',
        beamlines: ['zoosaxs'],
        health,
        logger,
        everyMs: 200,
        figures: () => ({ spoolBytes: spool.bytes }),
      });
    const forwarding = (brokers: string) => {
      const sender = createProducer({ brokers, clientId: 'spool-test', names, retries: 2 });
      const options = { spool, sender, health, logger, refusedFile: join(folder, 'refused') };
      const forwarder = new SpoolForwarder({ ...options, pauseMs: [50, 200] });
      forwarder.start();
      return async () => {
        await forwarder.stop();
        await sender.disconnect();
      };
    };
    const beats = reporter();
    beats.start();
    // Kafka is away: nobody listens there.
    const stop = forwarding('127.0.0.1:9');
    for (let i = 0; i < 250; i++) {
      const [event] = aScan()
        .started({ command: 'ascan '.padEnd(3900, 'x') })
        .events();
      await spool.append(JSON.stringify(event));
    }
    expect((await raised('spool')).text).toMatch(/^1(\.\d)? MB of events wait on the disk of scifish/);
    expect((await raised('service-ill')).text).toContain('kafka');
    await stop();
    const stopAgain = forwarding(kafka.brokers);
    await Promise.all([cleared('spool'), cleared('service-ill')]);
    await stopAgain();
    await beats.stop();
    await raised('service-silent');
    const again = reporter();
    again.start();
    await cleared('service-silent');
    await again.stop();
    await spool.close();
  }, 240_000);

  it('raises an alarm when a producer has set events aside, and clears it when somebody has looked', async () => {
    const sender = createProducer({ brokers: kafka.brokers, clientId: 'refused-test', names });
    const spool = await EventSpool.open({ dir: join(folder, 'refusing'), maxBytes: 100 * MEGABYTE });
    const [health, refusedFile] = [new Health(), join(folder, 'refused.ndjson')];
    const forwarder = new SpoolForwarder({ spool, sender, health, logger, refusedFile });
    const beats = new HeartbeatReporter({
      url: catalogue.url,
      token: REPORT_TOKEN,
      service: 'scifish',
      instance: 'other-pc:3020',
      health,
      logger,
      everyMs: 200,
      figures: () => forwarder.figures(),
    });
    const scan = (command: string) => aScan().started({ command });
    for (const one of [scan('x'.repeat(50 * MEGABYTE)), scan('ascan')])
      await spool.append(JSON.stringify(one.events()[0]));
    forwarder.start();
    beats.start();
    const { text } = await raised('events-refused');
    expect(text).toMatch(/^scifish on other-pc:3020 has set aside what Kafka never takes \(1\): .* of 50 MB is larger/);
    expect(spool.bytes).toBe(0);
    await rm(refusedFile);
    await cleared('events-refused');
    await beats.stop();
    await forwarder.stop();
    await Promise.all([sender.disconnect(), spool.close()]);
  }, 120_000);

  it('raises an alarm when the clock of a producer is wrong, and clears it when it is set', async () => {
    let now = Date.now() - 86_400_000;
    const options = { url: catalogue.url, token: REPORT_TOKEN, service: 'scifly', instance: 'ses-pc:3033', logger };
    const beats = new HeartbeatReporter({ ...options, health: new Health(), everyMs: 200, now: () => now });
    beats.start();
    expect((await raised('clock-wrong')).text).toMatch(/^The clock of ses-pc:3033 \(scifly\) is 864\d\d s behind/);
    now = Date.now();
    await cleared('clock-wrong');
    await beats.stop();
  }, 120_000);

  it('raises an alarm when nothing arrives during a visit, and clears it with the next record or the withdrawal', async () => {
    const period = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
    const measurementPeriods = [{ instrument: 'b310a', start: period(-24), end: period(24) }];
    const visit = { instruments: ['b310a'], measurementPeriods };
    const scan = () => aScan().onBeamline('b310a').from('urn:scizoo:demo:b310a');
    const silence = () =>
      database()
        .collection('datasets')
        .updateMany({ 'scan.beamline': 'b310a' }, { $set: { updatedAt: new Date(Date.now() - 13 * 3_600_000) } });
    await catalogue.ingest(aProposalChanged('20267001', visit), ...scan().started().events());
    await silence();
    expect(await raised('nothing-arrives', 'records')).toMatchObject({ beamline: 'b310a', details: [{ value: 13 }] });
    await catalogue.ingest(...scan().started().events());
    await cleared('nothing-arrives', 'records');
    await silence();
    await raised('nothing-arrives', 'records');
    const about = { subject: '20267001', source: 'urn:scizoo:proposals:demo', sequence: 2 };
    await catalogue.ingest(makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId: '20267001' }));
    await cleared('nothing-arrives', 'records');
  }, 120_000);

  it('raises an alarm for dead letters that lie there or are many, and clears it', async () => {
    const letters = catalogue.app.get(DeadLettersService);
    const old = new Date(Date.now() - 25 * 3_600_000);
    const [topic, key] = [names.acquisition, aScan().key];
    const rejection = { errorClass: 'invalid', reasons: ['event is not JSON'] };
    const place = { topic, key, partition: 0, offset: '1', time: old, deadSince: old, attempts: 1 };
    await letters.keep([{ ...place, ...rejection, bytes: Buffer.from('x'), size: 1 }]);
    await raised('dead-letters-old');
    const { body } = await ask<{ rows: { id: string }[] }>('staff', 'dead-letters?state=open');
    const path = `dead-letters/${encodeURIComponent(String(body.rows[0]?.id))}/discard`;
    await ask('staff', path, { json: { reason: 'of the test' } });
    await cleared('dead-letters-old');

    const counts = { taken: 100, rejected: 0 };
    const options = { url: catalogue.url, token: INGEST_TOKEN, service: 'scicow', health: new Health(), logger };
    const cow = new HeartbeatReporter({ ...options, figures: () => ({ ...counts }) });
    await cow.beat();
    counts.rejected = 5;
    await cow.beat();
    expect((await raised('dead-letters-many')).text).toContain('4.8 %');
    counts.taken = 10_000;
    await cow.beat();
    await cleared('dead-letters-many');
  }, 120_000);
});

describe('who is told', () => {
  const post = <T>(json: object, who: 'staff' | 'admin' = 'staff') => ask<T>(who, 'alarm-receivers', { json });
  const address = () => `http://${hookHost}/alarms`;
  const receiver = async (id: string) =>
    (await ask<Receiver[]>('admin', 'alarm-receivers')).body.find((one) => one.id === id) as Receiver;

  it('are webhooks of hosts that are allowed, and nobody for the beamline of others', async () => {
    const webhook = { kind: 'webhook', beamline: 'zoosaxs' };
    for (const bad of [
      'http://127.0.0.1:1/',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      `http://u:p@${hookHost}/`,
    ])
      expect((await post({ ...webhook, address: bad })).status).toBe(400);
    expect((await post({ kind: 'webhook', address: address() })).status).toBe(403);
    expect((await post({ kind: 'mail', address: 'no address', beamline: 'zoosaxs' })).status).toBe(400);
  });

  it('get signed messages about what was raised and cleared, several in one', async () => {
    const made = await post<CreatedReceiver>({ kind: 'webhook', beamline: 'zoosaxs', address: address() });
    expect([made.status, (await receiver(made.body.id)).failures]).toEqual([201, 0]);
    expect(Object.hasOwn(await receiver(made.body.id), 'secret')).toBe(false);
    called = [];
    for (let i = 0; i < 2; i++) await scanWith([current(210 + i)]);
    const call = await eventually(() => called[0], { withinMs: 30_000, what: 'the call of the webhook' });
    const { t } = Object.fromEntries(
      String(call.headers['x-scizoo-signature'])
        .split(',')
        .map((part) => part.split('=') as [string, string]),
    ) as { t: string };
    expect(call.headers['x-scizoo-signature']).toBe(signatureOf(String(made.body.secret), call.body, Number(t)));
    const { changes } = JSON.parse(call.body) as { changes: object[] };
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'item-missing', about: 'cell', change: 'raised' }));
    await scanWith([cell(90), current(220)]);
    await eventually(() => called.some(({ body }) => body.includes('"change":"cleared"')), { withinMs: 30_000 });
    expect((await ask('staff', `alarm-receivers/${made.body.id}`, { method: 'DELETE' })).status).toBe(204);
  }, 120_000);

  it('that fail are tried again, and switched off after 20 failures', async () => {
    const made = await post<CreatedReceiver>({ kind: 'webhook', beamline: 'zoosaxs', address: address() });
    hookStatus = 307;
    called = [];
    for (let i = 0; i < 2; i++) await scanWith([current(230 + i)]);
    const failing = await eventually(
      async () => {
        const one = await receiver(made.body.id);
        return one.failures > 0 ? one : undefined;
      },
      { withinMs: 30_000 },
    );
    // What the other side says, and where it would lead, stays with us.
    expect(failing).toMatchObject({ failures: 1, isOn: true, lastError: `${hookHost} answers 307` });
    const pastDue = { $set: { dueAt: new Date(0) } };
    await eventually(
      async () => {
        await database().collection<{ _id: string }>('alarmReceivers').updateOne({ _id: made.body.id }, pastDue);
        return !(await receiver(made.body.id)).isOn;
      },
      { withinMs: 60_000, everyMs: 300, what: 'the end of the trials' },
    );
    expect((await receiver(made.body.id)).failures).toBe(20);
    expect(called).toHaveLength(20);
    hookStatus = 200;
    await ask('staff', `alarm-receivers/${made.body.id}`, { method: 'PATCH', json: { isOn: true } });
    await scanWith([cell(91), current(240)]);
    await eventually(() => called.length > 20, { withinMs: 30_000 });
  }, 180_000);

  it('get mails', async () => {
    const mail = { kind: 'mail', address: 'hutch@zoo.example', beamline: 'zoosaxs' };
    const { body } = await post<CreatedReceiver>(mail);
    expect(body.secret).toBeNull();
    for (let i = 0; i < 2; i++) await scanWith([cell(90 + i), current(3 - i)]);
    // Other alarms of the beamline may be told before it.
    const subject = 'Subject: SciZoo: Alarm: Ring current is outside its limits';
    await eventually(() => postOffice.mails.some(({ text }) => text.includes(subject)), {
      withinMs: 30_000,
      what: 'the mail',
    });
    await scanWith([cell(92), current(250)]);
    await eventually(() => postOffice.mails.some(({ text }) => text.includes('Over: Ring current')), {
      withinMs: 30_000,
    });
  }, 90_000);

  it('tells Prometheus too', async () => {
    const { text } = await catalogue.ask('/metrics');
    expect(text).toMatch(/scizoo_capture_expected_values\{beamline="zoosaxs"\} \d+/);
    expect(text).toContain('scizoo_newest_record_age_seconds{beamline="zoosaxs"}');
  });
});
