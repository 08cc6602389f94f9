import type { ScanMetadata } from '@scizoo/messaging';
import type { DatasetPlan } from './plan-dataset';
import { capturedPoint, type PointRun, pointsOf } from './points-of-event';
import { assembled } from './points.service';
import { pointWrites } from './store';

/** The points as they are read again after they were written. */
function kept(points: readonly PointRun[]): ReturnType<typeof assembled> {
  const writes = pointWrites({ pid: 'pid', points, beside: {} } as unknown as DatasetPlan) as unknown as {
    updateOne: { update: { $set: Record<string, { count: number; columns: Record<string, unknown[]> }> } };
  }[];
  const runs = writes.map(({ updateOne: { update } }) =>
    Object.fromEntries(Object.entries(update.$set).map(([path, run]) => [path.replace('runs.', ''), run])),
  );
  return assembled(
    runs.map((of) => ({ runs: of })),
    undefined,
  );
}
const at = (point: number | undefined, values: ScanMetadata['values'], when: ScanMetadata['when'] = 'point') =>
  capturedPoint({ when, point, values });

describe('values captured at points', () => {
  it('stand as columns beside those of the scan, whichever comes first', () => {
    const own = pointsOf({ pointsDone: 3, firstPoint: 0, columns: { mot01: [0, 1, 2] } });
    const captured = [
      ...at(0, [{ key: 'cell.temperature', value: 77.1, unit: 'K' }]),
      ...at(2, [{ key: 'cell.temperature', value: 77.3, unit: 'K' }]),
    ];
    const wanted = { firstPoint: 0, total: 3, points: { mot01: [0, 1, 2], 'cell.temperature': [77.1, null, 77.3] } };
    expect(kept([...own, ...captured])).toEqual(wanted);
    expect(kept([...captured, ...own])).toEqual(wanted);
  });

  it('are single values that were read, and only those of points', () => {
    expect(
      at(1, [
        { key: 'gone', error: 'not read: timeout' },
        { key: 'list', value: [1] },
        { key: 'nan', value: null },
      ]),
    ).toEqual([]);
    expect(at(undefined, [{ key: 'a', value: 1 }])).toEqual([]);
    expect(at(1, [{ key: 'a', value: 1 }], 'change')).toEqual([]);
    expect(() => at(1, [{ key: '__proto__', value: 1 }])).toThrow('not valid');
  });
});
