import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLogger } from '../log/logger';
import { Health } from './health';
import { type Heartbeat, HeartbeatReporter, reportTo } from './heartbeat';

let server: Server;
let url: string;
let status = 200;
let heard: { token?: string; beat: Heartbeat }[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.on('end', () => {
      heard.push({
        token: request.headers.authorization,
        beat: JSON.parse(String(Buffer.concat(chunks))) as Heartbeat,
      });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"isPaused":true}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));
beforeEach(() => {
  heard = [];
  status = 200;
});

const lines: string[] = [];
const logger = createLogger('test', 'info', { write: (line) => void lines.push(line) });
const reporter = (onAnswer?: (answer: unknown) => void) => {
  const health = new Health();
  health.down('kafka', 'away');
  const figures = () => ({ spoolBytes: 42 });
  return new HeartbeatReporter({
    url,
    token: 'secret',
    service: 'scifish',
    beamlines: ['b310a'],
    health,
    logger,
    figures,
    onAnswer,
  });
};

describe('heartbeats', () => {
  it('tell who it is, what is down and the figures, and hand on the answer', async () => {
    const answers: unknown[] = [];
    expect(await reporter((answer) => void answers.push(answer)).beat()).toBe(true);
    expect(answers).toEqual([{ isPaused: true }]);
    expect(heard[0]?.token).toBe('Bearer secret');
    expect(heard[0]?.beat).toMatchObject({
      service: 'scifish',
      beamlines: ['b310a'],
      status: 'error',
      checks: { kafka: { status: 'down', message: 'away' } },
      figures: { spoolBytes: 42 },
    });
  });

  it('say once that nobody hears them, and harm nothing', async () => {
    status = 503;
    const beats = reporter();
    lines.length = 0;
    expect([await beats.beat(), await beats.beat()]).toEqual([false, false]);
    status = 200;
    expect(await beats.beat()).toBe(true);
    expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual([
      'the catalogue does not take reports',
      'the catalogue takes reports again',
    ]);
    expect(lines.join('')).not.toContain('secret');
  });

  it('are left out when it is not told where to', () => {
    expect(reportTo({ catalogueUrl: url }, { service: 'scifly', health: new Health(), logger })).toBeUndefined();
  });
});
