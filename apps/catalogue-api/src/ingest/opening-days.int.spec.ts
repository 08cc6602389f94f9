import { aProposalChanged, aScan, testMongo } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';
import { EmbargoKeeper } from '../embargo/embargo-keeper';
import { connectionOf, datasetOf, type Keyed, pidOf } from './ingest.harness';

let catalogue: Catalogue;
beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('opening-days').uri, { RETENTION_MIN_YEARS: '7' });
}, 60_000);
afterAll(() => catalogue.dropAndStop());

const opensAt = async (scan: Keyed) => {
  const { datasetlifecycle } = (await datasetOf(catalogue, scan)) as unknown as {
    datasetlifecycle: { dateOfPublishing?: Date };
  };
  return datasetlifecycle.dateOfPublishing?.toISOString();
};
const shownAt = async (scan: Keyed) => {
  const path = `/api/v4/datasets/${encodeURIComponent(pidOf(scan))}/access`;
  const { body } = await catalogue.ask(path, { token: await catalogue.token('admin') });
  return (body['embargo'] as { endsAt?: string }).endsAt;
};
const round = () => catalogue.app.get(EmbargoKeeper).round();
const ENDED = { endTime: '2026-12-31T10:00:00.000Z' };

describe('a scan that has come in', () => {
  it('tells at once when its data open, and the keeper agrees', async () => {
    await catalogue.ingest(aProposalChanged('20260201', ENDED));
    const scan = aScan().ofProposal('20260201').started().finished();
    const alone = aScan().ofProposal('not-known').startedAt('2026-05-06T07:08:09Z').started();
    await catalogue.ingest(...scan.events(), ...alone.events());
    const days = ['2029-12-31T10:00:00.000Z', '2029-05-06T07:08:09.000Z'];
    expect([await opensAt(scan), await opensAt(alone)]).toEqual(days);
    expect([await shownAt(scan), await shownAt(alone)]).toEqual(days);
    await round();
    expect([await opensAt(scan), await opensAt(alone)]).toEqual(days);
  });

  it('follows the proposal that it names later', async () => {
    await catalogue.ingest(aProposalChanged('20260202', ENDED));
    const scan = aScan().ofProposal('20260202').startedAt('2026-05-06T07:08:09Z').progress(3).started();
    const [progress, started] = scan.events();
    await catalogue.ingest(progress!);
    expect(await opensAt(scan)).toBe('2029-05-06T07:08:09.000Z');
    await catalogue.ingest(started!);
    expect(await opensAt(scan)).toBe('2029-12-31T10:00:00.000Z');
  });

  it('is left alone when it is open already', async () => {
    const scan = aScan().ofProposal('20260202').startedAt('2026-05-06T07:08:09Z').progress(3).started();
    const [progress, started] = scan.events();
    await catalogue.ingest(progress!);
    await connectionOf(catalogue)
      .collection<{ _id: string }>('datasets')
      .updateOne({ _id: pidOf(scan) }, { $set: { isPublished: true } });
    await catalogue.ingest(started!);
    expect(await opensAt(scan)).toBe('2029-05-06T07:08:09.000Z');
  });
});
