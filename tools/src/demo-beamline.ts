import { join } from 'node:path';
import { createProducer } from '@scizoo/messaging';
import { DemoBeamline } from './demo/beamline';
import { serveNeighbours } from './demo/neighbours';
import { Outbox } from './demo/outbox';
import { PERIOD_DAYS, proposalEvent, PROPOSALS } from './demo/proposals';
import { DemoState } from './demo/state';

/**
 * The demo beamline: a control system that is made up, with a real way out. It knows Kafka and a folder for its files;
 * it has no address, token or password of the catalogue or its database.
 */
const setting = (name: string): string => {
  const value = process.env[name];
  if (!value) {
    process.stderr.write(`${name} is not set\n`);
    process.exit(1);
  }
  return value;
};
const say = (msg: string) => process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), msg })}\n`);
const DAY_MS = 24 * 3600 * 1000;
const EARLIER_SCANS = 12;
const EARLIER_EVERY_MS = 9 * 60_000;

async function main(): Promise<void> {
  const folder = setting('DEMO_DIR');
  const producer = createProducer({ brokers: setting('KAFKA_BROKERS'), clientId: 'demo-beamline' });
  const outbox = new Outbox(
    (events) => producer.send(events),
    (error, waiting) => say(`${error.message}; ${waiting} events wait`),
  );
  const state = DemoState.open(join(folder, 'state.json'));
  let stopping = false;
  let wake = () => undefined as void;
  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, stopping ? 0 : ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  const stop = () => {
    stopping = true;
    wake();
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);

  if (Date.now() > state.since.getTime() + (PERIOD_DAYS - 2) * DAY_MS) state.moveBeamtime(new Date());
  outbox.add(...PROPOSALS.map((proposal) => proposalEvent(proposal, state.since, state.proposalSequence)));
  const beamline = new DemoBeamline({
    facility: process.env['FACILITY'] ?? 'demo',
    folder,
    state,
    tell: (event) => outbox.add(event),
    chance: Math.random,
    pause,
    shouldStop: () => stopping,
  });
  beamline.closeOpenScan();
  const neighbours = await serveNeighbours(Number(setting('DEVICES_PORT')));
  const visitors = PROPOSALS.filter((proposal) => proposal.beamline === 'zoosaxs');
  const visitor = (index: number) => visitors[Math.floor(index / 6) % visitors.length] ?? PROPOSALS[0]!;
  // A log that already tells of the last hours, so that the first look at a new system is not an empty page.
  if (state.isNew)
    for (let index = EARLIER_SCANS; index > 0 && !stopping; index--)
      await beamline.scan(visitor(EARLIER_SCANS - index), new Date(Date.now() - index * EARLIER_EVERY_MS));
  say('scanning');
  for (let index = 0; !stopping; index++) {
    await beamline.scan(visitor(index));
    await pause(4000 + Math.random() * 5000);
  }
  neighbours.closeAllConnections();
  neighbours.close();
  await outbox.close();
  await producer.disconnect();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
