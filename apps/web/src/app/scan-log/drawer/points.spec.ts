import { curvesOf } from './points';

const found = {
  columns: [{ name: 'mot01', unit: 'mm' }, { name: 'ct01' }],
  points: { mot01: [2, 1, 0], ct01: [20, null, 0], timestamp: [1, 2, 3] },
  firstPoint: 0,
  total: 3,
};
describe('curves of a scan', () => {
  it('run over the motor, in rising order, with gaps where nothing was read', () => {
    const drawn = curvesOf({ motors: ['mot01'], detectors: ['ct01'], scanType: 'ascan' }, found);
    expect(drawn?.x).toEqual({ name: 'mot01', unit: 'mm', values: [0, 1, 2] });
    expect(drawn?.ys).toEqual([{ name: 'ct01', unit: undefined, values: [0, null, 20] }]);
  });
  it('run over the point number where the motor goes to and fro', () => {
    expect(curvesOf({ motors: ['mot01'], detectors: ['ct01'], scanType: 'mesh' }, found)?.x).toEqual({
      name: '#',
      values: [0, 1, 2],
    });
  });
  it('are none where no point is', () => {
    expect(curvesOf({ motors: [], detectors: [], scanType: 'ct' }, { ...found, points: {} })).toBeNull();
  });
});
