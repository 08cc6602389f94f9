import {
  ConsumerRunner,
  createProducer,
  type EventProducer,
  EventSpool,
  makeEvent,
  SpoolForwarder,
} from '@scizoo/messaging';
import { createLogger, Health, HeartbeatReporter } from '@scizoo/service-kit';
import { aProposalChanged, aScan, testKafka, testMongo } from '@scizoo/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeadLettersService } from '../dead-letters/dead-letters.service';
import { INGEST_TOKEN } from '../testing/catalogue';
import { cell, current, REPORT_TOKEN, watchedBeamline } from './alarms.harness';

const MEGABYTE = 1024 * 1024;
const logger = createLogger('test', 'silent');

describe('capture health', () => {
  const kafka = testKafka('alarms');
  const suite = watchedBeamline(() => testMongo('alarms'), kafka);
  const { names, database, ask, raised, cleared, skipped, scanWith } = suite;
  let producer: EventProducer;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-alarms-'));
    producer = createProducer({ brokers: kafka.brokers, clientId: 'alarms-test', names });
  });
  afterAll(async () => {
    await producer.disconnect();
    await rm(folder, { recursive: true, force: true });
  });

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
    const lost = skipped();
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
        url: suite.catalogue.url,
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
      url: suite.catalogue.url,
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
    const options = {
      url: suite.catalogue.url,
      token: REPORT_TOKEN,
      service: 'scifly',
      instance: 'ses-pc:3033',
      logger,
    };
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
    await suite.catalogue.ingest(aProposalChanged('20267001', visit), ...scan().started().events());
    await silence();
    expect(await raised('nothing-arrives', 'records')).toMatchObject({ beamline: 'b310a', details: [{ value: 13 }] });
    await suite.catalogue.ingest(...scan().started().events());
    await cleared('nothing-arrives', 'records');
    await silence();
    await raised('nothing-arrives', 'records');
    const about = { subject: '20267001', source: 'urn:scizoo:proposals:demo', sequence: 2 };
    await suite.catalogue.ingest(makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId: '20267001' }));
    await cleared('nothing-arrives', 'records');
  }, 120_000);

  it('raises an alarm for dead letters that lie there or are many, and clears it', async () => {
    const letters = suite.catalogue.app.get(DeadLettersService);
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
    const options = { url: suite.catalogue.url, token: INGEST_TOKEN, service: 'scicow', health: new Health(), logger };
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
