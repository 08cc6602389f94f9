import { checked, faultsOf } from '../schema/checked';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import type { ValidationError } from 'class-validator';
import { DATASET } from './dataset.record';
import { CreateDataset, ReplaceDataset, UpdateDataset } from './dataset.shapes';

export type Purpose = 'create' | 'update' | 'replace';

/** How one version of the API writes a dataset. Everything else is the same for all versions. */
export interface DatasetWire {
  readonly version: '3' | '4';
  /** A body in the present names of the fields. @throws 400 in the words of this version */
  read(purpose: Purpose, type: unknown, body: unknown): Fields;
  /** Faults of a body that would create a dataset. @throws 400 for what is no object */
  faultsOf(body: unknown): ValidationError[];
  show(stored: Stored): Fields;
}

const SHAPES = { create: CreateDataset, update: UpdateDataset, replace: ReplaceDataset } as const;

export const WIRE_V4: DatasetWire = {
  version: '4',
  read: (purpose, _, body) => checked(SHAPES[purpose], body) as Fields,
  faultsOf: (body) => faultsOf(CreateDataset, body),
  show: (stored) => toWire(DATASET, stored),
};
