import { jest } from '@jest/globals';
import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { changeOf, merged } from './change';
import { frame, LiveClient } from './live-client';
import { RecentChanges } from './recent-changes';

const change = (number: number, more: object = {}) => ({
  token: `82${String(number).padStart(16, '0')}`,
  pid: `20.500/${number % 3}`,
  isDeleted: false,
  mayHide: false,
  ...more,
});

const of = ({ pid }: { pid: string }, readers = ['staff']) => ({ _id: pid, readers });

describe('recent changes', () => {
  it('reach back as far as they are kept and no further', () => {
    const recent = new RecentChanges(10, 10);
    expect(recent.since(change(0).token)).toBeUndefined();
    recent.startAt(change(0).token);
    for (let i = 1; i <= 8; i++) recent.add(change(i), of(change(i)));
    expect(recent.since(change(0).token)).toHaveLength(8);
    expect(recent.since(change(5).token)?.map(({ token }) => token)).toEqual([6, 7, 8].map((i) => change(i).token));
    expect(recent.since(change(8).token)).toEqual([]);
    for (let i = 9; i <= 40; i++) recent.add(change(i), of(change(i)));
    expect(recent.since(change(5).token)).toBeUndefined();
    expect(recent.since(change(38).token)).toHaveLength(2);
    recent.forget();
    expect(recent.since(change(38).token)).toBeUndefined();
  });

  it('remember who saw a dataset before it was hidden', () => {
    const recent = new RecentChanges();
    recent.startAt(change(0).token);
    expect(recent.add(change(3), of(change(3)))).toBeUndefined();
    const hidden = change(6, { mayHide: true });
    expect(recent.add(hidden, of(hidden, ['others']))).toMatchObject({ readers: ['staff'] });
    expect(recent.since(change(3).token)).toEqual([
      expect.objectContaining({ before: expect.objectContaining({ readers: ['staff'] }) }),
    ]);
  });
});

describe('a change', () => {
  const raw = {
    _id: { _data: '82AA' },
    documentKey: { _id: 'p' },
    operationType: 'update',
  };
  it('may hide a dataset only when it touches what decides who sees it', () => {
    const hides = (...touched: string[]) => changeOf({ ...raw, touched }).mayHide;
    expect([hides('comment'), hides('scan.state', 'scientificMetadata.points_done'), hides('updatedAt')]).toEqual([
      false,
      false,
      false,
    ]);
    expect([hides('readers'), hides('proposalIds.0'), hides('scan.beamline'), hides('isPublished')]).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(changeOf({ ...raw, operationType: 'delete' })).toEqual({
      token: '82AA',
      pid: 'p',
      isDeleted: true,
      mayHide: true,
    });
  });

  it('goes together with a later one of the same dataset, and still hides what either hides', () => {
    const hides = changeOf({ ...raw, touched: ['readers'] });
    const later = changeOf({ ...raw, _id: { _data: '82BB' }, touched: ['comment'] });
    expect(merged(hides, later)).toEqual({ token: '82BB', pid: 'p', isDeleted: false, mayHide: true });
  });
});

describe('a browser that listens', () => {
  class Response extends EventEmitter {
    written: string[] = [];
    writableLength = 0;
    destroyed = false;
    writableEnded = false;
    write(text: string): boolean {
      this.written.push(text);
      return true;
    }
    destroy(): void {
      this.destroyed = true;
      this.emit('close');
    }
    end(): void {
      this.writableEnded = true;
    }
  }
  const listening = () => {
    const response = new Response();
    const ended: LiveClient[] = [];
    const about = { filter: {}, columns: [], address: '127.0.0.1' };
    const client = new LiveClient(response as unknown as ServerResponse, about, undefined, (one) => ended.push(one));
    return { response, client, ended };
  };

  it('gets live frames only after what it missed', () => {
    const { response, client } = listening();
    client.send('live');
    client.write('missed');
    client.caughtUp();
    client.send('later');
    expect(response.written).toEqual(['missed', 'live', 'later']);
  });

  it('is cut off when it does not read for a while, and not because much is sent at once', () => {
    let now = 0;
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now);
    const { response, client, ended } = listening();
    client.caughtUp();
    const sendAt = (ms: number, waitingBytes: number) => {
      now = ms;
      response.writableLength = waitingBytes;
      client.send(`at ${ms}`);
    };
    sendAt(0, 3_000_000);
    sendAt(4000, 2_000_000);
    sendAt(4500, 0);
    sendAt(9000, 2_000_000);
    sendAt(13_000, 2_000_000);
    expect([response.written.length, response.destroyed]).toEqual([5, false]);
    sendAt(15_000, 2_000_000);
    expect([response.written.length, response.destroyed, ended.length]).toEqual([5, true, 1]);
    clock.mockRestore();
  });

  it('is cut off when far too much waits for it', () => {
    const { response, client } = listening();
    client.caughtUp();
    response.writableLength = 20_000_000;
    client.send('one too many');
    expect([response.destroyed, response.written]).toEqual([true, []]);
  });

  it('sees what one of its groups may read', () => {
    const { client } = listening();
    client.become({ userId: 'u', username: 'u', groups: ['a'] }, { all: false, anyOf: new Set(['*', 'a']) });
    const of = (...readers: string[]) => client.sees({ readers, proposalIds: [], isInLog: true });
    expect([of('a'), of('*'), of('b'), of()]).toEqual([true, true, false, false]);
    expect(client.sees({ readers: ['a'], proposalIds: [], isInLog: false })).toBe(false);
    client.become({ userId: 'u', username: 'u', groups: ['admin'] }, { all: true });
    expect(of('b')).toBe(true);
  });

  it('gets text that cannot break out of its frame', () => {
    expect(frame('row', { comment: 'a\n\nevent: reset\ndata: {}' }, '82AA')).toBe(
      'id: 82AA\nevent: row\ndata: {"comment":"a\\n\\nevent: reset\\ndata: {}"}\n\n',
    );
  });
});
