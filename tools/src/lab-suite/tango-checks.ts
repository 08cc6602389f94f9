import type { CaptureConfigurationContent, CaptureItem } from '@scizoo/messaging';
import { holds, same } from './checks';
import { randomPosition, type Surroundings, written } from './scan-checks';

const PATIENCE_MS = 15_000;
/** The catalogue looks every ten seconds, and waits a while before it calls an alarm over. */
const ALARM_MS = 60_000;
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
  item('blob', 'start', 'B310A-E01/CTL/ZOO-01', 'Blob'),
  item('frame', 'start', 'B310A-E01/CTL/ZOO-01', 'Frame'),
  item('no_sensor', 'start', 'B310A-E01/CTL/ZOO-01', 'AlwaysFails'),
  item('position', 'point', 'motor/motctrl/1', 'Position'),
  item('ring', 'change', 'R3-D101/DIA/DCCT-01', 'Current'),
  item('fragile_temperature', 'start', 'B310A-E01/DIA/TCO-09', 'Temperature', true),
];

/** A hundred of each of five devices. */
const CHANNELS: readonly CaptureItem[] = Array.from({ length: 500 }, (_, at) => {
  const [device, channel] = [Math.floor(at / 100) + 1, (at % 100) + 1];
  const attribute = `Channel${String(channel).padStart(3, '0')}`;
  return item(`channel_${at + 1}`, 'start', `B310A-E01/CTL/MANY-0${device}`, attribute);
});

/** What staff choose is read with the next scan, and nothing restarts. */
export async function checkTangoValues(all: Surroundings): Promise<void> {
  const { lab, catalogue, checks } = all;
  let pid = '';
  const valuesOfScan = async (keys = ['cell_temperature', 'cell_temperature_end']) => {
    const found = await valuesOf(all, keys);
    pid = found.pid;
    return found.values;
  };
  await checks.check('chosen Tango values stand in the dataset of the next scan, with units', async () => {
    await activate(all, ITEMS);
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
    same(values['blob']?.value, ['json', '{"mode": "demo", "gain": 2}'], 'an encoded value that is text');
    same(
      [values['frame']?.value, values['frame']?.error],
      [undefined, 'not read: binary content of type DevEncoded (JPEG) is not recorded'],
      'an encoded value that is none',
    );
  });
  await checks.check('a new configuration is in force for the next scan', async () => {
    await activate(all, [...ITEMS, item('exit_slit', 'start', 'B310A-O01/OPT/MONO-01', 'ExitSlit')]);
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
    },
  );
  await checks.check(
    'the alarm of a required item is raised while its device is gone, and cleared when it is back',
    async () => {
      // one scan may be odd: the second in a row without the value raises it
      await valuesOfScan();
      const { text, beamline } = await catalogue.alarm('item-missing', 'fragile_temperature', 'raised', ALARM_MS);
      holds(beamline === 'b310a' && text.includes('not read: '), `the alarm says ${JSON.stringify(text)}`);
      await lab.must('server', 'start', 'fragile');
      const { fragile_temperature: back } = await valuesOfScan();
      same([typeof back?.value, back?.unit], ['number', 'K'], 'the temperature');
      await catalogue.alarm('item-missing', 'fragile_temperature', 'cleared', ALARM_MS);
    },
  );
  await checks.check(
    'a snapshot of 500 attributes is recorded whole, and what is too slow does not hold it up',
    async () => {
      const slow: CaptureItem = {
        ...item('slow', 'start', 'B310A-E01/CTL/ZOO-01', 'TakesFiveSeconds'),
        timeoutMs: 1000,
      };
      await activate(all, [...CHANNELS, slow]);
      const values = await valuesOfScan(['channel_500', 'slow']);
      const read = CHANNELS.filter(({ key }) => typeof values[key]?.value === 'number' && values[key].unit === 'V');
      same(read.length, CHANNELS.length, 'the number of values with their unit');
      same(values['slow']?.error, 'not read: timeout', 'the slow one');
    },
  );
}

async function valuesOf({ lab, catalogue, proposal }: Surroundings, keys: readonly string[]) {
  const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
  same((await lab.scan(['ascan', 'mot01', from, to, 6, 0.1])).ending, 'finish', 'the macro');
  const { pid } = await catalogue.ended(proposal, `ascan mot01 ${written(from)} ${written(to)} 6 0.1`);
  // the values of the end come when the scan has ended
  const values = await catalogue.eventually(
    () => catalogue.metadata(pid),
    (metadata) => keys.every((key) => metadata[key] !== undefined),
    2 * PATIENCE_MS,
  );
  return { pid, values };
}

/** As staff do it; devices are looked at by the harvester of the beamline. */
async function activate({ stack, catalogue }: Surroundings, items: readonly CaptureItem[]): Promise<void> {
  const versions = '/api/v4/capture/b310a/versions';
  const content: CaptureConfigurationContent = {
    timeBudgetMs: PATIENCE_MS,
    groups: [{ name: 'All', enabled: true, items: [...items] }],
  };
  const { version, revision } = await catalogue.post<{ version: number; revision: number }>(versions, {
    content,
    replaceDraft: true,
  });
  await catalogue.post(`${versions}/${version}/activate`, { revision, reason: 'for the lab suite' });
  await stack.untilHarvesterHas('b310a', version);
}
