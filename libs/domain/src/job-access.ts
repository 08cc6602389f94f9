import type { Caller, PrivilegedGroups } from './access';

export interface OwnedJob {
  readonly ownerUser?: string;
  readonly ownerGroup?: string;
}
export type JobRule =
  { readonly all: true } | { readonly all: false; readonly ownerUser: string; readonly ownerGroups: readonly string[] };

const holds = ({ userId, groups }: Caller, wanted: readonly string[]): boolean =>
  userId !== undefined && groups.some((group) => wanted.includes(group));

/** Which jobs the caller may read; undefined: none, they have not signed in. */
export function jobRule(caller: Caller, { admin, createJobPrivileged, updateJobPrivileged }: PrivilegedGroups) {
  if (caller.userId === undefined) return undefined;
  if (holds(caller, [...admin, ...createJobPrivileged, ...updateJobPrivileged])) return { all: true } as JobRule;
  return { all: false, ownerUser: caller.username, ownerGroups: caller.groups } as JobRule;
}
/** The rule as a database condition; AND it to whatever the caller asks for. */
export const asJobFilter = (rule: JobRule): Record<string, unknown> =>
  rule.all ? {} : { $or: [{ ownerUser: { $eq: rule.ownerUser } }, { ownerGroup: { $in: [...rule.ownerGroups] } }] };
/** The rule as yes/no for one job. */
export const allowsJob = (rule: JobRule, { ownerUser, ownerGroup }: OwnedJob): boolean =>
  rule.all || ownerUser === rule.ownerUser || (ownerGroup !== undefined && rule.ownerGroups.includes(ownerGroup));

/** Jobs of anybody and of any type. */
export const mayCreateAnyJob = (caller: Caller, { admin, createJobPrivileged }: PrivilegedGroups): boolean =>
  holds(caller, [...admin, ...createJobPrivileged]);
export const mayUpdateAnyJob = (caller: Caller, { admin, updateJobPrivileged }: PrivilegedGroups): boolean =>
  holds(caller, [...admin, ...updateJobPrivileged]);
export const mayDeleteJobs = (caller: Caller, { deleteJob }: PrivilegedGroups): boolean => holds(caller, deleteJob);

/** What the rule of a type of job may look at, beside the caller. */
export interface JobCircumstances {
  readonly ownerGroup: string | undefined;
  /** Of all datasets that the job lists; undefined when it lists none. */
  readonly datasets:
    | readonly {
        readonly isPublished?: boolean;
        readonly ownerGroup?: string;
        readonly accessGroups?: readonly string[];
      }[]
    | undefined;
}

/** `@group` or a username. */
const isNamed = (auth: string, caller: Caller): boolean =>
  caller.userId !== undefined &&
  (auth.startsWith('@') ? caller.groups.includes(auth.slice(1)) : !auth.startsWith('#') && caller.username === auth);

/** The `auth` of a type's `create`, for callers without the right to create any job. */
export function mayCreateJob(auth: string, caller: Caller, { ownerGroup, datasets }: JobCircumstances): boolean {
  const isSignedIn = caller.userId !== undefined;
  const every = (rule: (dataset: NonNullable<JobCircumstances['datasets']>[number]) => boolean): boolean =>
    datasets !== undefined && datasets.length > 0 && datasets.every(rule);
  switch (auth) {
    case '#all':
      return true;
    case '#authenticated':
      return isSignedIn;
    case '#datasetPublic':
      return every(({ isPublished }) => isPublished === true);
    case '#datasetAccess':
      return (
        isSignedIn &&
        every(
          (dataset) =>
            dataset.isPublished === true ||
            (ownerGroup !== undefined &&
              (dataset.ownerGroup === ownerGroup || (dataset.accessGroups ?? []).includes(ownerGroup))),
        )
      );
    case '#datasetOwner':
      return isSignedIn && ownerGroup !== undefined && every((dataset) => dataset.ownerGroup === ownerGroup);
    default:
      return isNamed(auth, caller);
  }
}
/** The `auth` of a type's `update`, for callers without the right to update any job. */
export function mayUpdateJob(auth: string, caller: Caller, { ownerUser, ownerGroup }: OwnedJob): boolean {
  switch (auth) {
    case '#all':
      return true;
    case '#jobOwnerUser':
      return caller.userId !== undefined && ownerUser === caller.username;
    case '#jobOwnerGroup':
      return caller.userId !== undefined && ownerGroup !== undefined && caller.groups.includes(ownerGroup);
    default:
      return isNamed(auth, caller);
  }
}
