import { jest } from '@jest/globals';
import { aDataset, PostOffice, testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { createLogger, Health } from '@scizoo/service-kit';
import { CatalogueConfig } from '../config';
import { Mailer } from '../mail/mailer';
import { Catalogue } from '../schema/catalogue.harness';
import { Surroundings } from '../surroundings';
import { JobConfiguration } from './job-configuration';
import { Messages } from './messages';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const portOf = (server: { address(): unknown }): number => (server.address() as AddressInfo).port;
const bodyOf = async (request: IncomingMessage): Promise<string> => {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
};
const never = { auth: '#jobAdmin' };

describe('actions of jobs', () => {
  let catalogue: Catalogue;
  let folder: string;
  let target: Server;
  let post: PostOffice;
  let archivable: string;
  let notArchivable: string;
  let foreign: string;
  const calls: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[] = [];
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);

  /** An address at which nobody listens any more. */
  async function closedPort(): Promise<number> {
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const port = portOf(server);
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
  const dataset = async (fields: object) =>
    (
      (await ask('POST', '/api/v4/datasets', 'admin', { body: { ...aDataset().build(), ...fields } })).body as {
        pid: string;
      }
    ).pid;

  beforeAll(async () => {
    target = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const { method, url, headers } = request;
        calls.push({ method, url, headers, body });
        if (url?.startsWith('/redirect')) response.writeHead(302, { location: '/inside' }).end();
        else response.writeHead(url?.startsWith('/broken') ? 500 : 200).end('ok');
      });
    });
    await new Promise<void>((resolve) => target.listen(0, '127.0.0.1', resolve));
    post = await PostOffice.open((address) => address.startsWith('refused'));
    folder = await mkdtemp(join(tmpdir(), 'scizoo-actions-'));
    await writeFile(
      join(folder, 'body.html'),
      '<h1>Job {{job.id}}</h1><p>{{job.jobParams.note}}</p>{{#each datasets}}<li>{{this.description}}</li>{{/each}}' +
        '[{{job.constructor.name}}][{{job.__proto__}}][{{lookup job "constructor"}}][{{urlencode "a b"}}][{{base64enc "a"}}]' +
        '[{{#if (eq job.type "mail")}}same{{/if}}][{{keyToWord "numberOfFiles"}}][{{{unwrapJSON job.jobParams}}}]',
    );
    const site = `http://127.0.0.1:${portOf(target)}`;
    const created = (jobType: string, ...actions: object[]) => ({
      jobType,
      create: { auth: '#all', actions },
      update: never,
    });
    const email = { actionType: 'email', subject: 'Job {{job.type}}\r\nBcc: x@y.z', bodyTemplateFile: 'body.html' };
    const switchOn = (phase: string) => ({
      actionType: 'switch',
      phase,
      property: 'request.jobParams.speed',
      cases: [
        { match: 'fast', actions: [{ actionType: 'url', url: `${site}/fast` }] },
        {
          regex: '/^slow/i',
          actions: [{ actionType: 'error', message: 'Too {{request.jobParams.speed}}', status: 409 }],
        },
        { schema: { type: 'number' }, actions: [{ actionType: 'url', url: `${site}/number` }] },
        { actions: [{ actionType: 'url', url: `${site}/other` }] },
      ],
    });
    const file = {
      configVersion: 2,
      jobs: [
        created('log', { actionType: 'log', validate: 'checking {{request.type}}', performJob: 'doing {{job.id}}' }),
        created('archive', {
          actionType: 'validate',
          request: { 'jobParams.copies': { type: 'integer', minimum: 1 }, '$.jobParams.list[*]': { type: 'string' } },
          datasets: { 'datasetlifecycle.archivable': { const: true } },
        }),
        created('mail', { ...email, to: '{{job.contactEmail}}' }),
        created('mail to nobody', { ...email, to: 'refused@demo.example' }),
        created('mail ignored', { ...email, to: 'refused@demo.example', ignoreErrors: true }, { actionType: 'log' }),
        created('url', {
          actionType: 'url',
          url: `${site}/jobs/{{urlencode job.jobParams.name}}?type={{job.type}}`,
          method: 'POST',
          headers: { 'X-Job': '{{job.id}}' },
          body: { job: '{{job.id}}', list: ['{{job.jobParams.name}}', 1] },
        }),
        created('text', { actionType: 'url', url: `${site}/text`, method: 'PUT', body: '{{jsonify (job_v3 job)}}' }),
        created('redirect', { actionType: 'url', url: `${site}/redirect` }),
        created('broken', { actionType: 'url', url: `${site}/broken` }),
        created('anywhere', { actionType: 'url', url: 'http://{{job.jobParams.host}}/' }),
        created('prefix', { actionType: 'url', url: `${site}{{job.jobParams.host}}/` }),
        created('ignored', { actionType: 'url', url: 'http://{{job.jobParams.host}}/', ignoreErrors: true }),
        created('switch validate', switchOn('validate')),
        created('switch perform', switchOn('perform')),
        created('switch all', switchOn('all')),
        created('queue', { actionType: 'rabbitmq', exchange: 'jobs', queue: 'jobs', key: 'jobs' }),
        {
          jobType: 'updated',
          create: { auth: '#all' },
          update: {
            auth: '#all',
            actions: [
              { actionType: 'validate', request: { statusCode: { enum: ['done'] } } },
              { actionType: 'url', url: `${site}/updated/{{job.statusCode}}` },
            ],
          },
        },
      ],
    };
    const jobConfigurationFile = join(folder, 'jobs.yaml');
    await writeFile(jobConfigurationFile, stringify(file));
    catalogue = await Catalogue.start(
      testMongo('job-actions').uri,
      { owner: ['20260101'], admin: ['admin'] },
      {
        jobConfigurationFile,
        smtpHost: '127.0.0.1',
        smtpPort: post.port,
        emailFrom: 'catalogue@zoo.example',
        rabbitmqHostname: '127.0.0.1',
        rabbitmqPort: await closedPort(),
      },
    );
    archivable = await dataset({ description: '<b>archivable</b>' });
    notArchivable = await dataset({ datasetlifecycle: { archivable: false } });
    foreign = await dataset({ ownerGroup: '20260102', description: 'secret of others' });
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await post.close();
    target.closeAllConnections();
    await new Promise((resolve) => target.close(resolve));
    await rm(folder, { recursive: true });
  });
  const create = (type: string, jobParams: object = {}, user = 'owner') =>
    ask('POST', '/api/v4/jobs', user, { body: { type, jobParams, ownerGroup: '20260101' } });
  const count = async () => ((await ask('GET', '/api/v4/jobs', 'admin')).body as unknown[]).length;
  const listOf = (...pids: string[]) => pids.map((pid) => ({ pid, files: [] }));

  it('log: never hinders a job', async () => {
    const { status, body } = await create('log');
    expect([status, body.configVersion]).toEqual([201, '2']);
  });

  it('validate: refuses what breaks a rule, before anything is written', async () => {
    const before = await count();
    const closed = await dataset({ ownerGroup: '20260102', datasetlifecycle: { archivable: false } });
    for (const [params, path] of [
      [{ copies: 1, list: ['a'], datasetList: listOf(archivable, closed) }, 'datasetlifecycle.archivable'],
      [{ list: ['a'], datasetList: listOf(archivable) }, 'jobParams.copies'],
      [{ copies: 0, list: ['a'], datasetList: listOf(archivable) }, 'jobParams.copies'],
      [{ copies: 1, list: ['a', 2], datasetList: listOf(archivable) }, '$.jobParams.list[*]'],
      [{ copies: 1, list: ['a'], datasetList: listOf(archivable, notArchivable) }, 'datasetlifecycle.archivable'],
    ] as const) {
      const { status, body } = await create('archive', params);
      expect([status, body.message]).toEqual([
        400,
        expect.stringContaining(`Invalid request. Invalid value for '${path}'`),
      ]);
    }
    expect(await count()).toBe(before);
    expect((await create('archive', { copies: 1, list: ['a'], datasetList: listOf(archivable) })).status).toBe(201);
  });

  it('email: a mail from a template that reaches nothing of the program, nor of datasets of others', async () => {
    const { status, body } = await create('mail', { note: '<script>', datasetList: listOf(archivable, foreign) });
    expect(status).toBe(201);
    const { to, text } = post.mails.at(-1)!;
    const decoded = text.replace(/=\r\n/gu, '').replace(/=3D/gu, '=');
    expect(to).toEqual(['owner@demo.example']);
    expect(decoded).toContain('From: catalogue@zoo.example');
    expect(decoded).toMatch(/Subject: Job mail.*Bcc: x@y.z/u);
    expect(decoded).toContain(`<h1>Job ${String(body.id)}</h1><p>&lt;script&gt;</p>`);
    expect(decoded).toContain('&lt;b&gt;archivable&lt;/b&gt;');
    expect(decoded).not.toContain('secret of others');
    expect(decoded).toContain('[][][][a%20b][YQ&#x3D;&#x3D;][same][Number of files][Note: &lt;script&gt;');
  });

  it('email: a server that refuses is told, unless it is to be ignored', async () => {
    const refused = await create('mail to nobody');
    expect([refused.status, refused.body.message]).toEqual([503, expect.stringContaining('did not take the mail')]);
    expect((await create('mail ignored')).status).toBe(201);
  });

  it('url: calls with method, headers and body filled from the job', async () => {
    const name = 'a/b?c=d&e"f';
    const { status, body } = await create('url', { name });
    expect(status).toBe(201);
    expect(calls.at(-1)).toMatchObject({
      method: 'POST',
      url: `/jobs/${encodeURIComponent(name)}?type=url`,
      headers: { 'x-job': body.id, 'content-type': 'application/json' },
    });
    expect(JSON.parse(calls.at(-1)!.body)).toEqual({ job: body.id, list: [name, 1] });
    await create('text', { tape: 'one' });
    expect(JSON.parse(calls.at(-1)!.body)).toMatchObject({
      jobParams: { tape: 'one' },
      jobStatusMessage: 'jobSubmitted',
    });
  });

  it('url: goes to allowed hosts only, and follows no redirect', async () => {
    const before = calls.length;
    const port = portOf(target);
    for (const host of [`127.0.0.1:${port}`, 'localhost', '[::1]', '169.254.169.254', '@127.0.0.1', 'a b']) {
      const { status, body } = await create('anywhere', { host });
      expect([host, status, body.message]).toEqual([host, 503, expect.stringContaining('action of the job')]);
    }
    for (const host of ['@elsewhere.example', '.elsewhere.example', '1'])
      expect([host, (await create('prefix', { host })).status]).toEqual([host, 503]);
    expect((await create('ignored', { host: 'elsewhere.example' })).status).toBe(201);
    expect(calls.length).toBe(before);
    expect((await create('redirect')).status).toBe(503);
    expect(calls.at(-1)!.url).toBe('/redirect');
    expect((await create('broken')).status).toBe(503);
  });

  it('switch: does the actions of the first case that fits, in its phase', async () => {
    for (const [speed, url] of [
      ['fast', '/fast'],
      [7, '/number'],
      ['odd', '/other'],
      [undefined, '/other'],
    ] as const) {
      expect((await create('switch perform', { speed })).status).toBe(201);
      expect([speed, calls.at(-1)!.url]).toEqual([speed, url]);
    }
    const before = [calls.length, await count()];
    for (const type of ['switch validate', 'switch all']) {
      const { status, body } = await create(type, { speed: 'SLOWLY' });
      expect([type, status, body.message]).toEqual([type, 409, 'Too SLOWLY']);
    }
    expect((await create('switch validate', { speed: 'fast' })).status).toBe(201);
    expect([calls.length, await count()]).toEqual([before[0], before[1]! + 1]);
  });

  it('rabbitmq: a broker that is away is tried again, then told', async () => {
    const { status, body } = await create('queue');
    expect([status, body.message]).toEqual([503, expect.stringMatching(/^RabbitMQ at 127\.0\.0\.1:\d+ did not take/u)]);
  });

  it('of updates look at the report', async () => {
    const { body } = await create('updated');
    const report = (statusCode: string) =>
      ask('PATCH', `/api/v4/jobs/${String(body.id)}`, undefined, { body: { statusCode, statusMessage: 'x' } });
    expect((await report('odd')).status).toBe(400);
    expect((await report('done')).status).toBe(200);
    expect(calls.at(-1)!.url).toBe('/updated/done');
  });

  describe('a configuration with a fault ends the start with a sentence', () => {
    const type = (actions: unknown, auth = '#all') => ({
      jobs: [{ jobType: 'a', create: { auth, actions }, update: never }],
    });
    it.each([
      ['jobs must be a list', {}],
      ['jobs[0] has no jobType', { jobs: [{}] }],
      ['jobs[1] has the jobType a, which stands there twice', { jobs: [...type([]).jobs, ...type([]).jobs] }],
      ['create: has no auth', type([], '')],
      ['create: auth #everybody is not one of', type([], '#everybody')],
      [
        'update: auth #datasetOwner is not one of',
        { jobs: [{ jobType: 'a', create: never, update: { auth: '#datasetOwner' } }] },
      ],
      ['actions[0]: actionType sing is not known', type([{ actionType: 'sing' }])],
      ['actions[0]: colour is not an option of log', type([{ actionType: 'log', colour: 'red' }])],
      ['actions[0]: the template has a fault', type([{ actionType: 'log', performJob: '{{#if}' }])],
      [
        'actions[0]: bodyTemplateFile none.html does not exist',
        type([{ actionType: 'email', to: 'a', subject: 'b', bodyTemplateFile: 'none.html' }]),
      ],
      ['actions[0]: url must be a text', type([{ actionType: 'url' }])],
      ['actions[0]: method must be one of', type([{ actionType: 'url', url: 'http://a.example/', method: 'PURGE' }])],
      [
        'actions[0]: jobParams.a: there is no JSON schema',
        type([{ actionType: 'validate', request: { 'jobParams.a': { type: 'odd' } } }]),
      ],
      ['actions[0]: phase must be one of', type([{ actionType: 'switch', property: 'a', cases: [] }])],
      [
        'actions[0]: RABBITMQ_HOSTNAME is not set',
        type([{ actionType: 'rabbitmq', exchange: 'a', queue: 'b', key: 'c' }]),
      ],
      ['status must be a number from 400 to 599', type([{ actionType: 'error', message: 'a', status: 200 }])],
    ])('%s', async (sentence, file) => {
      const jobConfigurationFile = join(folder, 'bad.yaml');
      await writeFile(jobConfigurationFile, stringify(file));
      const config = Object.assign(new CatalogueConfig(), { jobConfigurationFile });
      const surroundings = new Surroundings(createLogger('jobs', 'silent'), new Health(), false);
      const [mailer, messages] = [new Mailer(config, surroundings), new Messages(config, surroundings)];
      const configuration = new JobConfiguration(config, mailer, messages, surroundings);
      await expect(configuration.onModuleInit()).rejects.toThrow(sentence);
    });
  });
});
