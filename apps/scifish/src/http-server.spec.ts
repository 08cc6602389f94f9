import { invalid, unavailable } from '@scizoo/domain';
import { createLogger, Health } from '@scizoo/service-kit';
import { request } from 'node:http';
import { type RunningServer, serveScanEvents } from './http-server';

let server: RunningServer;
let fault: Error | undefined;
const seen: unknown[] = [];
const recorders: unknown[] = [];

beforeAll(async () => {
  server = await serveScanEvents({
    host: '127.0.0.1',
    port: 0,
    health: new Health(),
    logger: createLogger('test', 'silent'),
    onRecorder: (state) => recorders.push(state),
    take: (body) => {
      if (fault) return Promise.reject(fault);
      seen.push(body);
      return Promise.resolve({ id: 'x', status: 'accepted', event: 'start' });
    },
  });
});
afterAll(() => server.close());
beforeEach(() => (fault = undefined));

function post(body: string | Buffer, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: server.port,
        path: '/scan-events',
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => (text += part.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    call.on('error', reject);
    call.end(body);
  });
}

describe('POST /scan-events', () => {
  it('answers 202 when the message is safe', async () => {
    const answer = await post('{"event":"start","text":"Łódź"}');
    expect(answer.status).toBe(202);
    expect(JSON.parse(answer.body)).toEqual({ id: 'x', status: 'accepted', event: 'start' });
    expect(seen.at(-1)).toEqual({ event: 'start', text: 'Łódź' });
  });

  it('names the reasons of a refusal, and tells a recorder to come again when there is no room', async () => {
    fault = invalid('not valid', ['scan.serialno must be an integer number']);
    const refused = await post('{}');
    expect(refused.status).toBe(400);
    expect(JSON.parse(refused.body)).toMatchObject({
      code: 'invalid',
      reasons: ['scan.serialno must be an integer number'],
    });
    fault = unavailable('the spool is full');
    expect((await post('{}')).status).toBe(503);
    fault = new Error('disk on fire');
    const broken = await post('{}');
    expect(broken.status).toBe(503);
    expect(broken.body).not.toContain('fire');
  });

  it('refuses what is not JSON in UTF-8, what is too large, and web pages', async () => {
    expect((await post('{"a":')).status).toBe(400);
    expect((await post(Buffer.from([0x22, 0xe9, 0x22]))).status).toBe(400);
    expect((await post(`"${'x'.repeat(4 * 1024 * 1024)}"`)).status).toBe(413);
    expect((await post('{}', { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await post('{}', { origin: 'http://evil.example' })).status).toBe(403);
  });

  it.each(['evil.example', 'evil.example:3020', 'localhost.evil.example', '127.0.0.1.evil.example', 'a b'])(
    'refuses to be asked as %j: the name of a page of somebody else may lead here',
    async (host) => expect((await post('{}', { host })).status).toBe(403),
  );
  it.each(['localhost', 'LOCALHOST:3020', '127.0.0.1:3020', '[::1]:3020', '192.0.2.7'])(
    'is asked as %s',
    async (host) => expect((await post('{}', { host })).status).toBe(202),
  );

  it('hears how much waits at the recorder', async () => {
    await post('{}', { 'x-recorder-waiting-bytes': '4096', 'x-recorder-lost': '2' });
    expect(recorders).toEqual([{ waitingBytes: 4096, lost: 2 }]);
  });

  it('serves health and its version beside it and nothing else', async () => {
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    expect(await (await get('/version')).json()).toMatchObject({ name: 'scifish', recorderProtocols: [1] });
    expect((await get('/health')).status).toBe(200);
    expect((await get('/ready')).status).toBe(200);
    expect(await (await get('/metrics')).text()).toContain('process_cpu');
    expect((await get('/scan-events')).status).toBe(405);
    expect((await get('/')).status).toBe(404);
  });
});
