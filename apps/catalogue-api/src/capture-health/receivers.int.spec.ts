import { eventually, testKafka, testMongo } from '@scizoo/testing';
import type { CreatedReceiver, Receiver } from '../alarms/alarms.shapes';
import { signatureOf } from '../alarms/webhook';
import { cell, current, watchedBeamline } from './alarms.harness';

describe('who is told of alarms', () => {
  const suite = watchedBeamline(() => testMongo('receivers'), testKafka('receivers'));
  const { hook, database, ask, scanWith } = suite;
  const post = <T>(json: object, who: 'staff' | 'admin' = 'staff') => ask<T>(who, 'alarm-receivers', { json });
  const address = () => `http://${hook.host}/alarms`;
  const receiver = async (id: string) =>
    (await ask<Receiver[]>('admin', 'alarm-receivers')).body.find((one) => one.id === id) as Receiver;

  it('are webhooks of hosts that are allowed, and nobody for the beamline of others', async () => {
    const webhook = { kind: 'webhook', beamline: 'zoosaxs' };
    for (const bad of [
      'http://127.0.0.1:1/',
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      `http://u:p@${hook.host}/`,
    ])
      expect((await post({ ...webhook, address: bad })).status).toBe(400);
    expect((await post({ kind: 'webhook', address: address() })).status).toBe(403);
    expect((await post({ kind: 'mail', address: 'no address', beamline: 'zoosaxs' })).status).toBe(400);
  });

  it('get signed messages about what was raised and cleared, several in one', async () => {
    const made = await post<CreatedReceiver>({ kind: 'webhook', beamline: 'zoosaxs', address: address() });
    expect([made.status, (await receiver(made.body.id)).failures]).toEqual([201, 0]);
    expect(Object.hasOwn(await receiver(made.body.id), 'secret')).toBe(false);
    hook.called = [];
    for (let i = 0; i < 2; i++) await scanWith([current(210 + i)]);
    const call = await eventually(() => hook.called[0], { withinMs: 30_000, what: 'the call of the webhook' });
    const { t } = Object.fromEntries(
      String(call.headers['x-scizoo-signature'])
        .split(',')
        .map((part) => part.split('=') as [string, string]),
    ) as { t: string };
    expect(call.headers['x-scizoo-signature']).toBe(signatureOf(String(made.body.secret), call.body, Number(t)));
    const { changes } = JSON.parse(call.body) as { changes: object[] };
    expect(changes).toContainEqual(expect.objectContaining({ kind: 'item-missing', about: 'cell', change: 'raised' }));
    await scanWith([cell(90), current(220)]);
    await eventually(() => hook.called.some(({ body }) => body.includes('"change":"cleared"')), { withinMs: 30_000 });
    expect((await ask('staff', `alarm-receivers/${made.body.id}`, { method: 'DELETE' })).status).toBe(204);
  }, 120_000);

  it('that fail are tried again, and switched off after 20 failures', async () => {
    const made = await post<CreatedReceiver>({ kind: 'webhook', beamline: 'zoosaxs', address: address() });
    hook.status = 307;
    hook.called = [];
    for (let i = 0; i < 2; i++) await scanWith([current(230 + i)]);
    const failing = await eventually(
      async () => {
        const one = await receiver(made.body.id);
        return one.failures > 0 ? one : undefined;
      },
      { withinMs: 30_000 },
    );
    // What the other side says, and where it would lead, stays with us.
    expect(failing).toMatchObject({ failures: 1, isOn: true, lastError: `${hook.host} answers 307` });
    const pastDue = { $set: { dueAt: new Date(0) } };
    await eventually(
      async () => {
        await database().collection<{ _id: string }>('alarmReceivers').updateOne({ _id: made.body.id }, pastDue);
        return !(await receiver(made.body.id)).isOn;
      },
      { withinMs: 60_000, everyMs: 300, what: 'the end of the trials' },
    );
    expect((await receiver(made.body.id)).failures).toBe(20);
    expect(hook.called).toHaveLength(20);
    hook.status = 200;
    await ask('staff', `alarm-receivers/${made.body.id}`, { method: 'PATCH', json: { isOn: true } });
    await scanWith([cell(91), current(240)]);
    await eventually(() => hook.called.length > 20, { withinMs: 30_000 });
  }, 180_000);

  it('get mails', async () => {
    const mail = { kind: 'mail', address: 'hutch@zoo.example', beamline: 'zoosaxs' };
    const { body } = await post<CreatedReceiver>(mail);
    expect(body.secret).toBeNull();
    for (let i = 0; i < 2; i++) await scanWith([cell(90 + i), current(3 - i)]);
    // Other alarms of the beamline may be told before it.
    const subject = 'Subject: SciZoo: Alarm: Ring current is outside its limits';
    await eventually(() => suite.postOffice.mails.some(({ text }) => text.includes(subject)), {
      withinMs: 30_000,
      what: 'the mail',
    });
    await scanWith([cell(92), current(250)]);
    await eventually(() => suite.postOffice.mails.some(({ text }) => text.includes('Over: Ring current')), {
      withinMs: 30_000,
    });
  }, 90_000);

  it('tells Prometheus too', async () => {
    const { text } = await suite.catalogue.ask('/metrics');
    expect(text).toMatch(/scizoo_capture_expected_values\{beamline="zoosaxs"\} \d+/);
    expect(text).toContain('scizoo_newest_record_age_seconds{beamline="zoosaxs"}');
  });
});
