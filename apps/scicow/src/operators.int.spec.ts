import { datasetPid, makeEvent, type SciZooEvent } from '@scizoo/messaging';
import { aScan, eventually, LiveStack, testKafka, testMongo } from '@scizoo/testing';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

interface Services {
  readonly services: readonly { service: string; state: string; startedAt: string }[];
  readonly queue: { readonly lag: number };
}
interface Replay {
  readonly id: string;
  readonly state: string;
  readonly counts: object;
}

const kafka = testKafka('operators');
const foreign = `${kafka.prefix}-filewriter`;
/** Written by `serialise_wrdn` of the Python package ess-streaming-data-types. */
const WRITE_DONE =
  'GAAAAHdyZG4QABgAFAAQAA8ACAAAAAQAEAAAABQAAAAoAAAAAAAAAWgAAAB4AAAAEAAAAE5vdCBlbm91Z2ggc3BhY2UAAAAAQQAAAC9kYXRhL3Zpc2l0' +
  'b3JzL3pvb3NheHMvMjAyNjAxMDEvMjAyNjExMjMwOC9yYXcvem9vc2F4c18wMDA0MTgubnhzAAAADQAAADhmM2ExYzJlLTAwMDIAAAAUAAAAZmlsZXdy' +
  'aXRlci16b29zYXhzLTEAAAAA';
let stack: LiveStack;

beforeAll(async () => {
  const servers = { mongodbUri: testMongo('operators').uri, kafkaBrokers: kafka.brokers, topicPrefix: kafka.prefix };
  stack = await LiveStack.start('operators', { ...servers, foreignTopics: [foreign] });
}, 180_000);
afterAll(() => stack?.stop(), 60_000);

const services = async () => (await stack.ask<Services>('staff', 'GET', 'services')).body;
const paused = async () => {
  const row = (await services()).services.find(({ service }) => service === 'scicow');
  return row?.state === 'paused' ? row : undefined;
};

describe('operators of SciCow', () => {
  it('pause it, over a restart too, and let it go on; what came meanwhile is there', async () => {
    const wish = { isPaused: true, reason: 'database is moved' };
    expect((await stack.ask('staff', 'PUT', 'services/scicow/pause', wish)).status).toBe(403);
    expect((await stack.ask('admin', 'PUT', 'services/scicow/pause', wish)).body).toMatchObject({ isPaused: true });
    const before = await eventually(paused, { withinMs: 30_000, what: 'the pause' });
    await stack.cow.kill();
    const isNew = async () => {
      const row = await paused();
      return row !== undefined && row.startedAt !== before.startedAt;
    };
    await eventually(isNew, { withinMs: 60_000, what: 'SciCow after its restart' });
    const scan = aScan().started().progress(3).finished();
    await stack.producer.send(scan.events());
    await eventually(async () => (await services()).queue.lag >= 3, { withinMs: 30_000, what: 'the lag' });
    expect(await stack.dataset(scan)).toBeNull();
    await stack.ask('admin', 'PUT', 'services/scicow/pause', { isPaused: false });
    await stack.whenFinished(scan);
    const acts = await stack.collection('history').find({ subsystem: 'Service' }).toArray();
    expect(acts.map(({ operation }) => operation)).toEqual(['pause', 'resume']);
  }, 180_000);

  it('replay a span: nothing doubles, and what a restored database lacks is there again', async () => {
    const from = new Date(Date.now() - 500).toISOString();
    const [kept, lost] = [aScan().started().progress(4).finished(), aScan().started().progress(2).finished()];
    await stack.producer.send([...kept.events(), ...lost.events()]);
    await Promise.all([kept, lost].map((scan) => stack.whenFinished(scan)));
    // As after a restore of an older backup.
    await stack.collection('eventMarks').deleteMany({ _id: { $in: lost.events().map(({ id }) => id) } });
    await stack.collection('datasets').deleteOne({ _id: datasetPid('20.500.00000', lost.key) });
    const before = await stack.dataset(kept);

    expect((await stack.ask('staff', 'POST', 'replays', { from, reason: 'restored' })).status).toBe(400);
    const asked = await stack.ask<Replay>('staff', 'POST', 'replays', {
      from,
      beamline: 'zoosaxs',
      reason: 'restored',
    });
    expect([asked.status, asked.body.state]).toEqual([201, 'waiting']);
    const ended = async () => {
      const all = (await stack.ask<Replay[]>('staff', 'GET', 'replays')).body;
      return all.find(({ id, state }) => id === asked.body.id && state !== 'waiting' && state !== 'running');
    };
    const replay = await eventually(ended, { withinMs: 60_000, what: 'the end of the replay' });
    expect(replay).toMatchObject({ state: 'done', counts: { read: 6, applied: 3, duplicate: 3, rejected: 0 } });
    expect(await stack.dataset(kept)).toEqual(before);
    expect(await stack.dataset(lost)).toMatchObject({ scan: { state: 'finished' } });
  }, 150_000);

  it('replay a scan from the command line', async () => {
    const scan = aScan().started().progress(4).finished();
    await stack.producer.send(scan.events());
    await stack.whenFinished(scan);
    const program = join(import.meta.dirname, '../../../dist/apps/scicow/main.js');
    const env = { ...process.env, ...stack.cow.settings, LOG_LEVEL: 'silent' };
    const { stdout } = await promisify(execFile)(process.execPath, [program, 'replay', '--scan', scan.key], { env });
    expect(stdout).toContain('3 messages: 0 applied, 3 known before, 0 superseded, 0 rejected');
  }, 90_000);
});

