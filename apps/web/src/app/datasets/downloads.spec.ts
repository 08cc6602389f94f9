import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api';
import { Problem } from '../core/problem';
import { takesOf } from './download-bar';
import { Downloads } from './downloads';

describe('downloads of a dataset', () => {
  const sent: unknown[] = [];
  let answer: () => Promise<unknown>;
  let downloads: Downloads;
  beforeEach(() => {
    sent.length = 0;
    answer = () =>
      Promise.resolve({ url: '/api/v4/downloads?token=t', expiresAt: '', files: 1, bytes: 5, leftOut: [] });
    const api = {
      send: (...call: unknown[]) => (sent.push(call), answer()),
      get: () => Promise.resolve({ download: true, maxBytes: 10, maxFiles: 2 }),
    };
    TestBed.configureTestingModule({ providers: [Downloads, { provide: Api, useValue: api }] });
    downloads = TestBed.inject(Downloads);
    downloads.pid.set('20.5/a');
  });

  it('count what is chosen', () => {
    downloads.toggle({ path: 'a.h5', size: 3 });
    downloads.toggle({ path: 'b.h5', size: 4 });
    expect([downloads.chosen().size, downloads.chosenBytes()]).toEqual([2, 7]);
    downloads.toggle({ path: 'a.h5', size: 3 });
    expect([downloads.chosen().size, downloads.chosenBytes()]).toEqual([1, 4]);
    downloads.clear();
    expect(downloads.chosenBytes()).toBe(0);
  });
  it('tell how long much of them takes', () => {
    expect([takesOf(999_000_000), takesOf(1e9), takesOf(90e9)]).toEqual([
      null,
      { slow: '2 min', fast: '1 min' },
      { slow: '2 h 00 min', fast: '12 min' },
    ]);
  });
  it('ask for a link that works anywhere', async () => {
    const link = await downloads.link({ files: ['a.h5'], plain: true });
    expect(link?.url).toBe(`${location.origin}/api/v4/downloads?token=t`);
    const body = { files: ['a.h5'], plain: true };
    expect(sent).toEqual([['POST', '/api/v4/datasets/20.5%2Fa/download-links', body]]);
  });
  it('tell why there is none, and can be asked again', async () => {
    answer = () => Promise.reject(new Problem('too-large', 'too many bytes'));
    expect(await downloads.link({})).toBeNull();
    expect(downloads.problem()?.message).toBe('too many bytes');
    answer = () => Promise.resolve({ url: '/x' });
    await downloads.link({});
    expect([downloads.problem(), downloads.busy()]).toEqual([null, false]);
  });
  it('are asked for once at a time', async () => {
    const [first, second] = await Promise.all([downloads.link({}), downloads.link({})]);
    expect([first !== null, second, sent.length]).toEqual([true, null, 1]);
  });
});
