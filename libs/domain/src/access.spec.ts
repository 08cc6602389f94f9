import fc from 'fast-check';
import {
  addressKey,
  allows,
  ANONYMOUS,
  asFilter,
  asViewFilter,
  type Caller,
  EVERYBODY,
  groupsOfTeam,
  mayAnnotate,
  mayChange,
  mayChangeView,
  mayCreateDataset,
  mayPlaceView,
  mayReadView,
  mayDefineLogbook,
  mayUseLogbook,
  type Owned,
  type PlacedView,
  type PrivilegedGroups,
  readersOf,
  readRule,
  rightOnNotes,
  rightsOf,
} from './access';

const privileged: PrivilegedGroups = {
  admin: ['admin'],
  delete: ['deleters'],
  createDataset: ['#all'],
  createDatasetWithPid: ['with-pid'],
  createDatasetPrivileged: ['ingestors'],
  updateDatasetLifecycle: ['archive'],
  proposal: ['user-office'],
  sample: ['#all'],
  samplePrivileged: [],
  attachment: ['#all'],
  attachmentPrivileged: [],
  policy: [],
  createJobPrivileged: [],
  updateJobPrivileged: [],
  deleteJob: [],
  ingest: ['ingest'],
};
const user = (...groups: string[]): Caller => ({ userId: 'u1', username: 'u1', email: 'u1@demo.example', groups });
const record: Owned = {
  ownerGroup: '20260101',
  accessGroups: ['helpers'],
  instrumentGroup: 'zoosaxs-staff',
  sharedWith: ['u1@demo.example'],
};
const unshared: Owned = { ...record, sharedWith: [] };
const published: Owned = { ...unshared, isPublished: true };

/** caller, record, may read, may change, may annotate */
const cases: [string, Caller, Owned, boolean, boolean, boolean][] = [
  ['anonymous, closed', ANONYMOUS, record, false, false, false],
  ['anonymous, published', ANONYMOUS, published, true, false, false],
  ['owner group', user('20260101'), unshared, true, true, true],
  ['access group', user('helpers'), unshared, true, false, false],
  ['instrument staff', user('zoosaxs-staff'), unshared, true, false, true],
  ['shared with', user(), record, true, false, false],
  ['stranger', user('other'), unshared, false, false, false],
  ['stranger, published', user('other'), published, true, false, false],
  ['lifecycle group', user('archive'), unshared, true, false, false],
  ['admin', user('admin'), unshared, true, true, true],
  ['group of a name that contains admin', user('admin1', 'adm'), unshared, false, false, false],
  ['group called like everybody', user(EVERYBODY), unshared, false, false, false],
];

/** What MongoDB does with the rendered condition. */
const matches = (filter: Record<string, unknown>, candidate: Owned) => {
  const wanted = (filter as { readers?: { $in: string[] } }).readers?.$in;
  return wanted === undefined || readersOf(candidate).some((reader) => wanted.includes(reader));
};

describe('a group of the name that stands for everybody', () => {
  it('opens a record to nobody: only publishing does', () => {
    for (const named of [{ ownerGroup: EVERYBODY }, { accessGroups: [EVERYBODY] }, { sharedWith: [EVERYBODY] }])
      expect(readersOf({ ownerGroup: '20260101', ...named })).not.toContain(EVERYBODY);
    expect(readersOf(published)).toContain(EVERYBODY);
  });
});

describe('the logbook of a record', () => {
  const record = { ownerGroup: 'o', accessGroups: ['a'], instrumentGroup: 'i', sharedWith: ['u1@demo.example'] };
  it.each([
    ['owners', user('o'), true],
    ['access groups', user('a'), true],
    ['staff', user('i'), true],
    ['those it is shared with', user(), true],
    ['admins', user('admin'), true],
    ['others', { ...user('x'), email: 'x@demo.example' }, false],
    ['nobody', ANONYMOUS, false],
  ])('is open to %s: %#', (_, caller, expected) => {
    expect(mayUseLogbook(caller, privileged, record)).toBe(expected);
    expect(mayUseLogbook(caller, privileged, { ...record, isPublished: true })).toBe(expected);
  });
});

describe('what the entries of a logbook must say', () => {
  const record = { ownerGroup: 'o', accessGroups: ['a'], instrumentGroup: 'i', sharedWith: ['u1@demo.example'] };
  it.each([
    ['owners', user('o'), true],
    ['staff', user('i'), true],
    ['admins', user('admin'), true],
    ['access groups', user('a'), false],
    ['those it is shared with', user(), false],
    ['nobody', ANONYMOUS, false],
  ])('is set by %s: %#', (_, caller, expected) => {
    expect(mayDefineLogbook(caller, privileged, { ...record, isPublished: true })).toBe(expected);
  });
});

