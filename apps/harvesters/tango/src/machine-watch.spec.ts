import { eventually } from '@scizoo/testing';
import type { Reading } from '@scizoo/tango-gateway';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MACHINE_FACT, machineFact } from './machine-fact';
import { MachineMemory, type MachineNews } from './machine-memory';
import { MachineWatch } from './machine-watch';

const CURRENT = 'R3-D101/DIA/DCCT-01/Current';
const MESSAGE = 'R3-D101/DIA/DCCT-01/Message';
const HOLD_MS = 30;
let folder: string;
let told: MachineNews[];
let faults: string[];
let hear: (reading: Partial<Reading> & { value?: unknown }, name?: string) => void;
let refuse = false;
let watch: MachineWatch | undefined;

async function start(...facts: string[]): Promise<void> {
  watch = new MachineWatch({
    facts: facts.map(machineFact),
    subscribe: (_, onReading) => {
      hear = (reading, name = CURRENT) => onReading({ name, tookMs: 0, quality: 'valid', unit: 'mA', ...reading });
      return () => undefined;
    },
    memory: await MachineMemory.open(folder),
    holdMs: HOLD_MS,
    tell: (news) => {
      if (refuse) return Promise.reject(new Error('the disk is full'));
      told.push(news);
      return Promise.resolve();
    },
    onFault: (error, { name }) => faults.push(`${name}: ${(error as Error).message}`),
  });
}
const turns = () => told.map(({ turn, value }) => `${turn}: ${value}`);
const untilTold = (count: number) => eventually(() => told.length >= count, { what: `${count} news` });
/** Longer than anything is held: what has not come by now does not come. */
const longer = () => new Promise((resolve) => setTimeout(resolve, 4 * HOLD_MS));

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'machine-'));
  [told, faults, refuse] = [[], [], false];
});
afterEach(async () => {
  await watch?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('tells that the beam is lost and that it is back, with the limit and since when', async () => {
  await start(`Ring current=${CURRENT}<50`);
  hear({ value: 399.123_456_7 });
  hear({ value: 0.1, readAt: '2026-11-23T02:41:03.120Z' });
  await untilTold(1);
  hear({ value: 300 });
  await untilTold(2);
  expect(told).toMatchObject([
    {
      name: 'Ring current',
      turn: 'lost',
      value: '0.1 mA',
      before: '399.123 mA',
      limit: 'below 50 mA',
      source: CURRENT,
      at: '2026-11-23T02:41:03.120Z',
    },
    { turn: 'back', value: '300 mA', before: '0.1 mA' },
  ]);
  expect(told[1]?.number).toBeGreaterThan(told[0]?.number ?? Infinity);
});

it('tells no flicker, and nothing about what cannot be read', async () => {
  await start(`Ring current=${CURRENT}<50`);
  hear({ value: 400 });
  hear({ value: 0 });
  hear({ value: 400 });
  hear({ error: 'not read: the Tango gateway does not answer' });
  hear({ value: 0, quality: 'invalid' });
  hear({ value: null });
  await longer();
  expect(told).toEqual([]);
});

it('tells what the operators say when it changes, not how it was found', async () => {
  await start(`Operators=${MESSAGE}`);
  const says = (value: unknown) => hear({ value, unit: undefined }, MESSAGE.toLowerCase());
  says('Delivery, Malmö');
  await longer();
  says('Injection');
  says('Injection');
  await untilTold(1);
  await longer();
  expect(told).toMatchObject([{ turn: 'changed', value: 'Injection', before: 'Delivery, Malmö' }]);
});

it('tells after a restart what changed meanwhile; what it told before comes again as the same news', async () => {
  await start(`Ring current=${CURRENT}<50`);
  hear({ value: 400 });
  hear({ value: 1 });
  await untilTold(1);
  await watch?.stop();
  await start(`Ring current=${CURRENT}<50`);
  await untilTold(2);
  expect(told[1]).toEqual(told[0]);
  hear({ value: 2 });
  await longer();
  expect(told).toHaveLength(2);
  hear({ value: 200 });
  await untilTold(3);
  expect(turns().slice(2)).toEqual(['back: 200 mA']);
});

it('tells again after a restart what the disk refused', async () => {
  await start(`Ring current=${CURRENT}<50`);
  refuse = true;
  hear({ value: 1 });
  await eventually(() => faults.length > 0, { what: 'a fault' });
  await watch?.stop();
  refuse = false;
  await start(`Ring current=${CURRENT}<50`);
  await untilTold(1);
  expect(turns()).toEqual(['lost: 1 mA']);
});

it('says once that a number without a limit cannot be told', async () => {
  await start(`Ring current=${CURRENT}`, `Gap=${CURRENT}>5`);
  hear({ value: 4 });
  hear({ value: 4.1 });
  hear({ value: 6 });
  await untilTold(1);
  expect(faults).toEqual([expect.stringMatching(/^Ring current: a number needs a limit/) as string]);
  expect(told[0]).toMatchObject({ name: 'Gap', turn: 'lost', limit: 'above 5 mA' });
});

it.each([
  ['Ring current=r3/dia/dcct/current<50', true],
  ['Pressure=a/b/c/P>1e-6', true],
  ['Mode=a/b/c/State', true],
  ['Mode=a/b/State', false],
  ['=a/b/c/State', false],
  ['Mode=a/b/c/d/State', false],
  ['Current=a/b/c/I<many', false],
])('%s is a fact of the machine: %s', (text, isOne) => {
  expect(new RegExp(MACHINE_FACT, 'u').test(text)).toBe(isOne);
});
