import { Injectable } from '@nestjs/common';
import type { Caller } from '@scizoo/domain';
import { AccessService } from '../access';
import { DatasetsService } from '../datasets/datasets.service';
import { frozenFields, frozenUntil, isKept } from '../datasets/retention';
import { EmbargoService } from '../embargo/embargo.service';
import type { Stored } from '../schema/record-kind';
import type { DatasetAccess } from './history.shapes';

/** What a caller may do with a dataset that they may read, and why not more. */
@Injectable()
export class DatasetAccessService {
  constructor(
    private readonly access: AccessService,
    private readonly datasets: DatasetsService,
    private readonly embargo: EmbargoService,
  ) {}

  async of(dataset: Stored, caller: Caller, now = new Date()): Promise<DatasetAccess> {
    const { ownerGroup, accessGroups = [], instrumentGroup, sharedWith = [], isPublished = false } = dataset;
    const until = frozenUntil(dataset, this.datasets.policy);
    const mayChange = this.access.mayChange(caller, dataset);
    // Whom it is shared with by name is nobody's business but of those who may change that.
    const mayKnow = mayChange || this.access.mayAnnotate(caller, dataset);
    return {
      readers: {
        ...(ownerGroup !== undefined && { ownerGroup }),
        accessGroups: [...accessGroups],
        ...(instrumentGroup !== undefined && { instrumentGroup }),
        sharedWith: mayKnow ? [...sharedWith] : sharedWith.filter((email) => email === caller.email),
        isPublished,
      },
      mayEdit: mayChange,
      mayAnnotate: this.access.mayAnnotate(caller, dataset),
      mayDelete: this.access.mayDelete(caller) && !isKept(dataset, this.datasets.policy, now),
      frozen: until && until > now ? { fields: frozenFields(dataset), rule: 'RAW_READ_ONLY', until } : null,
      embargo: await this.embargo.stateOf(dataset, caller),
    };
  }
}
