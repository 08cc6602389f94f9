import { jest } from '@jest/globals';
import { freePort, type RunningServer, startAmqp } from '@scizoo/local-servers';
import { aDataset, eventually, testMongo } from '@scizoo/testing';
import { type ChannelModel, connect, type ConsumeMessage } from 'amqplib';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueConfig } from '../config';
import { Catalogue } from '../schema/catalogue.harness';

// A real broker, which the first run fetches.
jest.setTimeout(240_000);

const ACCOUNT = { username: 'catalogue', password: 'secret of the broker' };
const EXCHANGE = 'jobs.write';
interface Taken {
  readonly queue: string;
  readonly job: { readonly id: string; readonly type: string; readonly statusCode: string };
  readonly fields: ConsumeMessage['fields'];
  readonly properties: ConsumeMessage['properties'];
}

describe('jobs through a message broker', () => {
  let folder: string;
  let port: number;
  let broker: RunningServer;
  let catalogue: Catalogue;
  let pid: string;
  const start = () =>
    startAmqp({ ...ACCOUNT, dataDir: join(folder, 'broker'), port, logFile: join(folder, 'broker.log') });
  const open = (): Promise<ChannelModel> => connect({ protocol: 'amqp', hostname: '127.0.0.1', port, ...ACCOUNT });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scizoo-queue-'));
    port = await freePort();
    broker = await start();
    const action = (key: string, queue: string, exchange = EXCHANGE) => ({
      ...{ actionType: 'rabbitmq', exchange, queue, key },
    });
    const type = (jobType: string, queue: string) => ({
      jobType,
      create: { auth: '#datasetAccess', actions: [action(`${jobType}.new`, queue)] },
      update: { auth: '#jobOwnerGroup', actions: [action(`${jobType}.report`, 'reports')] },
    });
    const wrong = { jobType: 'wrong', create: { auth: '#all', actions: [action('wrong', 'wrong', 'amq.direct')] } };
    const jobs = [
      type('archive', 'archive'),
      type('retrieve', 'retrieve'),
      { ...wrong, update: { auth: '#jobAdmin' } },
    ];
    const jobConfigurationFile = join(folder, 'jobs.json');
    await writeFile(jobConfigurationFile, JSON.stringify({ configVersion: '1', jobs }));
    catalogue = await Catalogue.start(
      testMongo('job-queue').uri,
      { owner: ['20260101'], admin: ['admin'] },
      {
        jobConfigurationFile,
        ...{ rabbitmqHostname: '127.0.0.1', rabbitmqPort: port },
        ...{ rabbitmqUsername: ACCOUNT.username, rabbitmqPassword: ACCOUNT.password },
      },
    );
    const made = await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body: aDataset().build() });
    pid = String(made.body.pid);
  });
  afterAll(async () => {
    await catalogue.stop();
    await broker.stop();
    await rm(folder, { recursive: true });
  });
  const create = (type: string, note: string) =>
    catalogue.ask('POST', '/api/v4/jobs', 'owner', {
      body: { type, ownerGroup: '20260101', jobParams: { note, datasetList: [{ pid, files: [] }] } },
    });
  const report = (id: string, statusCode: string) =>
    catalogue.ask('PATCH', `/api/v4/jobs/${id}`, 'owner', { body: { statusCode, statusMessage: statusCode } });

  /** A program elsewhere that takes what is in a queue, as archive systems do. */
  async function consumer(queue: string, each: (taken: Taken) => Promise<void> = () => Promise.resolve()) {
    const connection = await open();
    // The broker may hang up first when both say good-bye: that is an error of the connection, and closes it too.
    connection.on('error', () => undefined);
    const isClosed = new Promise<void>((resolve) => connection.once('close', resolve));
    const channel = await connection.createChannel();
    await channel.assertQueue(queue, { durable: true });
    const taken: Taken[] = [];
    await channel.consume(queue, (message) => {
      if (!message) return;
      const { content, fields, properties } = message;
      const one = { queue, job: JSON.parse(content.toString()) as Taken['job'], fields, properties };
      taken.push(one);
      void each(one).then(() => channel.ack(message));
    });
    return { taken, stop: () => Promise.race([connection.close(), isClosed]) };
  }

  it('come to the program that does them, each once and in its own queue, and its reports to who waits for them', async () => {
    const [archive, retrieve, reports] = await Promise.all([
      consumer('archive', async ({ job }) => {
        expect((await report(job.id, 'inProgress')).status).toBe(200);
        expect((await report(job.id, 'finishedSuccessful')).status).toBe(200);
      }),
      consumer('retrieve'),
      consumer('reports'),
    ]);
    const { status, body } = await create('archive', 'first');
    expect(status).toBe(201);
    expect((await create('retrieve', 'second')).status).toBe(201);
    await eventually(() => reports.taken.length === 2 && retrieve.taken.length === 1, { what: 'the reports' });
    expect(archive.taken.map(({ job }) => [job.id, job.type, job.statusCode])).toEqual([
      [body.id, 'archive', 'jobSubmitted'],
    ]);
    const [first] = archive.taken;
    expect(first!.fields).toMatchObject({ exchange: EXCHANGE, routingKey: 'archive.new', redelivered: false });
    expect(first!.properties).toMatchObject({ deliveryMode: 2, contentType: 'application/json' });
    expect(first!.job).toMatchObject({ jobParams: { note: 'first', datasetList: [{ pid, files: [] }] } });
    expect(retrieve.taken.map(({ job }) => job.type)).toEqual(['retrieve']);
    expect(reports.taken.map(({ job }) => job.statusCode)).toEqual(['inProgress', 'finishedSuccessful']);
    const after = await catalogue.ask('GET', `/api/v4/jobs/${String(body.id)}`, 'owner');
    expect(after.body.statusCode).toBe('finishedSuccessful');
    await Promise.all([archive, retrieve, reports].map(({ stop }) => stop()));
  });

  it('wait in the queue until somebody takes them', async () => {
    for (const note of ['a', 'b', 'c']) expect((await create('retrieve', note)).status).toBe(201);
    const late = await consumer('retrieve');
    await eventually(() => late.taken.length === 3, { what: 'the waiting jobs' });
    await late.stop();
  });

  it('are handed over again when the broker was away in between, and refused with a sentence while it is', async () => {
    await broker.stop();
    const away = await create('archive', 'while it is away');
    expect([away.status, away.body.message]).toEqual([
      503,
      expect.stringMatching(/^RabbitMQ at 127\.0\.0\.1:\d+ did not take the message/u),
    ]);
    broker = await start();
    expect((await create('archive', 'after')).status).toBe(201);
    const { taken, stop } = await consumer('archive');
    await eventually(() => taken.length > 0, { what: 'the job' });
    expect(taken.map(({ job }) => (job as unknown as { jobParams: { note: string } }).jobParams.note)).toEqual([
      'after',
    ]);
    await stop();
  });

  it('are refused when the broker does not let the catalogue in, or has another kind of exchange of that name', async () => {
    const wrong = await create('wrong', 'exchange');
    expect([wrong.status, wrong.body.message]).toEqual([503, expect.stringContaining('did not take the message')]);
    // The connection that had the fault is gone; the next job opens another one.
    expect((await create('archive', 'after a fault')).status).toBe(201);
    const config = catalogue.app.get(CatalogueConfig);
    await broker.stop();
    broker = await start();
    config.rabbitmqPassword = 'wrong';
    const refused = await create('archive', 'password');
    expect([refused.status, JSON.stringify(refused.body)]).toEqual([503, expect.not.stringContaining('secret of')]);
    config.rabbitmqPassword = ACCOUNT.password;
    expect((await create('archive', 'right again')).status).toBe(201);
  });
});
