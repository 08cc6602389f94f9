import { jest } from '@jest/globals';
import { aProposalChanged, aScan, eventually, testMongo } from '@scizoo/testing';
import { Catalogue } from '../testing/catalogue';
import { aContent, anItem, CaptureDesk } from './capture.harness';

// Real servers on a busy machine.
jest.setTimeout(120_000);
const proposalId = '20260101';

describe('forms', () => {
  let catalogue: Catalogue;
  let staff: CaptureDesk;
  let scientist: CaptureDesk;
  let guest: CaptureDesk;
  beforeAll(async () => {
    catalogue = await Catalogue.start(testMongo('forms').uri);
    [staff, scientist, guest] = await Promise.all([
      CaptureDesk.of(catalogue, 'staff'),
      CaptureDesk.of(catalogue, 'scientist'),
      CaptureDesk.of(catalogue, 'guest'),
    ]);
    await catalogue.ingest(aProposalChanged(proposalId));
    await staff.record(
      aContent(anItem('sample_name', { source: { kind: 'form', form: 'sample', field: 'name' }, unit: undefined })),
    );
  });
  afterAll(() => catalogue.dropAndStop());

  const scan = (number: number) => aScan().onBeamline('b310a').numbered(number).ofProposal(proposalId);
  const metadataOf = async (number: number): Promise<Record<string, unknown>> => {
    const filter = encodeURIComponent(JSON.stringify({ where: { runNumber: String(number) } }));
    const { text } = await catalogue.ask(`/api/v4/datasets?filter=${filter}`, {
      token: await catalogue.token('staff'),
    });
    const [found] = JSON.parse(text) as { scientificMetadata: Record<string, unknown>; sampleIds: string[] }[];
    return { ...found?.scientificMetadata, sampleIds: found?.sampleIds };
  };
  const answers = { name: 'crystal-7', thickness: 0.5 };

  it('are filled in by the group that measures and by staff, completely or not at all', async () => {
    const asked = { form: 'sample', proposalId, answers };
    expect((await guest.ask('/forms', asked)).status).toBe(403);
    expect((await scientist.ask('/forms', { ...asked, form: 'none' })).status).toBe(404);
    const incomplete = await scientist.ask('/forms', { ...asked, answers: { thickness: -1 } });
    expect([incomplete.status, incomplete.text]).toEqual([400, expect.stringContaining('name: required')]);
    expect(incomplete.text).toContain('thickness: too-small: 0');
    expect((await scientist.ask('/forms')).status).toBe(403);
  });

  it('reach a range of scans, with units and sample, above what the control system says', async () => {
    await catalogue.ingest(...[11, 12, 13].flatMap((number) => scan(number).started().finished().events()));
    const sent = await scientist.ask('/forms', { form: 'sample', proposalId, scans: { from: 11, to: 12 }, answers });
    expect(sent.body).toMatchObject({ state: 'accepted', accepted: 2, open: false, submittedBy: 'scientist' });
    expect(await metadataOf(11)).toMatchObject({
      sample_name: { value: 'crystal-7', when: 'form' },
      thickness: { value: 0.5, unit: 'mm' },
      sampleIds: ['crystal-7'],
    });
    expect(await metadataOf(13)).not.toHaveProperty('sample_name');
    // Doing it again changes nothing.
    const again = await scientist.ask(`/forms/${String(sent.body['id'])}/retry`, {});
    expect(again.body).toMatchObject({ state: 'accepted', accepted: 2 });
  });

  it('reach the scans of a range that are still to come, and no other ones', async () => {
    await catalogue.ingest(...scan(15).started().finished().events());
    const asked = { form: 'sample', proposalId, scans: { from: 15, to: 17 }, answers: { name: 'of the range' } };
    const sent = await scientist.ask('/forms', asked);
    expect(sent.body).toMatchObject({ state: 'accepted', accepted: 1, open: true });
    await catalogue.ingest(
      ...[16, 17, 18].flatMap((number) => scan(number).startedAt(new Date()).started().finished().events()),
    );
    for (const number of [16, 17])
      await eventually(async () => 'sample_name' in (await metadataOf(number)), { withinMs: 30_000 });
    expect(await metadataOf(18)).not.toHaveProperty('sample_name');
    // the last one is there: asked again there is nothing to wait for
    const again = await scientist.ask(`/forms/${String(sent.body['id'])}/retry`, {});
    expect(again.body).toMatchObject({ accepted: 3, open: false });
  });

  it('wait for scans to come, and reach each of them; a later answer takes over', async () => {
    const first = await staff.ask('/forms', { form: 'sample', proposalId, answers: { name: 'first' } });
    expect(first.body).toMatchObject({ state: 'queued', open: true });
    await catalogue.ingest(...scan(21).startedAt(new Date()).started().events());
    await eventually(async () => 'sample_name' in (await metadataOf(21)), { withinMs: 30_000 });
    const second = await staff.ask('/forms', { form: 'sample', proposalId, answers: { name: 'second' } });
    await catalogue.ingest(...scan(22).startedAt(new Date()).started().events());
    await eventually(async () => 'sample_name' in (await metadataOf(22)), { withinMs: 30_000 });
    expect(await metadataOf(22)).toMatchObject({ sample_name: { value: 'second' } });
    const listed = await scientist.ask(`/forms?proposalId=${proposalId}`);
    const [newest, older] = JSON.parse(listed.text) as { id: string; open: boolean }[];
    expect(newest).toMatchObject({ id: second.body['id'], open: true });
    expect(older).toMatchObject({ id: first.body['id'], open: false, state: 'accepted' });
    const closed = await scientist.ask(`/forms/${newest?.id}`, undefined, 'DELETE');
    expect(closed.body).toMatchObject({ open: false });
  });

  it('give a running scan the answers at once', async () => {
    await catalogue.ingest(
      ...scan(31)
        .startedAt(new Date(Date.now() - 5000))
        .started()
        .events(),
    );
    const sent = await staff.ask('/forms', { form: 'sample', proposalId, answers: { name: 'now' } });
    expect(sent.body).toMatchObject({ open: true, state: 'accepted' });
    expect(await metadataOf(31)).toMatchObject({ sample_name: { value: 'now' } });
  });
});
