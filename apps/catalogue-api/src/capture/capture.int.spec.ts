import { jest } from '@jest/globals';
import { kafkaClient, ensureTopics, makeEvent, parseEvent, type SciZooEvent, topicNames } from '@scizoo/messaging';
import { aProposalChanged, eventually, testKafka, testMongo } from '@scizoo/testing';
import { randomUUID } from 'node:crypto';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';
import { aContent, anItem, CaptureDesk, HarvesterStandIn } from './capture.harness';
import { CaptureScheduleKeeper } from './capture-schedule.keeper';

// Real servers on a busy machine.
jest.setTimeout(120_000);
const reason = 'for the new furnace';

describe('capture configurations', () => {
  const harvester = new HarvesterStandIn();
  let catalogue: Catalogue;
  let staff: CaptureDesk;
  let admin: CaptureDesk;
  let scientist: CaptureDesk;
  beforeAll(async () => {
    const url = await harvester.listen();
    catalogue = await Catalogue.start(testMongo('capture').uri, { TANGO_HARVESTER_URLS: `b310a=${url}` });
    [staff, admin, scientist] = await Promise.all([
      CaptureDesk.of(catalogue, 'staff'),
      CaptureDesk.of(catalogue, 'admin'),
      CaptureDesk.of(catalogue, 'scientist'),
    ]);
  });
  afterAll(async () => {
    await catalogue.dropAndStop();
    harvester.close();
  });

  it('are edited by staff of the beamline and read by everybody who has signed in', async () => {
    expect((await catalogue.ask('/api/v4/capture/b310a')).status).toBe(401);
    expect((await scientist.ask('/versions', {})).status).toBe(403);
    expect((await staff.ask('/versions', {})).status).toBe(201);
    expect((await staff.ask('/versions', {})).status).toBe(409);
    expect((await scientist.ask('/versions/1')).status).toBe(403);
    expect((await scientist.ask('/versions')).status).toBe(403);
    expect((await scientist.ask('')).body).toMatchObject({ beamline: 'b310a', name: 'B310A', mayEdit: false });
    expect((await (await CaptureDesk.of(catalogue, 'staff', 'nowhere')).ask('')).status).toBe(404);
    const version = await staff.record(aContent(anItem('cell_temperature')));
    const { body } = await scientist.ask('');
    expect(body).toMatchObject({ active: { version, state: 'active', content: { timeBudgetMs: 500 } } });
    expect(body).not.toHaveProperty('draft');
    expect((await scientist.ask(`/versions/${version}`)).status).toBe(200);
    const { text } = await catalogue.ask('/api/v4/capture', { token: await catalogue.token('scientist') });
    expect(JSON.parse(text)).toMatchObject([
      { beamline: 'b310a', hasDevices: true, active: { version } },
      { beamline: 'zoosaxs', hasDevices: false },
    ]);
  });

  it('name the people behind the accounts, also of what was changed before their names were known', async () => {
    const version = await staff.record(aContent(anItem('a')));
    const users = catalogue.app.get(DatabaseService).connection.collection('users');
    expect((await users.updateOne({ username: 'staff' }, { $set: { displayName: 'Stina Strand' } })).matchedCount).toBe(
      1,
    );
    const { body } = await scientist.ask('');
    expect(body).toMatchObject({ active: { version, activatedBy: 'staff', names: { staff: 'Stina Strand' } } });
    const [newest] = JSON.parse((await staff.ask('/versions')).text) as { names: object }[];
    expect(newest?.names).toEqual({ staff: 'Stina Strand' });
    expect((await staff.ask(`/versions/${version}`)).body).toMatchObject({ names: { staff: 'Stina Strand' } });
    await staff.ask('/presence', {});
    expect((await admin.ask('/presence', {})).body).toMatchObject({
      others: [{ username: 'staff', name: 'Stina Strand' }],
    });
    await users.updateOne({ username: 'staff' }, { $unset: { displayName: '' } });
    expect((await scientist.ask('')).body).toMatchObject({ active: { activatedBy: 'staff', names: {} } });
  });

  it('go from draft over checked to active; an edit makes a draft of what was checked', async () => {
    const { version } = await staff.draft(aContent(anItem('a'), anItem('a')));
    const twice = await staff.ask(`/versions/${version}/check`, { revision: 1 });
    expect(twice.body).toMatchObject({ version: { state: 'draft' }, faults: [{ code: 'key-doubled' }, {}] });
    const refused = await staff.ask(`/versions/${version}/activate`, { revision: 2, reason });
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('key-doubled')]);
    const content = aContent(anItem('a', { unit: 'degC' }));
    expect((await staff.ask(`/versions/${version}`, { revision: 2, content }, 'PUT')).body).toMatchObject({
      revision: 3,
    });
    const checked = await staff.ask(`/versions/${version}/check`, { revision: 3 });
    expect(checked.body).toMatchObject({
      version: { state: 'checked', checkedBy: 'staff' },
      faults: [{ code: 'unit-differs', severity: 'warning', detail: 'K', group: 0, item: 0 }],
    });
    const edited = await staff.ask(`/versions/${version}`, { revision: 4, content: aContent(anItem('a')) }, 'PUT');
    expect(edited.body).toMatchObject({ state: 'draft', revision: 5 });
    expect(edited.body).not.toHaveProperty('checkedBy');
    const active = await staff.ask(`/versions/${version}/activate`, { revision: 5, reason });
    expect(active.body).toMatchObject({ state: 'active', activatedBy: 'staff', reason });
    const { text } = await staff.ask('/versions');
    const states = (JSON.parse(text) as { version: number; state: string }[]).map(({ state }) => state);
    expect(states.filter((state) => state === 'active')).toEqual(['active']);
  });

  it('are compared with the control system: what it does not know cannot be activated', async () => {
    const source = (device: string, attribute: string) => ({ source: { kind: 'tango' as const, device, attribute } });
    const content = aContent(
      anItem('unknown_device', source('B310A-E01/DIA/NOPE-01', 'Temperature')),
      anItem('unknown_attribute', source('B310A-E01/DIA/TCO-02', 'Nope')),
      anItem('off', source('B310A-E01/DIA/OFF-01', 'Temperature')),
      anItem('any_case', source('b310a-e01/dia/tco-02', 'TEMPERATURE')),
    );
    const { version } = await staff.draft(content);
    const { body } = await staff.ask(`/versions/${version}/check`, { revision: 1 });
    expect((body['faults'] as { key: string; code: string }[]).map(({ key, code }) => [key, code])).toEqual([
      ['unknown_device', 'device-unknown'],
      ['unknown_attribute', 'attribute-unknown'],
      ['off', 'device-unreachable'],
    ]);
    expect((await staff.ask(`/versions/${version}/activate`, { revision: 2, reason })).status).toBe(400);
  });

  it('are compared with what Sardana knows, and a device that hangs says nothing of the others', async () => {
    const element = (key: string, name: string) => anItem(key, { source: { kind: 'sardana', element: name } });
    const tango = (key: string, device: string) =>
      anItem(key, { source: { kind: 'tango', device, attribute: 'Temperature' } });
    const { version } = await staff.draft(
      aContent(
        element('slit', 'mot02'),
        element('nobody', 'mot99'),
        tango('hung', 'B310A-E01/CTL/HUNG-01'),
        tango('unknown', 'B310A-E01/DIA/NOPE-01'),
        tango('elsewhere', 'tango://db.example.org:10000/a/b/c'),
      ),
    );
    const { body } = await staff.ask(`/versions/${version}/check`, { revision: 1 });
    expect(body).not.toHaveProperty('devicesUnchecked');
    const found = (body['faults'] as { key: string; code: string }[]).map(({ key, code }) => [key, code]);
    expect(found.filter(([, code]) => code !== 'budget-exceeded')).toEqual([
      ['nobody', 'device-unknown'],
      ['hung', 'device-unreachable'],
      ['unknown', 'device-unknown'],
    ]);
    const items = [element('slit', 'mot02')];
    const { body: read } = await staff.ask('/devices/read', { items });
    expect(read['readings']).toMatchObject([{ name: 'slit', value: 300.15 }]);
  });

  it('can be checked without the control system, and say that devices were not looked at', async () => {
    const other = await CaptureDesk.of(catalogue, 'staff', 'zoosaxs');
    const { version } = await other.draft(aContent(anItem('a')));
    const { body } = await other.ask(`/versions/${version}/check`, { revision: 1 });
    expect(body).toMatchObject({
      version: { state: 'checked' },
      devicesUnchecked: 'No Tango harvester is set for zoosaxs',
    });
  });

  it('never lose an edit of another person: 412 for who was second, and both see each other', async () => {
    const { version } = await staff.draft(aContent(anItem('a')));
    const put = (desk: CaptureDesk, key: string) =>
      desk.ask(`/versions/${version}`, { revision: 1, content: aContent(anItem(key)) }, 'PUT');
    const answers = await Promise.all([put(staff, 'mine'), put(admin, 'theirs')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    await staff.ask('/presence', { version, item: 'a' });
    expect((await admin.ask('/presence', {})).body).toMatchObject({
      others: [{ username: 'staff', version, item: 'a' }],
      draft: { version, revision: 2 },
    });
    expect((await scientist.ask('/presence', {})).status).toBe(403);
  });

  it('roll back as a new version, so that the history only grows', async () => {
    const first = await staff.record(aContent(anItem('first')));
    await staff.record(aContent(anItem('second')));
    expect((await scientist.ask(`/versions/${first}/roll-back`, { reason })).status).toBe(403);
    const back = await staff.ask(`/versions/${first}/roll-back`, { reason });
    expect(back.body).toMatchObject({ state: 'active', basedOn: first, reason, content: aContent(anItem('first')) });
    expect((await staff.ask(`/versions/${first}`)).body).toMatchObject({ state: 'retired', version: first });
    const never = await staff.draft(aContent());
    expect((await staff.ask(`/versions/${never.version}/roll-back`, { reason })).status).toBe(409);
  });

  it('become active by themselves when their time has come, once', async () => {
    const { version } = await staff.draft(aContent(anItem('scheduled')));
    const past = { revision: 1, reason, at: '2020-01-01T00:00:00Z' };
    expect((await staff.ask(`/versions/${version}/schedule`, past)).status).toBe(400);
    for (const without of ['2099-01-01T08:00:00', '2099-01-01'])
      expect((await staff.ask(`/versions/${version}/schedule`, { ...past, at: without })).text).toContain(
        'names its zone',
      );
    const at = new Date(Date.now() + 3600_000).toISOString();
    const scheduled = await staff.ask(`/versions/${version}/schedule`, {
      revision: 1,
      reason,
      at,
      proposalId: '20260101',
    });
    expect(scheduled.body).toMatchObject({ state: 'scheduled', schedule: { at, by: 'staff', proposalId: '20260101' } });
    // The draft beside it is another one.
    expect((await staff.ask('/versions', {})).status).toBe(201);
    const keeper = catalogue.app.get(CaptureScheduleKeeper);
    expect(await keeper.round()).toBe(0);
    const rounds = await Promise.all([1, 2].map(() => keeper.round(new Date(Date.parse(at) + 1))));
    expect(rounds.reduce((sum, count) => sum + count)).toBe(1);
    expect((await scientist.ask('')).body).toMatchObject({ active: { version, activatedBy: 'staff', reason } });
  });

  it('move with the visit that they are scheduled for, and wait for a person when it is withdrawn', async () => {
    const hour = 3600_000;
    const visit = async (inHours: number) => {
      const [start, end] = [inHours, inHours + 8].map((hours) => new Date(Date.now() + hours * hour).toISOString()) as [
        string,
        string,
      ];
      const measurementPeriods = [{ instrument: 'b310a', start, end }];
      sequence += 1;
      await catalogue.ingest(aProposalChanged('20265001', { instruments: ['b310a'], measurementPeriods }, sequence));
      return start;
    };
    let sequence = 0;
    const keeper = catalogue.app.get(CaptureScheduleKeeper);
    const at = await visit(24);
    const { version } = await staff.draft(aContent(anItem('of_the_visit')));
    const asked = { revision: 1, reason, at, proposalId: '20265001' };
    const scheduled = await staff.ask(`/versions/${version}/schedule`, asked);
    expect(scheduled.body).toMatchObject({ state: 'scheduled', schedule: { at, visitStart: at } });
    const seen = async () => (await staff.ask(`/versions/${version}`)).body;
    const moved = await visit(48);
    await keeper.round();
    expect(await seen()).toMatchObject({ state: 'scheduled', schedule: { at: moved, by: 'staff' } });
    // At the old time nothing happens.
    expect(await keeper.round(new Date(Date.parse(at) + 1))).toBe(0);
    const about = { subject: '20265001', source: 'urn:scizoo:proposals:demo', sequence: sequence + 1 };
    await catalogue.ingest(makeEvent('org.scizoo.proposal.withdrawn.v1', about, { proposalId: '20265001' }));
    await keeper.round(new Date(Date.parse(moved) + 1));
    expect(await seen()).toMatchObject({ state: expect.stringMatching('checked|retired'), updatedBy: 'user office' });
    expect(await seen()).not.toHaveProperty('schedule');
  });

  it('can be taken off the schedule', async () => {
    const { version } = await staff.draft(aContent(anItem('later')));
    const at = new Date(Date.now() + 3600_000).toISOString();
    await staff.ask(`/versions/${version}/schedule`, { revision: 1, reason, at });
    const off = await staff.ask(`/versions/${version}/schedule?revision=2`, undefined, 'DELETE');
    expect(off.body).toMatchObject({ state: 'checked', revision: 3 });
    expect(off.body).not.toHaveProperty('schedule');
    expect((await staff.ask(`/versions/${version}?revision=3`, undefined, 'DELETE')).body).toMatchObject({
      state: 'retired',
    });
  });

  it('are copied from another beamline and brought in as a file', async () => {
    await staff.record(aContent(anItem('copied')));
    const other = await CaptureDesk.of(catalogue, 'staff', 'zoosaxs');
    const copy = await other.ask('/versions', { fromBeamline: 'b310a', replaceDraft: true });
    expect(copy.body).toMatchObject({ beamline: 'zoosaxs', content: aContent(anItem('copied')) });
    expect(String(copy.body['origin'])).toMatch(/^b310a version \d+$/u);
    const bad = await other.ask('/versions', { content: { groups: 'none' }, replaceDraft: true });
    expect(bad.status).toBe(400);
  });

  it('have keys and values that the database would read as operators', async () => {
    const content = aContent(anItem('constant', { source: { kind: 'constant', value: { $set: { 'a.b': 1 } } } }));
    const { version } = await staff.draft(content);
    expect((await staff.ask(`/versions/${version}`)).body).toMatchObject({ content });
  });

  it('let staff browse the control system and read it, and nobody else', async () => {
    expect((await scientist.ask('/devices')).status).toBe(403);
    expect((await scientist.ask('/devices/read', { names: [] })).status).toBe(403);
    const { text } = await staff.ask('/devices?pattern=b310a*dia*');
    expect(JSON.parse(text)).toEqual([
      { name: 'B310A-E01/DIA/TCO-02', exported: true },
      { name: 'B310A-E01/DIA/OFF-01', exported: false },
    ]);
    const device = await staff.ask(`/devices/${encodeURIComponent('B310A-E01/DIA/TCO-02')}`);
    expect(device.body).toMatchObject({ reachable: true, attributes: [{ name: 'Temperature', unit: 'K' }, {}] });
    const read = await staff.ask('/devices/read', {
      items: [
        anItem('cell'),
        anItem('off', { source: { kind: 'tango', device: 'B310A-E01/DIA/OFF-01', attribute: 'Temperature' } }),
        anItem('fixed', { source: { kind: 'constant', value: 1 } }),
      ],
    });
    expect(read.body['readings']).toMatchObject([
      { name: 'cell', value: 300.15, unit: 'K', quality: 'valid' },
      { name: 'off', error: 'not read: no server runs this device' },
    ]);
  });

  describe('what is recorded, read now', () => {
    const period = (from: number, till: number) => ({
      instrument: 'b310a',
      start: new Date(Date.now() + from * 60_000).toISOString(),
      end: new Date(Date.now() + till * 60_000).toISOString(),
    });
    const visitOf = (sequence: number, from: number, till: number) =>
      aProposalChanged('20260101', { instruments: ['b310a'], measurementPeriods: [period(from, till)] }, sequence);

    it('is for staff, and for those who measure there at the moment', async () => {
      const off = { kind: 'tango', device: 'B310A-E01/DIA/OFF-01', attribute: 'Temperature' } as const;
      const content = aContent(anItem('cell'), anItem('off', { source: off }), anItem('fixed', { source: { kind: 'constant', value: 1 } })); // prettier-ignore
      const others = {
        name: 'Of others',
        enabled: true,
        limits: { proposals: ['20260102'] },
        items: [anItem('secret')],
      };
      const unused = { name: 'Unused', enabled: false, items: [anItem('unused')] };
      await staff.record({ ...content, groups: [...content.groups, others, unused] });
      const own = '/now?proposalId=20260101';
      await catalogue.ingest(visitOf(1, 60, 120));
      expect((await scientist.ask(own)).status).toBe(403);
      await catalogue.ingest(visitOf(2, -60, 60));
      expect((await scientist.ask('/now')).status).toBe(403);
      expect((await scientist.ask('/now?proposalId=20260102')).status).toBe(403);
      const answer = await scientist.ask(own);
      expect(answer.body['values']).toMatchObject([
        { key: 'cell', name: 'cell', value: 300.15, unit: 'K', quality: 'valid' },
        { key: 'off', error: 'not read: no server runs this device' },
      ]);
      const ofStaff = (await staff.ask('/now')).body['values'] as { key: string }[];
      expect(ofStaff.map(({ key }) => key)).toEqual(['cell', 'off', 'secret']);
      // The control system is asked once for all who ask at the same moment.
      expect((await scientist.ask(own)).body['readAt']).toBe(answer.body['readAt']);
    });
  });
});

