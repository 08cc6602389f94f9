import { DataRoots } from './data-roots';

describe('data roots', () => {
  const roots = new DataRoots(['/data/visitors/*/{ownerGroup}', '/data/staff/']);

  it.each([
    ['/data/visitors/zoosaxs/p1', '/data/visitors/zoosaxs/p1'],
    ['/data/visitors/zoosaxs/p1/20260101/raw/', '/data/visitors/zoosaxs/p1'],
    ['/data/staff/tests', '/data/staff'],
  ])('hold %s', (folder, root) => {
    expect(roots.rootOf(folder, 'p1')).toBe(root);
  });

  it.each([
    ['of another group', '/data/visitors/zoosaxs/p2/raw'],
    ['whose name only begins like the group', '/data/visitors/zoosaxs/p12/raw'],
    ['above the group', '/data/visitors/zoosaxs'],
    ['that climbs', '/data/visitors/zoosaxs/p1/../p2'],
    ['with a dot', '/data/visitors/./zoosaxs/p1'],
    ['with two slashes', '/data//staff/x'],
    ['that is relative', 'data/staff/x'],
    ['beside a root', '/data/staffroom'],
    ['of the system', '/etc'],
    ['with a NUL', '/data/staff/\0'],
  ])('do not hold a folder %s', (_, folder) => {
    expect(roots.rootOf(folder, 'p1')).toBeUndefined();
  });

  it.each(['', '.', '..', 'a/b', '*'])('take the group "%s" for no folder but its own', (group) => {
    expect(roots.rootOf('/data/visitors/zoosaxs/p1', group)).toBeUndefined();
    expect(roots.rootOf('/data/visitors/zoosaxs/a/b', group)).toBeUndefined();
  });

  it('are nowhere when none is set', () => {
    expect(new DataRoots([]).rootOf('/data/staff/tests', 'p1')).toBeUndefined();
  });
});