describe('messages of other producers, and of other versions', () => {
  it('become datasets through a plug-in; damaged ones are dead letters of their own topic', async () => {
    const value = Buffer.from(WRITE_DONE, 'base64');
    const message = { topic: foreign, key: 'job', value };
    await stack.producer.sendMessages([message, { ...message, key: 'broken', value: value.subarray(0, 60) }]);
    const written = async () =>
      (await stack.collection('datasets').findOne({ datasetName: 'zoosaxs_000418.nxs' })) ?? undefined;
    const dataset = await eventually(written, { withinMs: 60_000, what: 'the dataset of the file writer' });
    expect(dataset).toMatchObject({
      scientificMetadata: { file_writer: { error: 'Not enough space' }, file_writer_job: { value: '8f3a1c2e-0002' } },
    });
    const letter = () => stack.collection('deadLetters').findOne({ topic: foreign });
    const { reasons } = await eventually(async () => (await letter()) ?? undefined, { withinMs: 60_000 });
    expect(String((reasons as string[])[0])).toMatch(/flatbuffer/);
  }, 120_000);

  it('of one type are taken side by side', async () => {
    const key = (stem: string) => `file/demo/zoosaxs/analyser/%2Fdata/${stem}/2026-11-23T03:10:00.000Z`;
    const about = (stem: string) => ({ subject: key(stem), source: 'urn:scizoo:demo:zoosaxs', sequence: 1 });
    const one = { folder: '/data', path: '/data/v1.h5', size: 100 };
    const files = ['/data/v2.h5', '/data/v2_data.h5'].map((path) => ({ path, size: 100 }));
    await stack.producer.send([
      makeEvent('org.scizoo.file.written.v1', about('v1'), one) as SciZooEvent,
      makeEvent('org.scizoo.file.written.v2', about('v2'), { folder: '/data', files }) as SciZooEvent,
    ]);
    const found = async (stem: string) => (await stack.dataset({ key: key(stem) })) ?? undefined;
    expect(await eventually(() => found('v1'), { withinMs: 60_000 })).toMatchObject({ numberOfFiles: 1, size: 100 });
    expect(await eventually(() => found('v2'), { withinMs: 60_000 })).toMatchObject({ numberOfFiles: 2, size: 200 });
  }, 120_000);
});