describe('activated configurations on their way to Kafka', () => {
  const { brokers, prefix } = testKafka('capture');
  const settings = { KAFKA_BROKERS: brokers, KAFKA_TOPIC_PREFIX: prefix };
  const topic = topicNames(prefix).captureConfiguration;
  const { uri } = testMongo('capture-outbox');
  const told: SciZooEvent[] = [];
  const client = kafkaClient({ brokers, clientId: randomUUID() });
  const consumer = client.consumer({ groupId: `${prefix}-reader` });
  afterAll(() => consumer.disconnect());

  it('wait in the database while Kafka is away and survive the end of the program; then none is missing, in their order', async () => {
    // Nothing listens here: what is activated stays in the outbox.
    const alone = await Catalogue.start(uri, { KAFKA_BROKERS: '127.0.0.1:9', KAFKA_TOPIC_PREFIX: prefix });
    const staff = await CaptureDesk.of(alone, 'staff');
    const first = await staff.record(aContent(anItem('first')), 'one');
    const second = await staff.record(aContent(anItem('second')), 'two');
    await staff.ask(`/versions/${first}/roll-back`, { reason: 'three' });
    expect(await alone.app.get(DatabaseService).connection.collection('captureOutbox').countDocuments()).toBe(3);
    await alone.stop();

    await ensureTopics(brokers, { names: topicNames(prefix) });
    await consumer.connect();
    await consumer.subscribe({ topics: [topic], fromBeginning: true });
    await consumer.run({
      eachMessage: ({ message }) => {
        expect(String(message.key)).toBe('b310a');
        told.push(parseEvent(message.value as Buffer));
        return Promise.resolve();
      },
    });
    const again = await Catalogue.start(uri, settings);
    await eventually(() => told.length >= 3, { withinMs: 60_000 });
    expect(told.map(({ data, scansequence }) => [(data as { reason: string }).reason, scansequence])).toEqual([
      ['one', 1],
      ['two', 2],
      ['three', 3],
    ]);
    expect(told[2]).toMatchObject({
      type: 'org.scizoo.capture.activated.v1',
      source: 'urn:scizoo:catalogue:b310a',
      data: { beamline: 'b310a', version: second + 1, activatedBy: 'staff', groups: [{ items: [{ key: 'first' }] }] },
    });
    await (await CaptureDesk.of(again, 'staff')).record(aContent(anItem('fourth')), 'four');
    await eventually(() => told.length >= 4, { withinMs: 60_000 });
    await eventually(
      async () => (await again.app.get(DatabaseService).connection.collection('captureOutbox').countDocuments()) === 0,
    );
    await again.dropAndStop();
  });
});
