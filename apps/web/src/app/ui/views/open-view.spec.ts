import { signal } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Params } from '@angular/router';
import { Notices } from '../../core/notices';
import { Preferences } from '../../core/preferences';
import { setUp, signedIn } from '../../testing/setup';
import { OpenView } from './open-view';
import type { View } from './view';
import { ownView } from './view';
import type { ViewsStore } from './views-store';

const night = ownView({ name: 'Night', query: 'sort=x', density: 'comfortable' });
const first: View = { ...night, key: 'p1', name: 'First', kind: 'instrument', instrument: 'zoosaxs', query: 'sort=y' };

/** A page whose address is a query, a view and an instrument. */
function page({ standard = null as View | null, query = '', instrument = null as string | null } = {}) {
  const address = signal<{ query: string; view: string | null }>({ query, view: null });
  const chosen = signal(instrument);
  const all = [night, first];
  const store = {
    load: () => Promise.resolve(),
    byKey: (key: string | null) => all.find((view) => view.key === key) ?? null,
    rename: (view: View, name: string) => Promise.resolve({ ...view, name, key: `my:${name}` }),
    standard: () => standard,
    proposedFor: (name: string | null) => all.find((view) => view.instrument === name && name !== null) ?? null,
  } as unknown as ViewsStore;
  const offers: (() => void)[] = [];
  const notices = { offer: (_: string, undo: () => void) => offers.push(undo) };
  setUp(signedIn(), OpenView, { provide: Notices, useValue: notices });
  const open = TestBed.inject(OpenView);
  const start = async (): Promise<void> => {
    const target = {
      store,
      key: () => address().view,
      now: () => address().query,
      canonical: (text: string) => text,
      linkTo: (view: View | null) => ({ query: view?.query ?? '', view: view?.key ?? null }),
      go: (params: Params) => address.set(params as ReturnType<typeof address>),
      rekey: (view: string) => address.update((now) => ({ ...now, view })),
      instrument: () => chosen(),
    };
    await open.start(target, query === '');
    await new Promise((done) => setTimeout(done));
    TestBed.tick();
  };
  return { address, chosen, open, offers, start, density: TestBed.inject(Preferences).density };
}

describe('the open view', () => {
  it('is the one that the user wants first, with its density, when the address says nothing', async () => {
    const { start, address, density } = page({ standard: night, instrument: 'zoosaxs' });
    await start();
    expect([address(), density()]).toEqual([{ query: 'sort=x', view: 'my:Night' }, 'comfortable']);
  });
  it('is the one proposed for the instrument for those who want none first, which is said and taken back', async () => {
    const { start, address, chosen, offers } = page();
    await start();
    expect(address().view).toBeNull();
    chosen.set('zoosaxs');
    TestBed.tick();
    expect([address().view, offers.length]).toEqual(['p1', 1]);
    offers[0]!();
    TestBed.tick();
    expect(address()).toEqual({ query: '', view: null });
    chosen.set(null);
    TestBed.tick();
    chosen.set('zoosaxs');
    TestBed.tick();
    expect(address().view).toBeNull();
  });
  it('goes with the instrument, and stays when it was changed by hand', async () => {
    const { start, address, chosen } = page({ instrument: 'zoosaxs' });
    await start();
    expect(address().view).toBe('p1');
    chosen.set('zoohaxpes');
    TestBed.tick();
    expect(address()).toEqual({ query: '', view: null });
    chosen.set('zoosaxs');
    TestBed.tick();
    address.update((now) => ({ ...now, query: 'sort=z' }));
    chosen.set('zoohaxpes');
    TestBed.tick();
    expect(address()).toEqual({ query: 'sort=z', view: 'p1' });
  });
  it('keeps open under another name what was changed in it', async () => {
    const { start, address, open } = page({ standard: night });
    await start();
    address.update((now) => ({ ...now, query: 'sort=z' }));
    await open.rename(open.view()!, 'Late');
    expect(address()).toEqual({ query: 'sort=z', view: 'my:Late' });
  });
  it('leaves alone what somebody has set up already', async () => {
    const { start, address } = page({ query: 'sort=q', instrument: 'zoosaxs' });
    await start();
    expect(address()).toEqual({ query: 'sort=q', view: null });
  });
  it('has unsaved changes in its address or its density, which can be discarded', async () => {
    const { start, address, open, density } = page({ standard: night });
    await start();
    expect(open.changed()).toBe(false);
    address.update((now) => ({ ...now, query: 'sort=z' }));
    expect(open.changed()).toBe(true);
    open.show(open.view());
    expect([address().query, open.changed()]).toEqual(['sort=x', false]);
    density.set('compact');
    expect(open.changed()).toBe(true);
    open.show(open.view());
    TestBed.tick();
    expect([density(), open.changed()]).toEqual(['comfortable', false]);
  });
});
