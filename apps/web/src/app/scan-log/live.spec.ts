import { TestBed } from '@angular/core/testing';
import { jest } from '@jest/globals';
import { setUp, signedIn } from '../testing/setup';
import { LiveStream } from './live';

/** A stream whose fate the test decides. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static all: Source[] = [];
  readyState = 0;
  onerror: (() => void) | null = null;
  constructor(readonly url: string) {
    super();
    Source.all.push(this);
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
  say(name: string, data: unknown = {}, lastEventId = ''): void {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data), lastEventId }));
  }
  /** As the browser does on an answer other than 200: it never tries again. */
  refuse(): void {
    this.readyState = Source.CLOSED;
    this.onerror?.();
  }
}
const last = (): Source => Source.all.at(-1)!;

describe('live stream', () => {
  const before = globalThis.EventSource;
  let polls = 0;
  let told: string[] = [];
  let stream: LiveStream;
  beforeEach(() => {
    jest.useFakeTimers();
    Source.all = [];
    polls = 0;
    told = [];
    globalThis.EventSource = Source as unknown as typeof EventSource;
    setUp(signedIn(), LiveStream);
    stream = TestBed.inject(LiveStream);
    const poll = (): Promise<void> => {
      polls += 1;
      return Promise.resolve();
    };
    const nothing = (): void => undefined;
    stream.open(
      { instrument: 'zoosaxs', proposal: null, columns: null },
      {
        row: nothing,
        gone: nothing,
        reset: nothing,
        note: ({ text }) => told.push(text),
        noteGone: (id) => told.push(`gone ${id}`),
        back: () => told.push('back'),
        poll,
      },
    );
  });
  afterEach(() => {
    stream.close();
    globalThis.EventSource = before;
    jest.useRealTimers();
  });

  it('tries again after a refusal, asks meanwhile, and is live again afterwards', async () => {
    last().refuse();
    expect(stream.state()).toBe('lost');
    await jest.advanceTimersByTimeAsync(3_000);
    expect(Source.all).toHaveLength(2);
    last().refuse();
    await jest.advanceTimersByTimeAsync(10);
    expect([stream.state(), polls]).toEqual(['polling', 1]);
    await jest.advanceTimersByTimeAsync(6_000);
    expect(Source.all).toHaveLength(3);
    last().say('hello');
    expect(stream.state()).toBe('live');
    await jest.advanceTimersByTimeAsync(20_000);
    expect([Source.all.length, polls]).toEqual([3, 1]);
  });
  it('tells of notes, and that it is back where some may have been missed', async () => {
    last().say('hello');
    last().say('note', { id: 'n', text: 'refilled' });
    last().say('note-gone', { id: 'n' });
    expect(told).toEqual(['refilled', 'gone n']);
    last().refuse();
    await jest.advanceTimersByTimeAsync(3_000);
    last().say('hello');
    expect(told.at(-1)).toBe('back');
  });
  it('goes on from the last event it has seen', async () => {
    last().say('hello');
    last().say('gone', { pid: '20.500.00000/1' }, 'token-7');
    last().refuse();
    await jest.advanceTimersByTimeAsync(3_000);
    expect(last().url).toContain('lastEventId=token-7');
  });
  it('takes a stream that never says anything for broken', async () => {
    await jest.advanceTimersByTimeAsync(15_001);
    expect([stream.state(), Source.all[0]?.readyState]).toEqual(['lost', Source.CLOSED]);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(Source.all).toHaveLength(2);
  });
  it('takes a stream that has fallen silent for broken, but not one that still pings', async () => {
    last().say('hello');
    for (let pings = 0; pings < 6; pings++) {
      await jest.advanceTimersByTimeAsync(10_000);
      last().say('ping', {}, `token-${pings}`);
    }
    expect([stream.state(), Source.all.length]).toEqual(['live', 1]);
    await jest.advanceTimersByTimeAsync(30_001);
    expect(stream.state()).toBe('lost');
    await jest.advanceTimersByTimeAsync(3_000);
    expect(last().url).toContain('lastEventId=token-5');
  });
  it('says lost while the browser is offline', () => {
    last().say('hello');
    dispatchEvent(new Event('offline'));
    expect(stream.state()).toBe('lost');
    last().say('ping');
    expect(stream.state()).toBe('live');
  });
  it('tries at once when the browser is online again', async () => {
    last().refuse();
    dispatchEvent(new Event('online'));
    await jest.advanceTimersByTimeAsync(1);
    expect(Source.all).toHaveLength(2);
  });
});
