import { TestBed } from '@angular/core/testing';
import { MatDialog } from '@angular/material/dialog';
import { of } from 'rxjs';
import { Api } from '../core/api';
import { Connection } from '../core/connection';
import { Problem } from '../core/problem';
import { aRow, setUp, signedIn } from '../testing/setup';
import { Annotations } from './annotations';

type Answer = (body: { was: unknown; value: unknown }) => unknown;
const settled = (): Promise<void> => new Promise((done) => setTimeout(done, 20));

function annotations(answers: Answer[], chosen?: unknown) {
  const bodies: { was: unknown; value: unknown }[] = [];
  const send = async (_method: string, _path: string, body: { was: unknown; value: unknown }): Promise<unknown> => {
    bodies.push(body);
    const answer = answers.shift();
    if (!answer) throw new Error('nobody expected this request');
    return answer(body);
  };
  setUp(
    signedIn(),
    { provide: Api, useValue: { send } },
    {
      provide: MatDialog,
      useValue: { getDialogById: () => undefined, open: () => ({ afterClosed: () => of(chosen) }) },
    },
  );
  const made = TestBed.inject(Annotations);
  TestBed.tick();
  return { annotations: made, bodies };
}
const accept: Answer = ({ value }) => ({ ...aRow(1), comment: value });
const away: Answer = () => {
  throw new Problem('offline', '');
};
const changed: Answer = () => {
  throw new Problem('conflict', '', {
    status: 409,
    body: { current: { value: 'theirs', by: 'guest', at: '2026-11-22T12:00:00Z' } },
  });
};

describe('comments on their way', () => {
  it('are shown before the catalogue has answered', async () => {
    const { annotations: all } = annotations([accept]);
    const row = aRow(1);
    all.set(row, 'comment', 'mine');
    expect([all.shown(row, 'comment'), all.of(row.pid, 'comment')?.state]).toEqual(['mine', 'sending']);
    await settled();
    expect(all.of(row.pid, 'comment')).toBeUndefined();
  });
  it('leave the page with their row while they are on their way, and not when they were refused', async () => {
    const { annotations: all } = annotations([changed]);
    const [row, other] = [aRow(1, { comment: 'before' }), aRow(2)];
    all.set(row, 'comment', 'mine');
    expect([all.asSeen(row).comment, all.asSeen(other)]).toEqual(['mine', other]);
    await settled();
    expect(all.asSeen(row).comment).toBe('before');
  });
  it('are not sent when nothing changed', async () => {
    const { annotations: all, bodies } = annotations([]);
    all.set(aRow(1, { comment: 'same' }), 'comment', 'same');
    await settled();
    expect(bodies).toEqual([]);
  });
  it('wait while the network is away and are sent when it is back', async () => {
    const { annotations: all, bodies } = annotations([away, accept]);
    const row = aRow(1);
    all.set(row, 'comment', 'mine');
    await settled();
    expect(all.of(row.pid, 'comment')?.state).toBe('waiting');
    expect(localStorage.getItem('scizoo.edits.u1')).toContain('mine');
    const connection = TestBed.inject(Connection);
    connection.bad();
    TestBed.tick();
    connection.good();
    TestBed.tick();
    await settled();
    expect([bodies.length, all.edits().size]).toEqual([2, 0]);
  });
  it('never go over somebody else: both versions are shown, the merged text is sent against theirs', async () => {
    const { annotations: all, bodies } = annotations([changed, accept], { value: 'theirs\nmine' });
    all.set(aRow(1), 'comment', 'mine');
    await settled();
    await settled();
    expect(bodies).toEqual([
      { field: 'comment', was: null, value: 'mine' },
      { field: 'comment', was: 'theirs', value: 'theirs\nmine' },
    ]);
  });
  it('give way when the other version is kept', async () => {
    const { annotations: all, bodies } = annotations([changed], null);
    all.set(aRow(1), 'comment', 'mine');
    await settled();
    await settled();
    expect([bodies.length, all.edits().size]).toEqual([1, 0]);
  });
  it('that were typed one after the other arrive in order', async () => {
    const { annotations: all, bodies } = annotations([accept, accept]);
    const row = aRow(1);
    all.set(row, 'comment', 'first');
    all.set(row, 'comment', 'second');
    await settled();
    expect(bodies.map(({ was, value }) => [was, value])).toEqual([
      [null, 'first'],
      ['first', 'second'],
    ]);
  });
});
