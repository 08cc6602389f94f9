import type { CapturedValue, ScanColumn, ScannedMotor } from '@scizoo/messaging';

/** Random numbers from 0 to 1; a parameter, so that tests get the same scan every time. */
export type Chance = () => number;

export interface ScanPlan {
  command: string;
  scanType: string;
  motors: ScannedMotor[];
  detectors: string[];
  columns: ScanColumn[];
  pointsTotal: number;
  secondsPerPoint: number;
  snapshot: CapturedValue[];
  /** The values of one point, by column. */
  point: (index: number) => Record<string, number>;
  /** When set, the scan ends early, after so many points. */
  ending?: { outcome: 'stopped' | 'failed'; reason: string; after: number };
}

const bell = (x: number, centre: number, width: number) => Math.exp(-((x - centre) ** 2) / (2 * width ** 2));
const step = (x: number, edge: number, width: number) => 0.5 + Math.atan((x - edge) / width) / Math.PI;
const noisy = (chance: Chance, value: number, relative: number) => value * (1 + relative * (chance() * 2 - 1));
const round = (value: number, digits = 6) => Number(value.toPrecision(digits));
const between = (chance: Chance, low: number, high: number) => low + (high - low) * chance();
const column = (name: string, unit: string | undefined, source: string, dtype = 'float64'): ScanColumn => ({
  name,
  source: `zoosaxs/${source}`,
  ...(unit !== undefined && { unit }),
  dtype,
  shape: [],
});
const I0 = column('i0', 'A', 'dia/keithley-01');
const DIODE = column('diode', 'A', 'dia/keithley-02');

/** What the control system reads just before a scan. Now and then a device does not answer in time. */
export function snapshot(chance: Chance, energyEv: number, readAt: Date): CapturedValue[] {
  const read = (key: string, value: number, unit: string, source: string): CapturedValue => ({
    key,
    value: round(value),
    unit,
    source: `zoosaxs/${source}`,
    readAt: readAt.toISOString(),
    quality: 'valid',
  });
  const values = [
    { ...read('ring_current', between(chance, 396, 402), 'mA', 'ring'), source: 'ring/dia/dcct-01' },
    read('photon_energy', energyEv, 'eV', 'opt/mono-01/energy'),
    { ...read('wavelength', 12398.42 / energyEv, 'Å', ''), source: 'computed' },
    read('undulator_gap', between(chance, 6.2, 6.3), 'mm', 'id/gap'),
    read('exit_slit', between(chance, 48, 52), 'um', 'opt/slit-04'),
    read('sample_temperature', between(chance, 294.6, 295.4), 'K', 'env/tc-01'),
    read('water_bath', between(chance, 21.8, 22.2), 'degC', 'env/bath-01'),
    read('detector_distance', 2450, 'mm', 'det/table-x'),
    read('vacuum_pressure', between(chance, 2e-8, 4e-8), 'mbar', 'vac/gauge-03'),
  ];
  const hutch: CapturedValue =
    chance() < 0.1
      ? { key: 'hutch_humidity', error: 'not read: no answer within 3 s', source: 'zoosaxs/env/humidity' }
      : read('hutch_humidity', between(chance, 31, 34), '%', 'env/humidity');
  return [...values, hutch];
}

function alignment(chance: Chance, readAt: Date): ScanPlan {
  const motor = chance() < 0.5 ? 'samx' : 'samz';
  const centre = between(chance, -0.15, 0.15);
  const points = 21;
  const at = (index: number) => round(-0.5 + index / (points - 1));
  return {
    command: `dscan ${motor} -0.5 0.5 ${points - 1} 0.2`,
    scanType: 'dscan',
    motors: [{ name: motor, from: -0.5, to: 0.5, unit: 'mm' }],
    detectors: ['i0', 'diode'],
    columns: [column(motor, 'mm', `mot/${motor}`), I0, DIODE],
    pointsTotal: points,
    secondsPerPoint: 0.4,
    snapshot: snapshot(chance, 9000, readAt),
    point: (index) => ({
      [motor]: at(index),
      i0: round(noisy(chance, 2.1e-7, 0.01)),
      diode: round(noisy(chance, 4e-9 + 6e-8 * bell(at(index), centre, 0.12), 0.03)),
    }),
  };
}

