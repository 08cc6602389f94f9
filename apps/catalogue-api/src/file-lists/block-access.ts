import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { AccessService } from '../access';
import type { Filter } from '../query/mongo-filter';

/** Who asks: the rule for blocks, and the rule for the datasets that they belong to. */
export interface Scope {
  readonly block: Filter;
  readonly dataset: Filter;
}
const PUBLISHED = { isPublished: true };
export const PUBLIC_SCOPE: Scope = { block: PUBLISHED, dataset: PUBLISHED };

@Injectable()
export class BlockAccess {
  constructor(private readonly access: AccessService) {}

  /** Blocks belong to whom their dataset belongs; asking for both also covers the moment in which a dataset changes hands. */
  scopeOf(caller: Caller): Scope {
    const rule = this.access.readFilter(caller, 'dataset');
    return { block: rule, dataset: rule };
  }
}

/** Stages that leave only blocks whose dataset is for this caller; a block without its dataset has its own rule alone. */
export function openedBy({ dataset }: Scope): object[] {
  if (Object.keys(dataset).length === 0) return [];
  const closed = [{ $match: { $nor: [dataset] } }, { $project: { _id: 1 } }];
  return [
    { $lookup: { from: 'datasets', localField: 'datasetId', foreignField: '_id', pipeline: closed, as: 'closed' } },
    { $match: { closed: [] } },
    { $unset: 'closed' },
  ];
}
