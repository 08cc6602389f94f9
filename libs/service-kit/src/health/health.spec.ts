import { Health } from './health';
import { serveHealth } from './serve-health';

describe('Health', () => {
  it('is ok while every part is up and names what is down', async () => {
    const health = new Health();
    expect(await health.report()).toEqual({ status: 'ok', checks: {} });
    health.up('catalogue');
    health.probe('mongodb', () => Promise.resolve());
    expect((await health.report()).status).toBe('ok');
    health.down('kafka', 'no group coordinator');
    expect(await health.report()).toEqual({
      status: 'error',
      checks: {
        catalogue: { status: 'up' },
        kafka: { status: 'down', message: 'no group coordinator' },
        mongodb: { status: 'up' },
      },
    });
  });

  it('takes a probe that fails or does not answer as down', async () => {
    const health = new Health();
    health.probe('broken', () => Promise.reject(new Error('connection refused')));
    health.probe('silent', () => new Promise(() => undefined));
    const { checks } = await health.report();
    expect(checks['broken']).toEqual({ status: 'down', message: 'connection refused' });
    expect(checks['silent']).toEqual({ status: 'down', message: 'no answer within 1000 ms' });
  });

  it('is served as /health, /ready and /metrics', async () => {
    const health = new Health();
    const server = await serveHealth({ port: 0, health });
    const get = (path: string) => fetch(`http://127.0.0.1:${server.port}${path}`);
    try {
      health.down('kafka', 'away');
      expect((await get('/health')).status).toBe(200);
      expect((await get('/ready')).status).toBe(503);
      health.up('kafka');
      expect(await (await get('/ready')).json()).toEqual({ status: 'ok', checks: { kafka: { status: 'up' } } });
      expect(await (await get('/metrics')).text()).toContain('process_resident_memory_bytes');
      expect((await get('/other')).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});