const EDGES = {
  iron: { unit: 'eV', from: 7080, to: 7180, edge: 7112, width: 2 },
  copper: { unit: 'keV', from: 8.95, to: 9.05, edge: 8.979, width: 0.002 },
} as const;
function edgeScan(chance: Chance, readAt: Date, element: keyof typeof EDGES): ScanPlan {
  const { unit, from, to, edge, width } = EDGES[element];
  const points = 51;
  const at = (index: number) => round(from + ((to - from) * index) / (points - 1), 8);
  return {
    command: `ascan energy ${from} ${to} ${points - 1} 0.3`,
    scanType: 'ascan',
    motors: [{ name: 'energy', from, to, unit }],
    detectors: ['i0', 'i1', 'fluo'],
    columns: [
      column('energy', unit, 'opt/mono-01/energy'),
      I0,
      column('i1', 'A', 'dia/keithley-03'),
      column('fluo', 'Hz', 'det/sdd-01'),
    ],
    pointsTotal: points,
    secondsPerPoint: 0.3,
    snapshot: snapshot(chance, unit === 'keV' ? from * 1000 : from, readAt),
    point: (index) => {
      const absorbed = 0.4 + 1.1 * step(at(index), edge, width) + 0.25 * bell(at(index), edge + 3 * width, 1.5 * width);
      const i0 = noisy(chance, 1.9e-7, 0.01);
      return {
        energy: at(index),
        i0: round(i0),
        i1: round(noisy(chance, i0 * Math.exp(-absorbed), 0.005)),
        fluo: Math.round(noisy(chance, 900 + 21_000 * step(at(index), edge, width), 0.02)),
      };
    },
  };
}

function saxsMesh(chance: Chance, readAt: Date): ScanPlan {
  const [columns, rows] = [7, 5];
  const [x0, z0] = [between(chance, 0.3, 0.7), between(chance, 0.2, 0.4)];
  const x = (index: number) => round((index % columns) / (columns - 1));
  const z = (index: number) => round((0.6 * Math.floor(index / columns)) / (rows - 1));
  return {
    command: `mesh samx 0.0 1.0 ${columns - 1} samz 0.0 0.6 ${rows - 1} 0.5 False`,
    scanType: 'mesh',
    motors: [
      { name: 'samx', from: 0, to: 1, unit: 'mm' },
      { name: 'samz', from: 0, to: 0.6, unit: 'mm' },
    ],
    detectors: ['eiger_sum', 'eiger_max', 'i0', 'diode'],
    columns: [
      column('samx', 'mm', 'mot/samx'),
      column('samz', 'mm', 'mot/samz'),
      column('eiger_sum', undefined, 'det/eiger-01/sum', 'int64'),
      column('eiger_max', undefined, 'det/eiger-01/max', 'int64'),
      I0,
      DIODE,
    ],
    pointsTotal: columns * rows,
    secondsPerPoint: 0.5,
    snapshot: snapshot(chance, 12_400, readAt),
    point: (index) => {
      const density = bell(x(index), x0, 0.25) * bell(z(index), z0, 0.15);
      return {
        samx: x(index),
        samz: z(index),
        eiger_sum: Math.round(noisy(chance, 40_000 + 2_500_000 * density, 0.02)),
        eiger_max: Math.round(noisy(chance, 50 + 9000 * density, 0.05)),
        i0: round(noisy(chance, 2.1e-7, 0.01)),
        diode: round(noisy(chance, 6e-8 * (1 - 0.4 * density), 0.02)),
      };
    },
  };
}

function timeScan(chance: Chance, readAt: Date): ScanPlan {
  const points = 31;
  const drift = between(chance, -0.02, 0.05);
  return {
    command: `timescan ${points - 1} 0.5`,
    scanType: 'timescan',
    motors: [],
    detectors: ['i0', 'diode', 'cell_voltage'],
    columns: [column('timestamp', 's', 'clock'), I0, DIODE, column('cell_voltage', 'V', 'env/potentiostat')],
    pointsTotal: points,
    secondsPerPoint: 0.5,
    snapshot: snapshot(chance, 9000, readAt),
    point: (index) => ({
      timestamp: round(index * 0.5),
      i0: round(noisy(chance, 2.1e-7, 0.01)),
      diode: round(noisy(chance, 5.8e-8, 0.02)),
      cell_voltage: round(1.52 + drift * (index / points) + 0.002 * (chance() - 0.5)),
    }),
  };
}

/** Number by number the same mixture: what kind of scan comes, and which ones end early. */
export function planScan(scanNumber: number, chance: Chance, readAt: Date): ScanPlan {
  const kinds = [
    alignment,
    (c: Chance, at: Date) => edgeScan(c, at, 'iron'),
    saxsMesh,
    timeScan,
    alignment,
    (c: Chance, at: Date) => edgeScan(c, at, 'copper'),
  ];
  const make = kinds[scanNumber % kinds.length] ?? alignment;
  const plan = make(chance, readAt);
  const after = Math.max(1, Math.floor(plan.pointsTotal * between(chance, 0.3, 0.7)));
  if (scanNumber % 9 === 4) return { ...plan, ending: { outcome: 'stopped', reason: 'aborted', after } };
  if (scanNumber % 11 === 7)
    return { ...plan, ending: { outcome: 'failed', reason: 'samx: limit switch reached while moving', after } };
  return plan;
}
