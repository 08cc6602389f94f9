import { Injectable } from '@nestjs/common';
import { type Caller, mayCreateAnyJob, mayCreateJob, type Owned } from '@scizoo/domain';
import { AccessService } from '../access';
import { CatalogueConfig } from '../config';
import { DATASET } from '../datasets/dataset.record';
import { JobConfiguration } from '../jobs/job-configuration';
import { type Fields, type Stored, toWire } from '../schema/record-kind';
import { obstacleOf } from './archive/archive-job';
import { Destinations } from './globus/destinations';
import { GLOBUS, GlobusKeeper } from './globus/globus-keeper';
import { OnlineFiles } from './online-files';
import type { OfferedDestination, OfferedJob, Retrieval } from './retrieval.shapes';

/** In which ways a caller who may read a dataset gets its files. */
@Injectable()
export class Ways {
  constructor(
    private readonly online: OnlineFiles,
    private readonly jobs: JobConfiguration,
    private readonly access: AccessService,
    private readonly destinations: Destinations,
    private readonly globus: GlobusKeeper,
    private readonly config: CatalogueConfig,
  ) {}

  async of(dataset: Stored, caller: Caller): Promise<Retrieval> {
    const reason = await this.online.obstacleOf(dataset);
    const { downloadMaxBytes: maxBytes, downloadMaxFiles: maxFiles, jupyterHubUrl } = this.config;
    return {
      download: reason === undefined,
      ...(reason !== undefined && { reason }),
      maxBytes,
      maxFiles,
      jobs: caller.userId === undefined ? [] : this.jobsFor(dataset, caller),
      ...(jupyterHubUrl !== undefined && { jupyterHub: jupyterHubUrl }),
      destinations: caller.userId === undefined ? [] : this.destinationsFor(dataset, caller),
    };
  }

  private jobsFor(dataset: Stored, caller: Caller): OfferedJob[] {
    const lifecycle = (toWire(DATASET, dataset)['datasetlifecycle'] ?? {}) as Fields;
    return (['archive', 'retrieve'] as const).flatMap((type) => {
      if (obstacleOf(type, lifecycle, false) !== undefined) return [];
      const [ownerGroup] = this.groupsFor(type, dataset as Owned, caller);
      return ownerGroup === undefined ? [] : [{ type, ownerGroup }];
    });
  }
  private destinationsFor(dataset: Stored, caller: Caller): OfferedDestination[] {
    if (!this.globus.isSet || !this.destinations.sourceOf(String(dataset['sourceFolder']))) return [];
    const groups = this.groupsFor(GLOBUS, dataset as Owned, caller);
    return this.destinations.for(groups).flatMap(({ id, name }) => {
      const ownerGroup = groups.find((group) => this.destinations.find(id, [group]));
      return ownerGroup === undefined ? [] : [{ id, name, ownerGroup }];
    });
  }
  /** Groups for which the caller may order such a job, those of the dataset first. */
  private groupsFor(type: string, dataset: Owned, caller: Caller): string[] {
    const auth = this.jobs.find(type)?.create.auth;
    if (auth === undefined) return [];
    const own = [dataset.ownerGroup, ...(dataset.accessGroups ?? [])].filter((group) => group !== undefined);
    if (mayCreateAnyJob(caller, this.access.groups)) return own;
    return [...new Set([...own, ...caller.groups])].filter(
      (ownerGroup) =>
        caller.groups.includes(ownerGroup) && mayCreateJob(auth, caller, { ownerGroup, datasets: [dataset] }),
    );
  }
}
