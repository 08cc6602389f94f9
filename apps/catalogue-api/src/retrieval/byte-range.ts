import type { IncomingHttpHeaders } from 'node:http';
import type { FileFacts } from './source-folder';

export interface ByteRange {
  readonly start: number;
  /** Inclusive, as HTTP counts. */
  readonly end: number;
}
/** What to answer about a file: all or a part of it, 304, 412 or 416. */
export type RangeAnswer =
  { readonly status: 200 | 304 | 412 | 416 } | { readonly status: 206; readonly range: ByteRange };

const seconds = (moment: number): number => Math.floor(moment / 1000);
const tags = (header: string): string[] => header.split(',').map((tag) => tag.trim());
const isOlder = (since: string | undefined, { modified }: FileFacts): boolean =>
  !Number.isNaN(Date.parse(since ?? '')) && seconds(modified.getTime()) <= seconds(Date.parse(since!));

/** Preconditions of RFC 9110 §13.2.2, then the range. */
export function rangeAnswer(headers: IncomingHttpHeaders, facts: FileFacts): RangeAnswer {
  const { 'if-match': match, 'if-none-match': noneMatch, 'if-range': ifRange, range } = headers;
  if (match !== undefined ? !isAmong(match, facts) : isStale(headers, facts)) return { status: 412 };
  const isKnown =
    noneMatch !== undefined ? isAmong(noneMatch, facts, true) : isOlder(headers['if-modified-since'], facts);
  if (isKnown) return { status: 304 };
  if (range === undefined || !isSame(ifRange as string | undefined, facts)) return { status: 200 };
  return parsed(range, facts.size);
}

const isAmong = (header: string, { etag }: FileFacts, isWeak = false): boolean =>
  tags(header).some((tag) => tag === '*' || tag === etag || (isWeak && tag === `W/${etag}`));
const isStale = ({ 'if-unmodified-since': since }: IncomingHttpHeaders, facts: FileFacts): boolean =>
  since !== undefined && !Number.isNaN(Date.parse(since)) && !isOlder(since, facts);
/** A download is only taken up again when the file is the same, to the byte. */
function isSame(ifRange: string | undefined, facts: FileFacts): boolean {
  if (ifRange === undefined) return true;
  if (ifRange.startsWith('"') || ifRange.startsWith('W/')) return ifRange === facts.etag;
  return Date.parse(ifRange) === seconds(facts.modified.getTime()) * 1000;
}

/** One range; several at once, or another unit, are answered with the whole file, as a server may. */
function parsed(header: string, size: number): RangeAnswer {
  const [, first = '', last = ''] = /^\s*bytes\s*=\s*(\d{0,16})\s*-\s*(\d{0,16})\s*$/iu.exec(header) ?? [];
  if (first === '' && last === '') return { status: 200 };
  if (first === '') {
    const count = Math.min(Number(last), size);
    return count === 0 ? { status: 416 } : { status: 206, range: { start: size - count, end: size - 1 } };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (last !== '' && Number(last) < start) return { status: 200 };
  return start >= size ? { status: 416 } : { status: 206, range: { start, end } };
}
