import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api';
import { Problem } from '../core/problem';
import { FakeCatalogue } from '../testing/fake-api';
import { aRow, setUp } from '../testing/setup';
import { findPlace } from './find-place';

const missing = (): never => {
  throw new Problem('missing', '');
};
function place(typed: string, scans = [aRow(412)]) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/datasets/': ({ path }) => (path.endsWith('20.500.00000%2F412') ? aRow(412) : missing()),
    'GET /api/v3/proposals/': ({ path }) => (path.endsWith('20260101') ? { proposalId: '20260101' } : missing()),
    'GET /api/v4/scan-log': () => ({ rows: scans, next: null }),
  });
  setUp(catalogue.provide());
  return findPlace(TestBed.inject(Api), typed);
}

describe('global search', () => {
  it.each([
    ['20.500.00000/412', { path: ['/datasets', '20.500.00000/412'] }],
    ['https://doi.org/20.500.00000/412', { path: ['/datasets', '20.500.00000/412'] }],
    ['20260101', { path: ['/proposals', '20260101'] }],
    ['412', { path: ['/datasets', '20.500.00000/412'] }],
    ['scan 0412', { path: ['/datasets', '20.500.00000/412'] }],
    ['#412', { path: ['/datasets', '20.500.00000/412'] }],
    ['thin film', { path: ['/datasets'], query: { text: 'thin film' } }],
    ['20.500.00000/999', { path: ['/datasets'], query: { text: '20.500.00000/999' } }],
    ['41', { path: ['/datasets'], query: { text: '41' } }],
  ])('takes %s to its place', async (typed, wanted) => {
    expect(await place(typed)).toEqual(wanted);
  });
  it('leaves scans of the same number at several beamlines to the scan log', async () => {
    const twins = [aRow(412), aRow(413, { scanNumber: 412, runNumber: '412' })];
    expect(await place('412', twins)).toEqual({ path: ['/scan-log'], query: { text: '412' } });
  });
});
