import { createLogger, withoutSecrets } from './logger';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  write(createLogger('test', 'info', { write: (line) => void lines.push(line) }));
  return lines;
}

describe('createLogger', () => {
  it('writes one JSON line per event', () => {
    const [line] = linesOf((logger) => logger.info({ pid: '20.500.00000/1' }, 'dataset written'));
    expect(JSON.parse(line ?? '')).toMatchObject({ level: 'info', name: 'test', msg: 'dataset written' });
  });

  it('hides credentials at the top and inside requests', () => {
    const [line] = linesOf((logger) =>
      logger.info({
        password: 'p-secret',
        token: 't-secret',
        req: { headers: { authorization: 'Bearer a-secret', cookie: 'c=c-secret', 'set-cookie': 'd-secret' } },
        body: { password: 'b-secret' },
      }),
    );
    expect(line).not.toMatch(/-secret/);
    expect(line).toContain('[hidden]');
  });

  it('cannot be made to write a second line or terminal codes', () => {
    const [line, ...more] = linesOf((logger) => logger.info({ user: 'x\r\n{"level":"info"}\u001b[31m' }, 'a\nb'));
    expect(more).toEqual([]);
    expect(line?.trimEnd()).not.toMatch(/[\r\n\u001b]/);
  });

  it('blanks tokens in addresses', () => {
    expect(withoutSecrets('/api/v3/datasets?limit=1&access_token=Bearer%20abc&x=1')).toBe(
      '/api/v3/datasets?limit=1&access_token=[hidden]&x=1',
    );
  });
});
