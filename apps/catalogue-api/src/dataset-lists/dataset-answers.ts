import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { DATASET_RELATIONS, DatasetRelations, shownBeside } from '../datasets/dataset-relations';
import { DATASET } from '../datasets/dataset.record';
import type { Inclusion } from '../query/condition';
import { type Fields, type RecordKind, type Stored, toWire } from '../schema/record-kind';

/** How datasets and the records around them look in one version of the wire. */
export interface Wire {
  readonly dataset: (stored: Stored) => Fields;
  readonly related: (relation: string, stored: Stored, kind: RecordKind) => Fields;
}
export const WIRE_V4: Wire = {
  dataset: (stored) => toWire(DATASET, stored),
  related: (_, stored, kind) => toWire(kind, stored),
};

/** Datasets as they are answered, with the related records that were asked for. */
@Injectable()
export class DatasetAnswers {
  constructor(private readonly relations: DatasetRelations) {}

  async of(
    datasets: readonly Stored[],
    include: readonly Inclusion[],
    caller: Caller,
    { dataset: show, related: showRelated }: Wire = WIRE_V4,
  ): Promise<Fields[]> {
    if (include.length === 0) return datasets.map(show);
    const related = await this.relations.of(datasets, include, caller);
    return datasets.map((dataset) => ({
      ...show(dataset),
      ...shownBeside(dataset, related, (name, record) => showRelated(name, record, DATASET_RELATIONS[name]!)),
    }));
  }
}
