import { Injectable } from '@nestjs/common';
import { type Caller, mayCreateAnyJob, mayCreateJob, type Owned } from '@scizoo/domain';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DATASET } from '../datasets/dataset.record';
import { JobConfiguration } from '../jobs/job-configuration';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { obstacleOf } from './archive/archive-job';
import { DatasetFiles } from './dataset-files';
import type { OfferedJob, Retrieval } from './retrieval.shapes';

/** In which ways a caller who may read a dataset gets its files. */
@Injectable()
export class Ways {
  constructor(
    private readonly files: DatasetFiles,
    private readonly jobs: JobConfiguration,
    private readonly access: AccessService,
    private readonly config: CatalogueConfig,
  ) {}

  async of(dataset: Stored, caller: Caller): Promise<Retrieval> {
    const reason = await this.files.folderOf(dataset).then(
      () => undefined,
      (error: Error) => error.message,
    );
    const { downloadMaxBytes: maxBytes, downloadMaxFiles: maxFiles } = this.config;
    return {
      download: reason === undefined,
      ...(reason !== undefined && { reason }),
      maxBytes,
      maxFiles,
      jobs: caller.userId === undefined ? [] : this.jobsFor(dataset, caller),
    };
  }

  private jobsFor(dataset: Stored, caller: Caller): OfferedJob[] {
    const lifecycle = (toWire(DATASET, dataset)['datasetlifecycle'] ?? {}) as Fields;
    return (['archive', 'retrieve'] as const).flatMap((type) => {
      const auth = this.jobs.find(type)?.create.auth;
      if (auth === undefined || obstacleOf(type, lifecycle, false) !== undefined) return [];
      const { ownerGroup, accessGroups = [] } = dataset as Owned;
      const groups = [ownerGroup, ...accessGroups].filter((group) => group !== undefined);
      if (mayCreateAnyJob(caller, this.access.groups)) return [{ type, ...(ownerGroup && { ownerGroup }) }];
      const datasets = [dataset as Owned];
      const fitting = [...groups, ...caller.groups].find(
        (group) => caller.groups.includes(group) && mayCreateJob(auth, caller, { ownerGroup: group, datasets }),
      );
      return fitting === undefined ? [] : [{ type, ownerGroup: fitting }];
    });
  }
}
