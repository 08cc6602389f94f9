import { notFound } from '@scizoo/domain';
import {
  type AttributeDescription,
  type DeviceDescription,
  type Reading,
  type TangoGateway,
} from '@scizoo/tango-gateway';

/**
 * The control system of the demo beamline as SciDog sees it: made-up devices behind the same door that a Tango harvester
 * opens, so that browsing and "Read now" work without a Tango.
 */
interface DemoAttribute {
  readonly unit: string;
  readonly value: () => unknown;
  readonly about: string;
  readonly format?: AttributeDescription['format'];
  readonly labels?: readonly string[];
  readonly maxAlarm?: number;
}
type DemoDevice = Readonly<Record<string, DemoAttribute>>;

const around =
  (middle: number, by: number, digits = 3) =>
  () =>
    Number((middle + (Math.random() * 2 - 1) * by).toPrecision(digits + 3));
const number = (unit: string, about: string, middle: number, by: number, maxAlarm?: number): DemoAttribute => ({
  unit,
  about,
  value: around(middle, by),
  ...(maxAlarm !== undefined && { maxAlarm }),
});

/** A device without attributes is one that no server runs. */
const DEMO_DEVICES: Readonly<Record<string, DemoDevice>> = {
  'RING/DIA/DCCT-01': {
    Current: number('mA', 'Stored current', 399, 3),
    Lifetime: number('h', 'Lifetime of the beam', 11.2, 0.1),
    Message: { unit: '', about: 'Message of the operators', value: () => 'Delivery 400 mA top-up' },
  },
  'ZOOSAXS/ID/UNDULATOR-01': { Gap: number('mm', 'Gap of the undulator', 6.25, 0.05) },
  'ZOOSAXS/OPT/MONO-01': {
    Energy: number('eV', 'Photon energy', 7112.5, 0.2),
    Crystal: { unit: '', about: 'Crystal in the beam', value: () => 'Si 111', labels: ['Si 111', 'Si 311'] },
  },
  'ZOOSAXS/OPT/SLIT-04': { Opening: number('um', 'Exit slit', 50, 2) },
  'ZOOSAXS/ENV/TC-01': {
    Temperature: number('K', 'Sample stage', 295, 0.4, 320),
    Setpoint: number('K', 'Wanted temperature', 295, 0),
    History: {
      unit: 'K',
      about: 'Last minute',
      format: 'spectrum',
      value: () => Array.from({ length: 64 }, around(295, 0.4)),
    },
  },
  'ZOOSAXS/ENV/BATH-01': {
    WaterBath: number('degC', 'Circulating water', 22, 0.2),
    Flow: number('l/min', 'Flow', 3.1, 0.1),
  },
  'ZOOSAXS/ENV/HUTCH-01': { Humidity: number('%', 'Humidity of the hutch', 32.5, 1.5) },
  'ZOOSAXS/VAC/GAUGE-03': { Pressure: number('mbar', 'Flight tube', 3e-8, 1e-8, 1e-6) },
  'ZOOSAXS/DET/TABLE-X': { Distance: number('mm', 'Sample to detector', 2450, 0) },
  'ZOOSAXS/DET/PILATUS-01': {},
};

const find = (name: string): [string, DemoDevice] | undefined =>
  Object.entries(DEMO_DEVICES).find(([known]) => known.toLowerCase() === name.toLowerCase());
const isOff = (device: DemoDevice): boolean => Object.keys(device).length === 0;
const OFF = 'no server runs this device';

function described(
  name: string,
  { unit, value, about, format = 'scalar', labels = [], maxAlarm }: DemoAttribute,
): AttributeDescription {
  const isText = typeof value() === 'string';
  return {
    name,
    label: name,
    dataType: isText ? 'DevString' : 'DevDouble',
    format,
    unit,
    description: about,
    isWritable: name === 'Setpoint',
    enumLabels: labels,
    ...(maxAlarm !== undefined && { maxAlarm: String(maxAlarm) }),
  };
}

function readingOf(name: string): Reading {
  const begin = performance.now();
  const parts = name.split('/');
  const attribute = parts.pop() ?? '';
  const tookMs = () => Math.round(performance.now() - begin + 2 + Math.random() * 12);
  const device = find(parts.join('/'))?.[1];
  if (!device) return { name, tookMs: tookMs(), error: `not read: no device ${parts.join('/')}` };
  if (isOff(device)) return { name, tookMs: tookMs(), error: `not read: ${OFF}` };
  const found = Object.entries(device).find(([known]) => known.toLowerCase() === attribute.toLowerCase())?.[1];
  if (!found) return { name, tookMs: tookMs(), error: `not read: no attribute ${attribute}` };
  const value = found.value();
  const isAlarm = found.maxAlarm !== undefined && typeof value === 'number' && value > found.maxAlarm;
  const quality = isAlarm ? 'alarm' : 'valid';
  return {
    name,
    value,
    ...(found.unit && { unit: found.unit }),
    quality,
    readAt: new Date().toISOString(),
    tookMs: tookMs(),
  };
}

export const demoGateway: TangoGateway = {
  devices: (pattern) => {
    const like = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`, 'iu');
    const names = Object.keys(DEMO_DEVICES).filter((name) => like.test(name));
    return Promise.resolve(names.map((name) => ({ name, exported: !isOff(DEMO_DEVICES[name] as DemoDevice) })));
  },
  describe: (asked): Promise<DeviceDescription> => {
    const [name, device] = find(asked) ?? [];
    if (!name || !device) return Promise.reject(notFound(`the Tango database knows no device ${asked}`));
    if (isOff(device)) return Promise.resolve({ name, reachable: false, reason: OFF, attributes: [] });
    const attributes = Object.entries(device).map(([attribute, about]) => described(attribute, about));
    return Promise.resolve({ name, reachable: true, state: 'ON', attributes });
  },
  read: (names) => Promise.resolve(names.map(readingOf)),
};
