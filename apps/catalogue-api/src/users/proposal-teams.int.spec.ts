import { jest } from '@jest/globals';
import { datasetPid, makeEvent } from '@scizoo/messaging';
import { aProposalChanged, aScan, EventStream, eventually, testMongo } from '@scizoo/testing';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';

// Real servers on a busy machine.
jest.setTimeout(60_000);

let catalogue: Catalogue;
let guest: string;
let staff: string;
const GUEST = 'gustav.gast@institute.example';
const person = (email: string) => ({ firstName: 'Gustav', lastName: 'Gastzq', email });
const onTeam = (proposalId: string, emails: readonly string[], sequence: number, more = {}) =>
  aProposalChanged(proposalId, { team: emails.map(person), ...more }, sequence);
const withdrawn = (proposalId: string, sequence: number) =>
  makeEvent(
    'org.scizoo.proposal.withdrawn.v1',
    { subject: proposalId, source: 'urn:scizoo:proposals:demo', sequence },
    { proposalId, reason: 'moved to another facility' },
  );
const proposalOf = (id: string) => `/api/v3/proposals/${id}`;
const sees = async (id: string, token: string) =>
  (await catalogue.ask(proposalOf(id), { token })).status === 200 ? true : undefined;
const lacks = async (id: string, token: string) => ((await sees(id, token)) ? undefined : true);
const listed = async (id: string, token: string): Promise<number> => {
  const filter = encodeURIComponent(JSON.stringify({ where: { proposalIds: id } }));
  const { body } = await catalogue.ask(`/api/v4/datasets?filter=${filter}`, { token });
  return (body as unknown as unknown[]).length;
};
/** The session remembers its groups for two seconds. */
const SOON = { withinMs: 5000, what: 'the access of the team' };

beforeAll(async () => {
  catalogue = await Catalogue.start(testMongo('teams').uri);
  [guest, staff] = [await catalogue.token('guest'), await catalogue.token('staff')];
}, 60_000);
afterAll(() => catalogue.dropAndStop());

