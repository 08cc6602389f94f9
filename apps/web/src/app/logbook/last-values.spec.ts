import { TestBed } from '@angular/core/testing';
import { FakeCatalogue } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { LastValues } from './last-values';

const NOW = {
  readAt: '2026-11-30T10:00:00.000Z',
  values: [{ name: 'Ring current', value: 399, unit: 'mA', tookMs: 3 }],
};
const row = { pid: '20.5/1', runNumber: '35', datasetName: 'x', endTime: '2026-11-30T09:50:12.000Z' };
const scans = (rows: object[]) => ({
  'GET /api/v4/scan-log': () => ({ rows }),
  'GET /api/v4/datasets/20.5%2F1': () => ({ scientificMetadata: { motors: ['mot01', 'mot02'] } }),
  'GET /api/v4/datasets/20.5%2F1/points': () => ({
    columns: [{ name: 'mot01', unit: 'mm' }, { name: 'mot02' }],
    points: { mot01: [0, 0.5, null], mot02: [null, null, null] },
    firstPoint: 0,
    total: 3,
  }),
});
function values(answers: Record<string, () => unknown>): LastValues {
  setUp(signedIn(), new FakeCatalogue(answers).provide(), LastValues);
  return TestBed.inject(LastValues);
}
const AWAY = { 'GET /api/v4/capture/b310a/now': () => Promise.reject(new Error('away')) };

describe('values of this moment', () => {
  it('stand above the motors that only the last scan knows, which are marked as such', async () => {
    const now = { 'GET /api/v4/capture/b310a/now': () => NOW };
    const { table = '', fault } = await values({ ...now, ...scans([row]) }).now('beamline:b310a');
    expect(fault).toBeUndefined();
    expect(table).toContain('| Ring current | 399 mA |');
    expect(table).toMatch(/\| Motors after scan 35, 2026-11-30 [\d:]+ \(not read now\) \| \|/);
    expect(table).toContain('| mot01 | 0.5 mm |');
    expect(table).not.toContain('mot02');
  });
  it('say that they could not be read, also when the motors are known', async () => {
    const { table = '', fault } = await values({ ...AWAY, ...scans([row]) }).now('beamline:b310a');
    expect(fault).toBeTruthy();
    expect(table).toContain('(not read now)');
    expect(table).not.toContain('Ring current');
  });
  it('leave the motors of a running scan out: they are on their way', async () => {
    const now = { 'GET /api/v4/capture/b310a/now': () => NOW };
    const running = { ...row, endTime: null };
    const { table } = await values({ ...now, ...scans([running]) }).now('beamline:b310a');
    expect(table).toContain('Ring current');
    expect(table).not.toContain('not read now');
  });
});
