import { rangeAnswer } from './byte-range';

const modified = new Date('2026-03-04T05:06:07.890Z');
const facts = { size: 1000, modified, etag: '"abc"' };
const DATE = 'Wed, 04 Mar 2026 05:06:07 GMT';
const part = (start: number, end: number) => ({ status: 206, range: { start, end } });

describe('the answer to a request for a part', () => {
  it.each([
    ['bytes=0-0', part(0, 0)],
    ['bytes=100-', part(100, 999)],
    ['bytes=100-5000', part(100, 999)],
    ['bytes=-100', part(900, 999)],
    ['bytes=-5000', part(0, 999)],
    ['Bytes = 5 - 6', part(5, 6)],
    ['bytes=1000-', { status: 416 }],
    ['bytes=-0', { status: 416 }],
    ['bytes=6-5', { status: 200 }],
    ['bytes=0-1,5-6', { status: 200 }],
    ['bytes=-', { status: 200 }],
    ['bytes=a-b', { status: 200 }],
    ['lines=1-2', { status: 200 }],
    [`bytes=${'9'.repeat(40)}-`, { status: 200 }],
  ])('%s', (range, answer) => {
    expect(rangeAnswer({ range }, facts)).toEqual(answer);
  });
  it('is 416 for any part of an empty file', () => {
    expect(rangeAnswer({ range: 'bytes=0-' }, { ...facts, size: 0 })).toEqual({ status: 416 });
  });

  it.each([
    [{ 'if-range': '"abc"' }, 206],
    [{ 'if-range': DATE }, 206],
    [{ 'if-range': '"other"' }, 200],
    [{ 'if-range': 'W/"abc"' }, 200],
    [{ 'if-range': 'Wed, 04 Mar 2026 05:06:08 GMT' }, 200],
    [{ 'if-range': 'rubbish' }, 200],
    [{ 'if-none-match': '"abc"' }, 304],
    [{ 'if-none-match': 'W/"abc", "x"' }, 304],
    [{ 'if-none-match': '"x"', 'if-modified-since': DATE }, 206],
    [{ 'if-modified-since': DATE }, 304],
    [{ 'if-modified-since': 'Wed, 04 Mar 2026 05:06:06 GMT' }, 206],
    [{ 'if-match': '"abc"' }, 206],
    [{ 'if-match': '*' }, 206],
    [{ 'if-match': 'W/"abc"' }, 412],
    [{ 'if-unmodified-since': DATE }, 206],
    [{ 'if-unmodified-since': 'Wed, 04 Mar 2026 05:06:06 GMT' }, 412],
  ])('heeds %j', (headers, status) => {
    expect(rangeAnswer({ range: 'bytes=1-2', ...headers }, facts).status).toBe(status);
  });
});
