import { changesSince, compared, onlyPaths } from './metadata-changes';
import { nodesOf } from './metadata';

const energy = (value: number, unit: string, valueSI: number) => ({ value, unit, valueSI, unitSI: 'J' });

describe('what changed since another scan', () => {
  it('is what has another value, and not what only has another unit', () => {
    const before = { photon_energy: energy(1, 'keV', 1.602e-16), gap: { value: 6, unit: 'mm' }, note: 'a' };
    const now = { photon_energy: energy(1000, 'eV', 1.602e-16), gap: { value: 7, unit: 'mm' }, note: 'a', more: 1 };
    expect([...changesSince(now, before)]).toEqual([
      ['gap', expect.objectContaining({ value: 6, unit: 'mm' })],
      ['more', undefined],
    ]);
  });
  it('counts a value that was not read as another one', () => {
    const before = { gap: { value: 6, unit: 'mm' } };
    expect(changesSince({ gap: { error: 'not read: timeout', unit: 'mm' } }, before).size).toBe(1);
  });
  it('keeps the groups above what changed', () => {
    const now = { sample: { holder: { position: 3, angle: 1 } }, user: 'x' };
    const paths = changesSince(now, { sample: { holder: { position: 2, angle: 1 } }, user: 'x' });
    const [sample, ...others] = onlyPaths(nodesOf(now).shown, paths);
    expect(others).toEqual([]);
    expect(sample?.children?.[0]?.children?.map(({ path }) => path)).toEqual(['sample.holder.position']);
  });
});

describe('datasets side by side', () => {
  it('tells what differs, also where one has no value', () => {
    const rows = compared([
      { gap: { value: 6, unit: 'mm' }, door: 'd1', _own: 1 },
      { gap: { value: 6, unit: 'mm' }, door: 'd2', slit: 4 },
    ]);
    expect(rows.map(({ path, differs }) => [path, differs])).toEqual([
      ['gap', false],
      ['door', true],
      ['slit', true],
    ]);
    expect(rows[2]?.readings).toEqual([undefined, { value: 4 }]);
  });
});
