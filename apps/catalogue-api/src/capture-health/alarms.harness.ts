import type { CaptureContent } from '@scizoo/domain';
import { ensureTopics, topicNames } from '@scizoo/messaging';
import { aScan, eventually, PostOffice, type testKafka } from '@scizoo/testing';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlarmRow } from '../alarms/alarms.shapes';
import { DatabaseService } from '../database/database.service';
import { Catalogue } from '../testing/catalogue';

export const REPORT_TOKEN = 'report-token-of-the-tests-0123456789';
const CONTENT: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    {
      name: 'Sample environment',
      enabled: true,
      items: [
        { name: 'Cell temperature', key: 'cell', when: 'start', source: { kind: 'tango' }, unit: 'K', required: true },
        {
          name: 'Ring current',
          key: 'current',
          when: 'start',
          source: { kind: 'tango' },
          plausible: { min: 50, max: 500, frozenScans: 3 },
        },
      ],
    },
  ],
};
interface Called {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
export const cell = (value: number, unit = 'K') => ({ key: 'cell', value, unit });
export const current = (value: number) => ({ key: 'current', value, unit: 'mA' });

/** A catalogue that watches one beamline and is quick to tell, with somebody to be told: a webhook and a post office. */
export function watchedBeamline(mongodb: () => { uri: string }, kafka: ReturnType<typeof testKafka>) {
  const names = topicNames(kafka.prefix);
  /** The other side of webhooks: what it was sent, and what it answers. */
  const hook = { host: '', status: 200, called: [] as Called[] };
  let catalogue: Catalogue;
  let hooks: Server;
  let postOffice: PostOffice;

  beforeAll(async () => {
    hooks = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        hook.called.push({ headers: request.headers, body });
        response.writeHead(hook.status, { location: 'http://127.0.0.1:1/' }).end('secret of another system');
      });
    });
    await new Promise<void>((resolve) => hooks.listen(0, '127.0.0.1', resolve));
    hook.host = `127.0.0.1:${(hooks.address() as AddressInfo).port}`;
    postOffice = await PostOffice.open();
    await ensureTopics(kafka.brokers, { names });
    catalogue = await Catalogue.start(mongodb().uri, {
      KAFKA_BROKERS: kafka.brokers,
      KAFKA_TOPIC_PREFIX: kafka.prefix,
      KAFKA_SCICOW_GROUP: `${kafka.prefix}-scicow`,
      REPORT_TOKEN,
      CAPTURE_HEALTH_EVERY_MS: '300',
      ALARM_RAISE_AFTER_MS: '500',
      ALARM_CLEAR_AFTER_MS: '500',
      ALARM_SCAN_GRACE_MS: '500',
      ALARM_DIGEST_MS: '300',
      ALARM_LAG_MESSAGES: '10',
      ALARM_SPOOL_MB: '1',
      ALARM_QUIET_HOURS: '12',
      ALARM_WEBHOOK_HOSTS: hook.host,
      SMTP_HOST: '127.0.0.1',
      SMTP_PORT: String(postOffice.port),
      EMAIL_FROM: 'catalogue@zoo.example',
    });
    await database()
      .collection('captureVersions')
      .insertOne({ beamline: 'zoosaxs', active: true, version: 3, content: CONTENT });
  }, 120_000);
  afterAll(async () => {
    await catalogue?.dropAndStop();
    await new Promise((resolve) => hooks.close(resolve));
    await postOffice.close();
  }, 60_000);

  const database = () => catalogue.app.get(DatabaseService).connection;
  const tokens = new Map<string, string>();
  async function ask<T>(who: 'staff' | 'admin', path: string, asked: { method?: string; json?: unknown } = {}) {
    const token = tokens.get(who) ?? (await catalogue.token(who));
    tokens.set(who, token);
    const { status, body } = await catalogue.ask(`/api/v4/${path}`, { token, ...asked });
    return { status, body: body as unknown as T };
  }
  const alarm = async (kind: string, state: 'raised' | 'cleared', about?: string) => {
    const { body } = await ask<AlarmRow[]>('admin', 'alarms');
    return body.find((row) => row.kind === kind && row.state === state && (about === undefined || row.about === about));
  };
  const raised = (kind: string, about?: string): Promise<AlarmRow> =>
    eventually(() => alarm(kind, 'raised', about), { withinMs: 90_000, everyMs: 200, what: `the alarm ${kind}` });
  const cleared = (kind: string, about?: string): Promise<AlarmRow> =>
    eventually(() => alarm(kind, 'cleared', about), { withinMs: 90_000, everyMs: 200, what: `the end of ${kind}` });

  let number = 7000;
  let minute = 0;
  /** The number of a scan that does not come, or not yet. */
  const skipped = () => ++number;
  /** A scan whose snapshot has these values. */
  async function scanWith(values: Parameters<ReturnType<typeof aScan>['metadata']>[0], at = ++number): Promise<void> {
    const start = new Date(Date.now() - 3_600_000 + ++minute * 1000);
    await catalogue.ingest(
      ...aScan().numbered(at).startedAt(start).started().metadata(values, 'start').finished().events(),
    );
  }

  return {
    names,
    hook,
    database,
    ask,
    raised,
    cleared,
    skipped,
    scanWith,
    get catalogue() {
      return catalogue;
    },
    get postOffice() {
      return postOffice;
    },
  };
}
