import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testMongo } from '@scizoo/testing';
import { Catalogue, INGEST_TOKEN, signInBody } from '../testing/catalogue';

let catalogue: Catalogue;
let webDir: string;
let staff: string;

beforeAll(async () => {
  webDir = await mkdtemp(join(tmpdir(), 'scizoo-web-'));
  await writeFile(join(webDir, 'index.html'), '<x-root ngCspNonce="__CSP_NONCE__"></x-root>');
  await writeFile(join(webDir, 'main-ABCD1234.js'), `console.log('${'x'.repeat(4000)}')`);
  await writeFile(join(webDir, 'main-ABCD1234.js.map'), '{"sources":[]}');
  await writeFile(join(webDir, 'favicon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  const settings = { WEB_DIR: webDir, MAX_FILE_UPLOAD_SIZE: '20kb', MAX_INGEST_BYTES: '50000' };
  catalogue = await Catalogue.start(testMongo('http').uri, settings);
  staff = await catalogue.token('staff');
}, 60_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await rm(webDir, { recursive: true });
}, 30_000);

/** Sends bytes that no client library would send. */
const raw = (text: string) =>
  new Promise<string>((resolve, reject) => {
    const { port, hostname } = new URL(catalogue.url);
    const socket = connect(Number(port), hostname, () => socket.end(text));
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });

describe('routes', () => {
  it.each(['/api/v3/health', '/API/V3/Health', '/Api/v3/HEALTH/'])('match %s in any letter case', async (path) => {
    const { status, body } = await catalogue.ask(path);
    expect([status, body]).toMatchObject([200, { status: 'ok', info: { mongodb: { status: 'up' } }, error: {} }]);
  });

  it('that nobody has are 404 in SciCat’s words', async () => {
    for (const path of ['/api/v3/nothing', '/API/v4/nothing?x=1', '/api']) {
      const { status, body } = await catalogue.ask(path);
      expect([status, body]).toMatchObject([
        404,
        { message: `Cannot GET ${path}`, error: 'Not Found', statusCode: 404 },
      ]);
      expect(body['requestId']).toEqual(expect.any(String));
    }
    expect((await catalogue.ask('/api/v3/nothing', { method: 'POST' })).body['message']).toBe(
      'Cannot POST /api/v3/nothing',
    );
  });

  it('that are broken or too long are refused in our shape', async () => {
    const broken = await raw('GET /api/v3/datasets/%zz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(broken).toMatch(/^HTTP\/1.1 400 /);
    expect(broken).toContain('"error":"Bad Request"');
    const path = `/api/v3/datasets/${'a'.repeat(2100)}`;
    const long = await catalogue.ask(path, { method: 'DELETE' });
    expect([long.status, long.body]).toMatchObject([414, { message: 'The address is too long', statusCode: 414 }]);
    expect(long.text.length).toBeLessThan(300);
    const unknown = await catalogue.ask(path);
    expect([unknown.status, unknown.text.length < 500]).toEqual([404, true]);
  });
});

describe('bodies', () => {
  const login = (asked: Parameters<Catalogue['ask']>[1]) =>
    catalogue.ask('/api/v3/auth/login', { method: 'POST', ...asked });
  const json = { 'content-type': 'application/json' };

  it('that are not JSON are 400, those of another type 415, those too large 413', async () => {
    const cases = [
      [await login({ raw: '{"username":', headers: json }), 400, 'Bad Request'],
      [await login({ raw: '{"__proto__":{"polluted":1}}', headers: json }), 400, 'Bad Request'],
      [await login({ raw: '{"constructor":{"prototype":{"polluted":1}}}', headers: json }), 400, 'Bad Request'],
      [await login({ raw: '<a/>', headers: { 'content-type': 'text/xml' } }), 415, 'Unsupported Media Type'],
      [await login({ json: { username: 'x'.repeat(30_000) } }), 413, 'Payload Too Large'],
    ] as const;
    for (const [{ status, body }, wanted, error] of cases) {
      expect([status, body['error'], body['statusCode']]).toEqual([wanted, error, wanted]);
      expect(body['message']).toEqual(expect.any(String));
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('say where the fault is', async () => {
    const messageOf = async (text: string) => (await login({ raw: text, headers: json })).body['message'];
    expect(await messageOf('{"username":"x",}')).toMatch(/^The body is not valid JSON: .*position 16/u);
    expect(await messageOf('{"username":{"__proto__":1}}')).toBe('property __proto__ should not exist');
    expect(await messageOf('{"constructor":{"prototype":1}}')).toBe('property constructor should not exist');
  });

  it('that are far too large are refused in words, though the client goes on sending', async () => {
    const { port, hostname } = new URL(catalogue.url);
    const socket = connect(Number(port), hostname);
    const megabytes = 40;
    socket.write(
      `POST /api/v3/datasets HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${megabytes * 1_000_000}\r\n\r\n`,
    );
    let answer = '';
    socket.on('data', (bytes) => (answer += bytes.toString()));
    // As blocking clients do: everything is sent, then the answer is read; the same connection takes the next question.
    for (let i = 0; i < megabytes; i++)
      await new Promise<void>((resolve, reject) =>
        socket.write('x'.repeat(1_000_000), (e) => (e ? reject(e) : resolve())),
      );
    socket.write('GET /health HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(answer).toMatch(/^HTTP\/1.1 413 [^]*"error":"Payload Too Large"[^]*HTTP\/1.1 200 [^]*"status":"ok"/u);
  });

  it('may be empty although a type is named, and be a form or a merge patch', async () => {
    const token = await catalogue.token('scientist');
    expect((await catalogue.ask('/api/v3/auth/logout', { method: 'POST', token, headers: json, raw: '' })).status).toBe(
      200,
    );
    const form = { raw: new URLSearchParams(signInBody('guest')).toString() };
    const type = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await login({ ...form, headers: type })).status).toBe(201);
    const patch = { 'content-type': 'application/merge-patch+json; charset=utf-8' };
    expect((await login({ raw: JSON.stringify(signInBody('guest')), headers: patch })).status).toBe(201);
  });

  it('of events are lines, with a limit of their own', async () => {
    const headers = { 'content-type': 'application/x-ndjson' };
    const ask = (text: string) =>
      catalogue.ask('/api/v4/acquisition-events', { token: INGEST_TOKEN, headers, raw: text });
    const line = JSON.stringify({ type: 'nothing', pad: 'x'.repeat(30_000) });
    expect(await ask(line)).toMatchObject({ status: 200, body: { results: [{ status: 'rejected' }] } });
    expect((await ask(line.repeat(2))).status).toBe(413);
    expect((await catalogue.ask('/api/v4/acquisition-events', { token: staff, headers, raw: '{}' })).status).toBe(403);
    expect((await catalogue.ask('/api/v4/acquisition-events', { headers, raw: '{}' })).status).toBe(401);
  });
});

describe('headers', () => {
  it('let scripts of any origin in, but never with cookies', async () => {
    const headers = {
      origin: 'https://notebook.example',
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'authorization',
    };
    const preflight = await catalogue.ask('/api/v3/datasets', { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(preflight.headers.has('access-control-allow-credentials')).toBe(false);
  });

  it('name the request, also in errors and in the log, and cannot be forged into either', async () => {
    const { headers, body } = await catalogue.ask('/api/v3/nothing', { headers: { 'x-request-id': 'run-42' } });
    expect([headers.get('x-request-id'), body['requestId']]).toEqual(['run-42', 'run-42']);
    const forged = await catalogue.ask('/api/v3/nothing', {
      headers: { 'x-request-id': '{"level":"fatal"} \u001b[31m'.replace('\u001b', 'x') },
    });
    expect(forged.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    expect(catalogue.lines.some((line) => line.includes('"requestId":"run-42"'))).toBe(true);
    expect(catalogue.lines.every((line) => JSON.parse(line) && line.trimEnd().split('\n').length === 1)).toBe(true);
  });

  it('of the API allow nothing to be loaded or framed', async () => {
    const { headers } = await catalogue.ask('/api/v3/health');
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    );
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
  });

  it('hide tokens of the query in the log', async () => {
    await catalogue.ask(`/api/v3/auth/whoami?access_token=${encodeURIComponent(`Bearer ${staff}`)}`);
    expect(catalogue.lines.join('')).not.toContain(staff.slice(0, 30));
  });
});

describe('the web program', () => {
  it('answers its page for every address in it, each time with another nonce', async () => {
    const nonces = [];
    for (const path of ['/', '/scan-log/zoosaxs', '/datasets/20.500%2Fabc', '/sign-in?next=%2F']) {
      const { status, text, headers } = await catalogue.ask(path);
      const nonce = /ngCspNonce="([^"]+)"/.exec(text)?.[1] ?? 'none';
      expect([path, status, headers.get('cache-control')]).toEqual([path, 200, 'no-store']);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'; `);
      expect(policy).toContain("script-src 'self'; ");
      expect(policy).not.toContain('unsafe');
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(4);
  });

  it('has assets that are compressed and kept for ever, and no source maps', async () => {
    const script = await catalogue.ask('/main-ABCD1234.js', { headers: { 'accept-encoding': 'br' } });
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-encoding')).toBe('br');
    expect(script.text).toContain('console.log');
    expect((await catalogue.ask('/favicon.svg')).headers.get('cache-control')).toBe('no-cache');
    expect((await catalogue.ask('/main-ABCD1234.js.map')).text).not.toContain('sources');
    expect((await catalogue.ask('/chunk-00000000.js')).status).toBe(404);
  });

  it('gives no file outside its folder', async () => {
    for (const path of [
      '/..%2f..%2f..%2fetc/passwd',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/....//etc/passwd',
      '/etc/passwd%00.js',
    ]) {
      const answer = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(answer).not.toContain('root:');
      expect(answer).toMatch(/^HTTP\/1.1 (200|400|404) /);
    }
  });

  it('leaves the description of the API at /explorer', async () => {
    const { body } = await catalogue.ask('/explorer-json');
    expect(Object.keys(body['paths'] as object)).toContain('/api/v4/scan-log');
    const page = await catalogue.ask('/explorer');
    expect(page.text).toContain('swagger-ui');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
  });
});

describe('probes', () => {
  it('say that the process lives, works and what it measured', async () => {
    expect((await catalogue.ask('/health')).body).toEqual({ status: 'ok' });
    expect((await catalogue.ask('/ready')).body).toMatchObject({ status: 'ok', checks: { mongodb: { status: 'up' } } });
    const { text } = await catalogue.ask('/metrics');
    expect(text).toContain('process_resident_memory_bytes');
    expect(text).toMatch(/http_request_duration_seconds_count\{[^}]*route="\/health"/);
  });
});
