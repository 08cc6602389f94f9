import { datasetPid, makeEvent, type SciZooEvent } from '@scizoo/messaging';
import { aScan, eventually, LiveStack, type Person, testKafka, testMongo } from '@scizoo/testing';

interface Letter {
  readonly id: string;
  readonly key: string;
  readonly state: string;
  readonly acts: readonly { readonly act: string; readonly by: string }[];
  readonly followedBy: string | null;
}
interface Verdict {
  readonly isAccepted: boolean;
  readonly reasons: readonly string[];
  readonly reasonCodes: readonly object[];
}

const kafka = testKafka('letters');
let stack: LiveStack;
beforeAll(async () => {
  const servers = { mongodbUri: testMongo('letters').uri, kafkaBrokers: kafka.brokers, topicPrefix: kafka.prefix };
  stack = await LiveStack.start('letters', servers);
}, 180_000);
afterAll(() => stack?.stop(), 60_000);

/** Sends bytes under the key of a scan and comes back with the dead letter. */
async function letterOf(key: string, value: string): Promise<Letter> {
  await stack.producer.sendMessages([{ topic: stack.names.acquisition, key, value }]);
  const look = async () => {
    const { body } = await stack.ask<{ rows: Letter[] }>('staff', 'GET', 'dead-letters?limit=500&state=open');
    return body.rows.find((row) => row.key === key);
  };
  return eventually(look, { withinMs: 60_000, what: 'the dead letter' });
}
const pathOf = (id: string): string => `dead-letters/${encodeURIComponent(id)}`;
const letter = async (id: string, person: Person = 'staff') => stack.ask<Letter>(person, 'GET', pathOf(id));
const check = async (id: string, text: string) =>
  (await stack.ask<Verdict>('staff', 'POST', `${pathOf(id)}/check`, { text })).body;
const resend = (id: string, text: string) => stack.ask<Letter>('staff', 'POST', `${pathOf(id)}/resend`, { text });
const whenIn = (id: string, state: string) =>
  eventually(async () => (await letter(id)).body.state === state, { withinMs: 60_000, what: `the letter ${state}` });

describe('a dead letter', () => {
  it('is mended, sent again under its key, and applied', async () => {
    const scan = aScan().started().progress(2).finished();
    const [started, progress, finished] = scan.events() as [SciZooEvent, SciZooEvent, SciZooEvent];
    const poison = JSON.stringify({ ...progress, data: { pointsDone: 'two' } });
    await stack.producer.send([started, finished]);
    await stack.whenFinished(scan);
    const { id } = await letterOf(scan.key, poison);
    const about = { state: 'open', isWhole: true, text: poison, datasetPid: datasetPid('20.500.00000', scan.key) };
    expect((await letter(id)).body).toMatchObject(about);
    expect((await letter(id, 'scientist')).status).toBe(404);
    const reasons = ['event data is not valid', 'data.pointsDone must be an integer number'];
    expect(await check(id, poison)).toMatchObject({ isAccepted: false, reasons: expect.arrayContaining(reasons) });
    expect((await check(id, poison)).reasonCodes).toContainEqual({
      code: 'field-integer',
      values: { field: 'data.pointsDone' },
    });
    expect(await check(id, '{"a":')).toMatchObject({ isAccepted: false, reasons: ['event is not JSON'] });
    const text = JSON.stringify(progress, null, 2);
    expect(await check(id, text)).toEqual({ isAccepted: true, reasons: [], reasonCodes: [] });
    expect((await resend(id, poison)).status).toBe(400);
    expect((await resend(id, text)).body).toMatchObject({ state: 'sent' });
    await whenIn(id, 'applied');
    expect(await stack.collection('eventMarks').findOne({ _id: progress.id })).not.toBeNull();
    expect((await resend(id, text)).status).toBe(409);
    const acts = (await letter(id)).body.acts.map(({ act, by }) => `${act} by ${by}`);
    expect(acts).toEqual(['sent by staff', 'applied by scicow']);
    expect(await stack.collection('history').countDocuments({ subsystem: 'DeadLetter', documentId: id })).toBe(1);
  }, 120_000);

  it('is discarded with a reason', async () => {
    const { id } = await letterOf(aScan().key, 'not json');
    const { body: counts } = await stack.ask('staff', 'GET', 'dead-letters/counts');
    expect(counts).toContainEqual(
      expect.objectContaining({ reasonGroup: 'event is not JSON', beamline: 'zoosaxs', count: 1 }),
    );
    const discard = (reason: string) => stack.ask('staff', 'POST', `${pathOf(id)}/discard`, { reason });
    expect((await discard('')).status).toBe(400);
    expect((await discard('test of the cable')).body).toMatchObject({
      state: 'discarded',
      acts: [{ act: 'discarded', by: 'staff', note: 'test of the cable' }],
    });
    expect(JSON.stringify((await stack.ask('staff', 'GET', 'dead-letters/counts')).body)).not.toContain('not JSON');
  }, 120_000);

  it('does not become an event of another scan, or of proposals', async () => {
    const { id } = await letterOf(aScan().key, '{}');
    const about = { subject: '20260101', source: 'urn:scizoo:proposals:demo', sequence: 9 };
    const proposal = makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId: '20260101' });
    expect((await resend(id, JSON.stringify(proposal))).status).toBe(403);
    const other = await check(id, JSON.stringify(aScan().started().events()[0]));
    expect(other.reasons[0]).toContain('subject must stay');
  }, 120_000);

  it('that is refused once more leads to the new letter', async () => {
    // A producer of this test's own: those of the facility file come back with every start of the catalogue.
    const source = 'urn:scizoo:demo:zoosaxs-leaving';
    const producers = stack.collection('producers');
    await producers.insertOne({ _id: source, source, kind: 'sardana', beamlines: ['zoosaxs'] });
    const scan = aScan().from(source).started();
    const text = JSON.stringify(scan.events()[0]);
    const { id } = await letterOf(scan.key, text.slice(0, 100));
    await eventually(async () => (await check(id, text)).isAccepted, {
      what: 'the new producer known to the catalogue',
    });
    await stack.ask('admin', 'PUT', 'services/scicow/pause', { isPaused: true, reason: 'for this test' });
    const services = () => stack.ask<{ services: { state: string }[] }>('staff', 'GET', 'services');
    await eventually(async () => (await services()).body.services[0]?.state === 'paused', { withinMs: 30_000 });
    expect((await resend(id, text)).body).toMatchObject({ state: 'sent' });
    // Between the check and the arrival the producer loses its registration, and the catalogue what it remembered of it.
    await producers.deleteOne({ _id: source });
    await stack.api.kill();
    await stack.ready();
    await stack.ask('admin', 'PUT', 'services/scicow/pause', { isPaused: false });
    await whenIn(id, 'rejected');
    const { followedBy } = (await letter(id)).body;
    expect((await letter(String(followedBy))).body).toMatchObject({ state: 'open', resendOf: id });
  }, 180_000);
});
