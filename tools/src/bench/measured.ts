import type { Connection } from 'mongoose';
import { cpuSeconds } from './bench-stack';
import type { Spread } from './http-load';

/** What is measured; `BenchStack` is one. */
export interface CatalogueHost {
  readonly url: string;
  readonly connection: Connection;
  pids(): Record<string, number>;
  /** Logs in. */
  token(username?: string): Promise<string>;
}
export type Add = (what: string, value: number, unit: string, target?: { max?: number; min?: number }) => void;

export const round = (value: number) => Number(value.toFixed(2));

/** Milliseconds of CPU per operation. */
export interface Cpu {
  readonly api: number;
  readonly mongod: number;
}
export const pidOf = (host: CatalogueHost, name: keyof Cpu): number => host.pids()[name]!;
const cpuOf = (host: CatalogueHost): Cpu => ({
  api: cpuSeconds(pidOf(host, 'api')),
  mongod: cpuSeconds(pidOf(host, 'mongod')),
});

export async function measured(host: CatalogueHost, run: () => Promise<Spread>): Promise<Spread & Cpu> {
  const before = cpuOf(host);
  const spread = await run();
  const after = cpuOf(host);
  const each = (name: keyof Cpu) => round(((after[name] - before[name]) * 1000) / spread.count);
  return { ...spread, api: each('api'), mongod: each('mongod') };
}
