import { type Caller } from '@scizoo/domain';
import { derive, field } from '@scizoo/service-kit';
import type { JobType } from '../jobs/job-configuration';

import type { DatasetOfJob } from '../jobs/listed-datasets';
import type { Condition, Query } from '../query/condition';
import type { Fields } from '../schema/record-kind';

/** A job in SciCat's older shape. */
export class JobV3 {
  @field.text({ required: true, outputOnly: true })
  id!: string;
  @field.text({ format: 'email' })
  emailJobInitiator?: string;
  @field.text({ required: true, minLength: 1, maxLength: 256 })
  type!: string;
  @field.moment({ description: 'Time of the server; what is sent is ignored' })
  creationTime?: Date;
  @field.moment()
  executionTime?: Date;
  @field.free({ description: '`username` and `ownerGroup` say whose job it is' })
  jobParams?: Record<string, unknown>;
  @field.text({ maxLength: 256, example: 'jobSubmitted' })
  jobStatusMessage?: string;
  @field.any({ required: true, description: '[{pid, files}]' })
  datasetList!: unknown;
  @field.free()
  jobResultObject?: Record<string, unknown>;
}
export const CreateJobV3 = derive('CreateJobV3', JobV3);
export const UpdateJobV3 = derive('UpdateJobV3', JobV3, {
  pick: ['jobStatusMessage', 'jobResultObject', 'executionTime'],
  partial: true,
});

export const RENAMED_JOB_V3: Readonly<Record<string, string>> = {
  emailJobInitiator: 'contactEmail',
  creationTime: 'createdAt',
  executionTime: 'jobParams.executionTime',
  jobStatusMessage: 'statusCode',
  datasetList: 'jobParams.datasetList',
};

const present = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** A job (on the wire) as clients of the older routes see it: these fields and no others. */
export function jobToV3(job: Fields): Fields {
  const { datasetList, executionTime, ...params } = (job['jobParams'] ?? {}) as Fields;
  const { ownerUser } = job;
  return present({
    _id: job['_id'],
    id: job['id'],
    emailJobInitiator: job['contactEmail'],
    type: job['type'],
    creationTime: job['createdAt'],
    executionTime,
    jobParams: job['jobParams'] === undefined ? undefined : present({ ...params, username: ownerUser }),
    jobStatusMessage: job['statusCode'],
    datasetList,
    jobResultObject: job['jobResultObject'],
  });
}

/** A checked body of the older create, in the present shape. */
export function newJobFromV3(given: Fields): Fields {
  const { username, ...params } = (given['jobParams'] ?? {}) as Fields;
  const { ownerGroup } = params;
  const { type, emailJobInitiator, executionTime, jobStatusMessage, datasetList, jobResultObject } = given;
  return present({
    type,
    contactEmail: emailJobInitiator ?? undefined,
    ownerUser: typeof username === 'string' ? username : undefined,
    ownerGroup: typeof ownerGroup === 'string' ? ownerGroup : undefined,
    jobParams: present({ ...params, datasetList, executionTime: executionTime ?? undefined }),
    statusCode: jobStatusMessage ?? undefined,
    statusMessage: jobStatusMessage ?? undefined,
    jobResultObject: jobResultObject ?? undefined,
  });
}
/** What a checked body of the older update sets; `current` is the job on the wire. */
export function jobChangesFromV3(patch: Fields, current: Fields): Fields {
  const { jobStatusMessage, jobResultObject, executionTime } = patch;
  return present({
    statusCode: jobStatusMessage ?? undefined,
    statusMessage: jobStatusMessage ?? undefined,
    jobResultObject: jobResultObject ?? undefined,
    jobParams: executionTime === undefined ? undefined : { ...((current['jobParams'] ?? {}) as Fields), executionTime },
  });
}

/** The owner group of a job whose client named none: that of its datasets. */
export function groupOfDatasets(datasets: readonly DatasetOfJob[], { create }: JobType, caller: Caller) {
  if (create.auth === '#datasetPublic' || caller.userId === undefined) return undefined;
  if (create.auth !== '#datasetAccess') return datasets[0]?.ownerGroup;
  const closed = datasets.filter(({ isPublished }) => !isPublished);
  if (closed.length === 0) return caller.groups[0];
  return caller.groups.find((group) =>
    closed.every(({ ownerGroup, accessGroups }) => ownerGroup === group || (accessGroups ?? []).includes(group)),
  );
}

/** Older clients look for the owner inside the parameters. */
const placed = (path: string): string => (path === 'jobParams.username' ? 'ownerUser' : path);
function placedCondition(condition: Condition): Condition {
  if ('path' in condition) return { ...condition, path: placed(condition.path) };
  if ('all' in condition) return { all: condition.all.map(placedCondition) };
  if ('any' in condition) return { any: condition.any.map(placedCondition) };
  return { none: condition.none.map(placedCondition) };
}
/** A query with the older names, in the present places; without a limit: all. */
export const inPresentPlaces = <Q extends Query>(query: Q, hasLimit: boolean): Q => ({
  ...query,
  where: placedCondition(query.where),
  ...(!hasLimit && { limit: 0 }),
  // Parts of the parameters are shown as fields of their own, and the owner among the parameters.
  ...(query.fields && { fields: [...new Set(query.fields.flatMap(shownWith))] }),
});
const shownWith = (path: string): string[] => (path.startsWith('jobParams') ? ['jobParams', 'ownerUser'] : [path]);