describe('the team of a proposal', () => {
  const id = '20269100';
  const samples = [{ sampleId: 'S-9100', name: 'Otter hair' }];
  let stream: EventStream;
  afterAll(() => stream.close());

  it('gets to the proposal, its datasets and its samples, whatever the letter case of the address', async () => {
    await catalogue.ingest(aProposalChanged(id, { samples }));
    await catalogue.ingest(...aScan().ofProposal(id).started().finished().events());
    expect([await sees(id, guest), await listed(id, guest)]).toEqual([undefined, 0]);
    expect((await catalogue.ask(`/api/v4/proposals/${id}/team`, { token: guest })).status).toBe(404);

    await catalogue.ingest(onTeam(id, ['Gustav.Gast@Institute.EXAMPLE'], 2, { samples }));
    await eventually(() => sees(id, guest), SOON);
    expect(await listed(id, guest)).toBe(1);
    expect((await catalogue.ask('/api/v3/samples/S-9100', { token: guest })).status).toBe(200);
    const { body } = await catalogue.ask(`/api/v4/proposals/${id}/team`, { token: guest });
    expect(body).toEqual([
      { role: 'pi', firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@example.org' },
      { role: 'member', ...person('Gustav.Gast@Institute.EXAMPLE') },
    ]);
  });

  it('is named in no answer of SciCat, and nobody can search by it', async () => {
    for (const path of [proposalOf(id), '/api/v3/proposals', '/api/v3/proposals/fullquery'])
      expect((await catalogue.ask(path, { token: staff })).text).not.toContain('Gastzq');
    const probe = (where: object) =>
      catalogue.ask(`/api/v3/proposals?filters=${encodeURIComponent(JSON.stringify({ where }))}`, { token: guest });
    for (const where of [{ 'team.address': GUEST }, { 'team.lastName': { regexp: '^Gast' } }])
      expect([where, await probe(where)]).toMatchObject([where, { status: 400 }]);
  });

  it('loses it when somebody leaves, in a live view too', async () => {
    stream = await EventStream.open(`${catalogue.url}/api/v4/live/scan-log`, { authorization: `Bearer ${guest}` });
    const rowOf = (scan: { key: string }) =>
      stream.events.some(({ event, data }) => event === 'row' && data.includes(datasetPid('20.500.00000', scan.key)));
    const seen = aScan().ofProposal(id).started();
    await catalogue.ingest(...seen.events());
    await eventually(() => rowOf(seen), { what: 'the row of the team' });

    await catalogue.ingest(onTeam(id, [], 3, { samples }));
    await eventually(() => lacks(id, guest), SOON);
    expect(await listed(id, guest)).toBe(0);
    expect((await catalogue.ask('/api/v3/samples/S-9100', { token: guest })).status).toBe(403);
    // The view is told to read anew, and shows nothing of the proposal from then on.
    await stream.next(({ event }) => event === 'reset', 15_000);
    const [hidden, own] = [aScan().ofProposal(id).started(), aScan().ofProposal('20260102').started()];
    await catalogue.ingest(aProposalChanged('20260102'), ...hidden.events(), ...own.events());
    await eventually(() => rowOf(own), { what: 'the row of their own proposal' });
    expect(rowOf(hidden)).toBe(false);
  });

  it('loses it with the withdrawal, and an older event that comes late brings it not back; the data stay', async () => {
    await catalogue.ingest(onTeam(id, [GUEST], 5, { samples }));
    await eventually(() => sees(id, guest), SOON);
    await catalogue.ingest(withdrawn(id, 6));
    await eventually(() => lacks(id, guest), SOON);
    expect(await catalogue.ingest(onTeam(id, [GUEST], 4, { samples }))).toEqual(['superseded']);
    await new Promise((resolve) => setTimeout(resolve, 2100));
    expect([await sees(id, guest), await listed(id, guest)]).toEqual([undefined, 0]);
    expect([await sees(id, staff), await listed(id, staff)]).toEqual([true, 3]);
    // Taken up again.
    await catalogue.ingest(onTeam(id, [GUEST], 7, { samples }));
    await eventually(() => sees(id, guest), SOON);
  });
});

describe('being on a proposal brings nothing more than its data', () => {
  it('no rights of staff and none of a privileged group, whoever owns the proposal', async () => {
    await catalogue.ingest(
      onTeam('20269201', [GUEST], 1, { ownerGroup: 'admin' }),
      onTeam('20269202', [GUEST], 1, { ownerGroup: 'zoosaxs-staff' }),
      onTeam('20269203', [GUEST], 1, { ownerGroup: 'not-known-yet-staff' }),
      onTeam('20269204', [GUEST], 1),
    );
    await eventually(() => sees('20269204', guest), SOON);
    const { body } = await catalogue.ask('/api/v3/users/my/identity', { token: guest });
    const { accessGroups } = body['profile'] as { accessGroups: string[] };
    expect(accessGroups).toEqual(expect.arrayContaining(['20260102', '20269204']));
    expect(accessGroups.filter((group) => group.includes('admin') || group.includes('staff'))).toEqual([]);
    for (const id of ['20269201', '20269202', '20269203']) expect([id, await sees(id, guest)]).toEqual([id, undefined]);
  });

  it('nothing by an address that nobody has checked, or that only looks alike', async () => {
    const users = catalogue.app.get(DatabaseService).connection.collection('users');
    const be = async (account: object) => {
      await users.updateOne({ username: 'guest' }, { $set: account });
      return catalogue.token('guest');
    };
    try {
      expect(await sees('20269204', await be({ emailVerified: false }))).toBeUndefined();
      await catalogue.ingest(onTeam('20269205', ['katka@institute.example'], 1));
      // The sign of Kelvin, which becomes a k in lower case.
      expect(
        await sees('20269205', await be({ emailVerified: true, email: '\u212Aatka@institute.example' })),
      ).toBeUndefined();
      expect(await sees('20269205', await be({ email: 'KATKA@institute.example' }))).toBe(true);
    } finally {
      await be({ email: GUEST, emailVerified: true });
    }
  });
});
