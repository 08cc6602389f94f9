import { Injectable } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { ViewsStore } from './views-store';

@Injectable({ providedIn: 'root' })
class Views extends ViewsStore {
  protected readonly setting = 'scanLog';
  protected readonly table = 'scan-log';
  readonly keeps = 'views.keepsOfScanLog';
}
const SHARED = {
  ...{ id: 'v1', table: 'scan-log', name: 'Ours', query: 'sort=x', density: 'compact', group: '20260101' },
  ...{ instrument: null, owner: 'Petra Muster', revision: 4, mayChange: true, updatedAt: '2026-11-22T12:00:00Z' },
};
const PROPOSED = { ...SHARED, id: 'scan-log:zoosaxs', name: 'First', group: null, instrument: 'zoosaxs' };

interface Sent {
  method: string;
  path: string;
  body: unknown;
}
async function store(kept: unknown, refuse: (sent: Sent) => Problem | undefined = () => undefined) {
  const sent: Sent[] = [];
  const offered = { views: [SHARED, PROPOSED], groups: ['20260101'], instruments: [] };
  const get = (path: string): Promise<unknown> =>
    Promise.resolve(path === '/api/v4/views' ? offered : { externalSettings: { scanLog: kept } });
  const send = (method: string, path: string, body: unknown): Promise<unknown> => {
    const one = { method, path, body };
    sent.push(one);
    const fault = refuse(one);
    return fault ? Promise.reject(fault) : Promise.resolve(method === 'POST' ? { ...SHARED, id: 'v2' } : null);
  };
  setUp(signedIn(), { provide: Api, useValue: { get, send } });
  const views = TestBed.inject(Views);
  await views.load();
  return { views, sent };
}

describe('views of a table', () => {
  it('are those of the user, of their groups and of instruments; old ones are still read', async () => {
    const { views } = await store({ views: [{ name: 'Old', columns: ['scan'], sort: 'size' }], standard: 'Old' });
    expect(views.all().map(({ key, kind }) => [key, kind])).toEqual([
      ['my:Old', 'own'],
      ['v1', 'group'],
      ['scan-log:zoosaxs', 'instrument'],
    ]);
    expect(views.standard()?.query).toBe('columns=scan&sort=size');
    expect([views.proposedFor('zoosaxs')?.name, views.proposedFor('zoohaxpes')]).toEqual(['First', null]);
  });
  it('of the user are kept in the settings, replaced by name, with the first to open', async () => {
    const { views, sent } = await store({ views: [], standard: null });
    const made = await views.create({ name: 'Night', query: 'a=1', density: 'compact' }, { kind: 'own' });
    await views.makeStandard(made);
    await views.update(views.byKey('my:Night')!, { query: 'a=2', density: null });
    expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(
      Array.from({ length: 3 }, () => 'PATCH /api/v3/users/u1/settings/external'),
    );
    expect(sent.at(-1)!.body).toEqual({
      scanLog: { views: [{ name: 'Night', query: 'a=2', density: null }], standard: 'Night', standardId: null },
    });
    await views.makeStandard(views.byKey('v1'));
    expect(views.standard()?.name).toBe('Ours');
    await views.remove(views.byKey('my:Night')!);
    expect(views.own()).toEqual([]);
  });
  it('of others go to the catalogue, with the revision that was seen', async () => {
    const { views, sent } = await store(undefined);
    const content = { name: 'New', query: 'a=1', density: null };
    await views.create(content, { kind: 'group', group: '20260101' });
    await views.update(views.byKey('v1')!, { query: 'a=2', density: 'comfortable' });
    await views.remove(views.byKey('scan-log:zoosaxs')!);
    expect(sent).toEqual([
      {
        method: 'POST',
        path: '/api/v4/views',
        body: { table: 'scan-log', name: 'New', query: 'a=1', group: '20260101' },
      },
      { method: 'PATCH', path: '/api/v4/views/v1', body: { revision: 4, query: 'a=2', density: 'comfortable' } },
      { method: 'DELETE', path: '/api/v4/views/scan-log%3Azoosaxs', body: undefined },
    ]);
  });
  it('are renamed: a private one stays the first to open, one of others says which it was', async () => {
    const { views, sent } = await store({
      views: [
        { name: 'Old', query: 'a=1' },
        { name: 'B', query: '' },
      ],
      standard: 'Old',
    });
    expect(await views.rename(views.byKey('my:Old')!, 'Night')).toMatchObject({ key: 'my:Night', query: 'a=1' });
    expect([views.standard()?.name, views.own().map(({ name }) => name)]).toEqual(['Night', ['Night', 'B']]);
    expect(await views.rename(views.byKey('v1')!, 'Theirs')).toMatchObject({ key: 'v1', name: 'Theirs' });
    expect(sent.at(-1)).toEqual({ method: 'PATCH', path: '/api/v4/views/v1', body: { revision: 4, name: 'Theirs' } });
  });
  it('make settings for a user who has none, and keep nothing that was refused', async () => {
    const missing = ({ method }: Sent) => (method === 'PATCH' ? new Problem('missing', '') : undefined);
    const { views, sent } = await store(undefined, missing);
    await views.create({ name: 'Night', query: '', density: null }, { kind: 'own' });
    expect(sent.map(({ method }) => method)).toEqual(['PATCH', 'PUT']);
    expect(views.own()).toHaveLength(1);
    TestBed.resetTestingModule();
    const refused = await store(undefined, () => new Problem('unavailable', ''));
    await expect(refused.views.create({ name: 'x', query: '', density: null }, { kind: 'own' })).rejects.toBeInstanceOf(
      Problem,
    );
    expect(refused.views.own()).toEqual([]);
  });
});
