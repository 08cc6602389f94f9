import { createProducer, makeEvent, sourceOf } from '@scizoo/messaging';
import { eventually } from '@scizoo/testing';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogueReader, ScanRow } from './catalogue-reader';
import { type Checks, holds, same } from './checks';
import type { SardanaLab } from './sardana-lab';
import type { StackProcess } from './stack-process';

export interface Surroundings {
  readonly lab: SardanaLab;
  readonly stack: StackProcess;
  readonly catalogue: CatalogueReader;
  readonly checks: Checks;
  /** Of this run alone. */
  readonly proposal: string;
  readonly visit: string;
}

/** A position with two digits that no constant in a program would have. */
export const randomPosition = (from: number, to: number): number =>
  Math.round((from + Math.random() * (to - from)) * 100) / 100;
/** As Sardana writes a position into the command. */
export const written = (position: number): string =>
  Number.isInteger(position) ? position.toFixed(1) : String(position);

/** For what else this machine does meanwhile. */
const MARGIN_S = 4;
const HDF5_SIGNATURE = Buffer.from('894844460d0a1a0a', 'hex');
async function isHdf5(path: string): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    return (await file.read({ buffer: Buffer.alloc(8) })).buffer.equals(HDF5_SIGNATURE);
  } finally {
    await file.close();
  }
}

/** What every scan's row must say. */
export function sameFacts(row: ScanRow, { lab, proposal, visit }: Surroundings): void {
  same(row.instrument, 'b310a', 'the instrument');
  same(row.proposalIds, [proposal], 'the proposal');
  same(row.visit, visit, 'the visit');
  same(row.detectors, ['ct01', 'ct02', 'ct03'], 'the detectors');
  const folder = join(lab.options.home, 'data', 'visitors', 'b310a', proposal, visit, 'raw');
  same(row.sourceFolder, folder, 'the data path');
  same(row.datasetName, `scan-${String(row.scanNumber).padStart(4, '0')}.h5`, 'the name');
}

/** Snapshot, files and points of a finished scan over one motor. */
export async function checkContents(row: ScanRow, range: [number, number], { catalogue }: Surroundings): Promise<void> {
  const metadata = await catalogue.metadata(row.pid);
  const { value, unit, valueSI, unitSI } = metadata['photon_energy'] ?? { value: undefined };
  same([value, unit], [712.5, 'eV'], 'the photon energy');
  holds(
    unitSI !== undefined && Math.abs((valueSI ?? 0) / 1.1415508e-16 - 1) < 1e-3,
    `its base value is ${valueSI} ${unitSI}`,
  );
  for (const [key, wanted] of Object.entries({ ring_current: 'mA', sample_temperature: 'K', pressure: 'mbar' }))
    holds(
      metadata[key]?.unit === wanted && typeof metadata[key].value === 'number',
      `${key} is ${JSON.stringify(metadata[key])}, not a number of ${wanted}`,
    );
  const path = join(row.sourceFolder, row.datasetName);
  holds(await isHdf5(path), `${path} is no HDF5 file`);
  const { size } = await stat(path);
  await eventually(async () => (await catalogue.files(row.pid)).some((file) => file.size === size), {
    what: `a file of ${size} bytes`,
  });
  same(
    (await catalogue.files(row.pid)).map((file) => file.path),
    [row.datasetName],
    'the list of files',
  );
  const { mot01 = [] } = await catalogue.points(row.pid);
  same(mot01.length, row.pointsTotal, 'the number of points kept');
  holds(
    Math.abs((mot01[0] ?? NaN) - range[0]) < 1e-6 && Math.abs((mot01.at(-1) ?? NaN) - range[1]) < 1e-6,
    `points go from ${mot01[0]} to ${mot01.at(-1)}, not ${range.join(' to ')}`,
  );
}

export async function checkKindsOfScans(all: Surroundings): Promise<void> {
  const { lab, catalogue, checks, proposal } = all;
  const [a, b] = [randomPosition(0, 2), randomPosition(2, 4)];

  await checks.check('mesh: all points of both motors', async () => {
    same((await lab.scan(['mesh', 'mot01', a, b, 3, 'mot02', -a, b, 2, 0.02])).ending, 'finish', 'the macro');
    const range = `${written(a)} ${written(b)} 3 mot02 ${written(-a)} ${written(b)}`;
    const row = await catalogue.ended(proposal, `mesh mot01 ${range} 2 0.02 False None`);
    sameFacts(row, all);
    same([row.state, row.pointsDone, row.motors], ['finished', 12, ['mot01', 'mot02']], 'the row');
  });
  await checks.check('ascanct, a continuous scan: all points', async () => {
    same((await lab.scan(['ascanct', 'mot_slow', a / 10, b / 10, 6, 0.1])).ending, 'finish', 'the macro');
    const row = await catalogue.ended(proposal, `ascanct mot_slow ${a / 10} ${b / 10} 6 0.1 0.0 None`);
    sameFacts(row, all);
    same([row.state, row.pointsDone, row.pointsTotal, row.motors], ['finished', 7, 7, ['mot_slow']], 'the row');
  });
  await checks.check('timescan: no motor', async () => {
    const points = 5 + Math.floor(Math.random() * 5);
    same((await lab.scan(['timescan', points, 0.05, 0.02])).ending, 'finish', 'the macro');
    const row = await catalogue.ended(proposal, `timescan ${points} 0.05 0.02`);
    sameFacts(row, all);
    same([row.state, row.pointsDone, row.motors], ['finished', points, []], 'the row');
  });
  await checks.check('aborted scan: stopped, reason "aborted"', async () => {
    const slow = await lab.scan(['ascan', 'mot_slow', 0, b, 50, 0.1], ['--abort-after', '1.5']);
    same(slow.ending, 'abort', 'the macro');
    const row = await catalogue.ended(proposal, `ascan mot_slow 0.0 ${written(b)} 50 0.1`);
    sameFacts(row, all);
    same([row.state, row.reason, row.pointsTotal], ['stopped', 'aborted', 51], 'the row');
    holds((row.pointsDone ?? 0) < 51, `${row.pointsDone} points were taken`);
  });
  await checks.check('failing scan: failed, with the text of the exception', async () => {
    same((await lab.scan(['failscan', 'mot01', a, b, 10, 0.02, 3])).ending, 'exception', 'the macro');
    const row = await catalogue.ended(proposal, `ascan mot01 ${written(a)} ${written(b)} 10 0.02`);
    sameFacts(row, all);
    same([row.state, row.pointsDone, row.reason], ['failed', 3, 'detector readout lost at point 3'], 'the row');
  });
  await checks.check('a scan refused beyond the limits: no row', async () => {
    const before = (await catalogue.rows(proposal)).length;
    same((await lab.scan(['ascan', 'mot_slow', 0, 500, 5, 0.02])).ending, 'refused', 'the macro');
    same((await catalogue.rows(proposal)).length, before, 'the number of rows');
  });
  await checks.check('two scans in one macro: two rows with numbers of their own', async () => {
    same((await lab.scan(['twoscans', 'mot01'])).ending, 'finish', 'the macro');
    const there = await catalogue.ended(proposal, 'ascan mot01 0.0 1.0 2 0.01');
    const back = await catalogue.ended(proposal, 'ascan mot01 1.0 0.0 2 0.01');
    same([there.state, back.state, back.scanNumber], ['finished', 'finished', there.scanNumber + 1], 'the rows');
    sameFacts(there, all);
    sameFacts(back, all);
  });
}

