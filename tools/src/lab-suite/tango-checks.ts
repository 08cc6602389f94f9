import { type CaptureActivated, type CaptureItem, createProducer, makeEvent, sourceOf } from '@scizoo/messaging';
import type { Quantity } from './catalogue-reader';
import { holds, same } from './checks';
import { randomPosition, type Surroundings, written } from './scan-checks';

const PATIENCE_MS = 15_000;
const item = (
  key: string,
  when: CaptureItem['when'],
  device: string,
  attribute: string,
  required = false,
): CaptureItem => ({
  name: key,
  key,
  when,
  required,
  // what is looked at is what was read, not how fast this machine is at the moment
  timeoutMs: PATIENCE_MS,
  source: { kind: 'tango', device, attribute },
});
const ITEMS: readonly CaptureItem[] = [
  // names of Tango know no case
  item('cell_temperature', 'both', 'b310a-e01/dia/tco-01', 'temperature', true),
  item('water', 'start', 'B310A-E01/DIA/WBATH-01', 'WaterBath'),
  item('grating', 'end', 'B310A-O01/OPT/MONO-01', 'Grating'),
  item('camera', 'start', 'B310A-E01/DIA/CAM-01', 'Image'),
  item('big', 'end', 'B310A-E01/CTL/ZOO-01', 'BigInteger'),
  item('no_sensor', 'start', 'B310A-E01/CTL/ZOO-01', 'AlwaysFails'),
  item('position', 'point', 'motor/motctrl/1', 'Position'),
  item('ring', 'change', 'R3-D101/DIA/DCCT-01', 'Current'),
  item('fragile_temperature', 'start', 'B310A-E01/DIA/TCO-09', 'Temperature', true),
];

/** After those that somebody activated in the browser. */
const FIRST = 101;

/** What staff choose is read with the next scan, and nothing restarts. */
export async function checkTangoValues(all: Surroundings): Promise<void> {
  const { lab, catalogue, checks, proposal } = all;
  let pid = '';
  const valuesOfScan = async (): Promise<Record<string, Quantity>> => {
    const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
    same((await lab.scan(['ascan', 'mot01', from, to, 6, 0.1])).ending, 'finish', 'the macro');
    const row = await catalogue.ended(proposal, `ascan mot01 ${written(from)} ${written(to)} 6 0.1`);
    pid = row.pid;
    // the values of the end come when the scan has ended
    return catalogue.eventually(
      () => catalogue.metadata(row.pid),
      (metadata) => ['cell_temperature', 'cell_temperature_end'].every((key) => metadata[key] !== undefined),
      2 * PATIENCE_MS,
    );
  };
  await checks.check('chosen Tango values stand in the dataset of the next scan, with units', async () => {
    await activate(all, FIRST, ITEMS);
    const values = await valuesOfScan();
    for (const [key, unit] of Object.entries({
      cell_temperature: 'K',
      cell_temperature_end: 'K',
      water: 'degC',
      ring: 'mA',
    }))
      holds(
        typeof values[key]?.value === 'number' && values[key].unit === unit,
        `${key} is ${JSON.stringify(values[key])}`,
      );
    same(
      [values['grating']?.value, values['big']?.value],
      ['G800', '9007199254740993'],
      'enumeration and 64-bit integer',
    );
    holds(/48 x 64/.test(String(values['camera']?.value)), `the image is ${JSON.stringify(values['camera'])}`);
    holds(typeof values['camera_max']?.value === 'number', 'the image has no greatest value');
    const { position = [], mot01 = [] } = await catalogue.points(pid);
    holds(
      position.length === mot01.length && position.some((value) => typeof value === 'number'),
      `the positions at the points are ${JSON.stringify(position)}`,
    );
    const fault = values['no_sensor'];
    holds(
      /^not read: /.test(fault?.error ?? '') && fault?.value === undefined,
      `the broken sensor is ${JSON.stringify(fault)}`,
    );
  });
  await checks.check('a new configuration is in force for the next scan', async () => {
    await activate(all, FIRST + 1, [...ITEMS, item('exit_slit', 'start', 'B310A-O01/OPT/MONO-01', 'ExitSlit')]);
    const { exit_slit: slit } = await valuesOfScan();
    same([slit?.value, slit?.unit], [20, 'um'], 'the exit slit');
  });
  await checks.check(
    'a device that is gone costs its own items only; its values are there again when it is back',
    async () => {
      await lab.must('server', 'stop', 'fragile');
      const without = await valuesOfScan();
      holds(/^not read: /.test(without['fragile_temperature']?.error ?? ''), 'it was read');
      holds(typeof without['water']?.value === 'number', 'others were not read');
      await lab.must('server', 'start', 'fragile');
      const { fragile_temperature: back } = await valuesOfScan();
      same([typeof back?.value, back?.unit], ['number', 'K'], 'the temperature');
    },
  );
}

async function activate({ stack }: Surroundings, version: number, items: readonly CaptureItem[]): Promise<void> {
  const beamline = 'b310a';
  const configuration: CaptureActivated = {
    beamline,
    version,
    activatedAt: new Date().toISOString(),
    activatedBy: 'lab suite',
    timeBudgetMs: PATIENCE_MS,
    groups: [{ name: 'All', enabled: true, items: [...items] }],
  };
  const producer = createProducer({ brokers: stack.kafka, clientId: 'lab-suite' });
  const about = { subject: beamline, source: sourceOf('catalogue', beamline), sequence: version };
  await producer.send([makeEvent('org.scizoo.capture.activated.v1', about, configuration)]);
  await producer.disconnect();
  await stack.untilHarvesterHas(beamline, version);
}