describe('access to datasets', () => {
  it.each(cases)('%s', (_name, caller, candidate, reads, changes, annotates) => {
    const rule = readRule(caller, privileged, 'dataset');
    expect(allows(rule, candidate)).toBe(reads);
    expect(matches(asFilter(rule), candidate)).toBe(reads);
    expect(mayChange(caller, privileged, candidate)).toBe(changes);
    expect(mayAnnotate(caller, privileged, candidate)).toBe(annotates);
    expect(rightOnNotes(caller, privileged, candidate)).toBe(annotates ? 'write' : reads ? 'read' : 'none');
  });

  it('renders to the same verdict as filter and as yes/no', () => {
    const names = fc.constantFrom('a', 'b', 'admin', 'archive', EVERYBODY, 'u1@demo.example');
    fc.assert(
      fc.property(
        fc.uniqueArray(names, { maxLength: 4 }),
        fc.record({ ownerGroup: names, accessGroups: fc.array(names, { maxLength: 3 }), isPublished: fc.boolean() }),
        (groups, candidate) => {
          const rule = readRule(user(...groups), privileged, 'dataset');
          expect(matches(asFilter(rule), candidate)).toBe(allows(rule, candidate));
        },
      ),
    );
  });

  it('lets only privileged callers create for others or choose a pid', () => {
    expect(mayCreateDataset(user('g'), privileged, 'g', false)).toBe(true);
    expect(mayCreateDataset(user('g'), privileged, 'g', true)).toBe(false);
    expect(mayCreateDataset(user('g', 'with-pid'), privileged, 'g', true)).toBe(true);
    expect(mayCreateDataset(user('g'), privileged, 'other', false)).toBe(false);
    expect(mayCreateDataset(user('ingestors'), privileged, 'other', true)).toBe(true);
    expect(mayCreateDataset(ANONYMOUS, privileged, 'g', false)).toBe(false);
  });
});

describe('what a program may offer', () => {
  it.each([
    [ANONYMOUS, []],
    [user('20260101'), ['samples']],
    [user('user-office'), ['proposals', 'samples']],
    [user('deleters'), ['delete', 'samples']],
    [user('admin'), ['admin', 'proposals', 'samples', 'samples-of-anybody']],
  ] as const)('%o: %j', (caller, rights) => expect(rightsOf(caller, privileged)).toEqual(rights));
  it('is nothing for somebody without a group, nor for who has not signed in', () => {
    expect(rightsOf(user(), privileged)).toEqual([]);
    expect(rightsOf({ ...ANONYMOUS, groups: ['deleters', 'user-office'] }, privileged)).toEqual([]);
  });
});

describe('the team of a proposal', () => {
  it('is compared by address, where only the letters A to Z lose their case', () => {
    expect(addressKey(' Katka.Öhman@Institute.EXAMPLE ')).toBe('katka.Öhman@institute.example');
    expect(addressKey('\u212Aatka@x.example')).not.toBe(addressKey('Katka@x.example'));
  });
  it('comes into owner groups, but never into those of staff or with rights of their own', () => {
    const owners = ['20260101', '20260101', 'admin', 'zoosaxs-team', 'other-staff', EVERYBODY];
    expect(groupsOfTeam(owners, ['zoosaxs-team', ...privileged.admin])).toEqual(['20260101']);
  });
});

describe('views of tables', () => {
  const ofGroup: PlacedView = { ownerId: 'u2', group: '20260101' };
  const own: PlacedView = { ownerId: 'u1', group: '20260101' };
  const proposed: PlacedView = { ownerId: 'u2', instrument: 'zoosaxs', staffGroup: 'zoosaxs-staff' };
  const toAll: PlacedView = { ownerId: 'u2', group: EVERYBODY };
  /** caller, view, may read, may put one like it, may change */
  const viewCases: [string, Caller, PlacedView, boolean, boolean, boolean][] = [
    ['anonymous, group', ANONYMOUS, ofGroup, false, false, false],
    ['anonymous, proposed', ANONYMOUS, proposed, false, false, false],
    ['member of the group', user('20260101'), ofGroup, true, true, false],
    ['its author', user('20260101'), own, true, true, true],
    ['its author, who has left the group', user('other'), own, true, false, true],
    ['stranger, group', user('other'), ofGroup, false, false, false],
    ['stranger, proposed', user('other'), proposed, true, false, false],
    ['staff, proposed by a colleague', user('zoosaxs-staff'), proposed, true, true, true],
    ['staff of another beamline', user('zoohaxpes-staff'), proposed, true, false, false],
    ['staff, group', user('zoosaxs-staff'), ofGroup, false, false, false],
    ['admin, proposed', user('admin'), proposed, true, true, true],
    ['admin, group', user('admin'), ofGroup, false, false, true],
    ['group called like everybody', user(EVERYBODY), toAll, false, false, false],
  ];
  const found = (filter: Record<string, unknown>, view: PlacedView): boolean =>
    (filter['$or'] as Record<string, unknown>[]).some((part) => {
      const [[name, wanted] = ['', undefined]] = Object.entries(part);
      const value = (view as Record<string, unknown>)[name];
      if (typeof wanted === 'string') return value === wanted;
      const { $exists, $in } = wanted as { $exists?: boolean; $in?: unknown[] };
      return $exists ? value !== undefined : ($in ?? []).includes(value);
    });
  it.each(viewCases)('%s', (_, caller, view, reads, places, changes) => {
    expect([
      mayReadView(caller, view),
      mayPlaceView(caller, privileged, view),
      mayChangeView(caller, privileged, view),
    ]).toEqual([reads, places, changes]);
    if (caller.userId !== undefined) expect(found(asViewFilter(caller), view)).toBe(reads);
  });
});