const hoursFromNow = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** Proposals come from the user office, often after the first scan. */
export async function checkLateProposal({ stack, catalogue, checks, proposal }: Surroundings): Promise<void> {
  await checks.check('a proposal that comes late: its investigator stands in the rows taken before', async () => {
    const before = await catalogue.rows(proposal);
    holds(before.length > 0 && before.every(({ flags }) => flags.includes('unknown-proposal')), 'rows are not flagged');
    const producer = createProducer({ brokers: stack.kafka, clientId: 'lab-suite' });
    const about = { subject: proposal, source: sourceOf('proposals', 'demo'), sequence: 1 };
    await producer.send([
      makeEvent('org.scizoo.proposal.changed.v1', about, {
        proposalId: proposal,
        title: 'A proposal of the lab suite',
        principalInvestigator: { firstName: 'Lena', lastName: 'Labor', email: 'lena.labor@uni.example' },
        instruments: ['b310a'],
        measurementPeriods: [{ instrument: 'b310a', start: hoursFromNow(-1), end: hoursFromNow(8) }],
      }),
    ]);
    await producer.disconnect();
    await eventually(
      async () =>
        (await catalogue.rows(proposal)).every(
          ({ flags, principalInvestigators }) =>
            flags.length === 0 && principalInvestigators.some((name) => name.includes('Labor')),
        ),
      { withinMs: 20_000, what: 'the investigator in every row' },
    );
  });
}

export async function checkHarm(all: Surroundings): Promise<void> {
  const { lab, stack, catalogue, checks, proposal } = all;
  let undisturbedS = Infinity;
  /** One scan with something done to SciFish while it runs. */
  const scanWith = async (harm: (pid: number) => Promise<void>) => {
    const [from, to] = [randomPosition(0, 2), randomPosition(2, 4)];
    const running = lab.scan(['ascan', 'mot01', from, to, 20, 0.1]);
    const command = `ascan mot01 ${written(from)} ${written(to)} 20 0.1`;
    await catalogue.row(proposal, command, ({ state }) => state === 'running');
    await harm(await stack.pidOf('scifish'));
    const result = await running;
    return { result, command };
  };
  await checks.check('an undisturbed scan, to compare with', async () => {
    const { result, command } = await scanWith(() => Promise.resolve());
    same(result.ending, 'finish', 'the macro');
    undisturbedS = result.seconds;
    await catalogue.row(proposal, command, ({ state }) => state === 'finished');
  });
  await checks.check('SciFish killed during a scan: the scan is unharmed and told whole', async () => {
    const { result, command } = await scanWith(async (pid) => void process.kill(pid, 'SIGKILL'));
    same(result.ending, 'finish', 'the macro');
    const row = await catalogue.row(proposal, command, ({ state }) => state === 'finished', 45_000);
    sameFacts(row, all);
    same(row.pointsDone, 21, 'the number of points');
    same((await catalogue.points(row.pid))['mot01']?.length, 21, 'the number of points kept');
  });
  await checks.check('SciFish that hangs during a scan: no event costs more than 0.2 s', async () => {
    let hanging = 0;
    const { result, command } = await scanWith(async (pid) => {
      process.kill(pid, 'SIGSTOP');
      hanging = pid;
    }).finally(() => hanging && process.kill(hanging, 'SIGCONT'));
    same(result.ending, 'finish', 'the macro');
    // only the end is waited for; were it each of the messages, a second each, it would be ten seconds and more
    const allowedS = undisturbedS + 0.2 + MARGIN_S;
    holds(result.seconds < allowedS, `the macro took ${result.seconds} s, without the harm ${undisturbedS} s`);
    const row = await catalogue.row(proposal, command, ({ state }) => state === 'finished', 60_000);
    same(row.pointsDone, 21, 'the number of points');
  });
}
