import { ANONYMOUS, type Caller, type PrivilegedGroups } from './access';
import { allowsJob, asJobFilter, jobRule, mayCreateJob, mayUpdateJob, type OwnedJob } from './job-access';
import { allowsPublication, asPublicationFilter, publicationRule, publicationRuleV3 } from './publication-access';

const privileged = {
  admin: ['admin'],
  createJobPrivileged: ['creators'],
  updateJobPrivileged: ['updaters'],
  deleteJob: ['deleters'],
} as unknown as PrivilegedGroups;
const user = (username: string, ...groups: string[]): Caller => ({ userId: username, username, groups });

/** The few operators that the rules write, so that both renderings are held against each other. */
function fits(filter: Record<string, unknown>, record: Record<string, unknown>): boolean {
  return Object.entries(filter).every(([name, condition]) => {
    if (name === '$or') return (condition as Record<string, unknown>[]).some((part) => fits(part, record));
    const { $eq, $in } = condition as { $eq?: unknown; $in?: unknown[] };
    return $in ? $in.includes(record[name]) : $eq === record[name];
  });
}

describe('access to jobs', () => {
  const jobs: OwnedJob[] = [
    {},
    { ownerUser: 'u' },
    { ownerGroup: 'g' },
    { ownerUser: 'u', ownerGroup: 'h' },
    { ownerGroup: '' },
  ];
  const callers = [
    user('u'),
    user('v', 'g'),
    user('w', 'h', 'x'),
    user('a', 'admin'),
    user('c', 'creators'),
    user('d', 'updaters'),
    user('e', 'deleters'),
  ];

  it('nobody reads jobs without signing in', () => {
    expect(jobRule(ANONYMOUS, privileged)).toBeUndefined();
    expect(jobRule({ ...ANONYMOUS, groups: ['admin'] }, privileged)).toBeUndefined();
  });

  it('both renderings of the rule agree', () => {
    const seen = callers.map((caller) => {
      const rule = jobRule(caller, privileged)!;
      const verdicts = jobs.map((job) => allowsJob(rule, job));
      expect(jobs.map((job) => fits(asJobFilter(rule), { ...job }))).toEqual(verdicts);
      return [caller.username, verdicts.map(Number).join('')];
    });
    expect(seen).toEqual([
      ['u', '01010'],
      ['v', '00100'],
      ['w', '00010'],
      ['a', '11111'],
      ['c', '11111'],
      ['d', '11111'],
      ['e', '00000'],
    ]);
  });

  it.each([
    ['#datasetPublic', ANONYMOUS, [], false],
    ['#datasetPublic', ANONYMOUS, undefined, false],
    ['#datasetPublic', ANONYMOUS, [{ isPublished: true }], true],
    ['#datasetAccess', user('u', 'g'), [{ ownerGroup: 'g' }, { accessGroups: ['g'] }, { isPublished: true }], true],
    ['#datasetAccess', user('u', 'g'), [{ ownerGroup: 'h' }], false],
    ['#datasetOwner', user('u', 'g'), [{ ownerGroup: 'g' }, { ownerGroup: 'g', isPublished: true }], true],
    ['#datasetOwner', user('u', 'g'), [{ ownerGroup: 'g' }, { isPublished: true }], false],
    ['#jobAdmin', user('u', 'g'), [], false],
    ['#jobAdmin', user('#jobAdmin', 'g'), [], false],
    ['@g', user('u', 'g'), undefined, true],
    ['@g', user('@g'), undefined, false],
    ['@admin', { ...ANONYMOUS, groups: ['admin'] }, undefined, false],
    ['anonymous', ANONYMOUS, undefined, false],
    ['u', user('u'), undefined, true],
  ] as const)('create %s by %j with %j: %j', (auth, caller, datasets, may) => {
    expect(mayCreateJob(auth, caller, { ownerGroup: 'g', datasets })).toBe(may);
  });

  it('a job without an owner belongs to nobody', () => {
    for (const auth of ['#jobOwnerUser', '#jobOwnerGroup', '#jobAdmin'])
      for (const caller of [ANONYMOUS, user('undefined', 'undefined', '')])
        expect([auth, mayUpdateJob(auth, caller, {})]).toEqual([auth, false]);
  });
});

describe('access to publications', () => {
  const records = ['private', 'public', 'registered', 'amended'].flatMap((status) => [
    { status, createdBy: 'u' },
    { status, createdBy: 'v' },
  ]);

  it.each([
    ['anybody', publicationRule(ANONYMOUS, privileged), '00111111'],
    ['their creator', publicationRule(user('u'), privileged), '10111111'],
    ['admins', publicationRule(user('a', 'admin'), privileged), '11111111'],
    ['anybody, older routes', publicationRuleV3(ANONYMOUS), '00001111'],
    ['who is signed in, older routes', publicationRuleV3(user('w')), '11111111'],
  ])('of %s: both renderings agree', (_, rule, wanted) => {
    expect(records.map((record) => Number(allowsPublication(rule, record))).join('')).toBe(wanted);
    expect(records.map((record) => Number(fits(asPublicationFilter(rule), record))).join('')).toBe(wanted);
  });
});
