/**
 * Who may read and change a record: one pure function from caller to rule, rendered twice, as database condition and as
 * yes/no for one record. Nothing else in the system decides this.
 */

/** In `readers` of a published record only; a group or person of this name gives nobody access. */
export const EVERYBODY = '*';

export interface Caller {
  /** Absent for somebody who has not signed in. */
  readonly userId?: string;
  readonly username: string;
  /** Of the person, where the account says it. */
  readonly displayName?: string;
  readonly email?: string;
  readonly groups: readonly string[];
}

/** What people are shown for an account. */
export const personName = ({ displayName, username }: Pick<Caller, 'displayName' | 'username'>): string =>
  displayName || username;

export const ANONYMOUS: Caller = { username: 'anonymous', groups: [] };

/** Groups with rights beyond their own records; set per deployment (`ADMIN_GROUPS`, …). */
export interface PrivilegedGroups {
  readonly admin: readonly string[];
  readonly delete: readonly string[];
  readonly createDataset: readonly string[];
  readonly createDatasetWithPid: readonly string[];
  readonly createDatasetPrivileged: readonly string[];
  readonly updateDatasetLifecycle: readonly string[];
  readonly proposal: readonly string[];
  readonly sample: readonly string[];
  readonly samplePrivileged: readonly string[];
  readonly attachment: readonly string[];
  readonly attachmentPrivileged: readonly string[];
  readonly policy: readonly string[];
  readonly createJobPrivileged: readonly string[];
  readonly updateJobPrivileged: readonly string[];
  readonly deleteJob: readonly string[];
  /** May hand in acquisition events: the service account of SciCow. */
  readonly ingest: readonly string[];
}

/** The members of a record that access depends on. */
export interface Owned {
  readonly ownerGroup?: string;
  readonly accessGroups?: readonly string[];
  readonly instrumentGroup?: string;
  readonly sharedWith?: readonly string[];
  readonly isPublished?: boolean;
}

/** Everybody who may read the record, in one list with an index. */
export function readersOf(record: Owned): string[] {
  const readers = [
    record.ownerGroup,
    ...(record.accessGroups ?? []),
    record.instrumentGroup,
    ...(record.sharedWith ?? []),
  ];
  const named = readers.filter((reader): reader is string => Boolean(reader) && reader !== EVERYBODY);
  return [...new Set(record.isPublished ? [...named, EVERYBODY] : named)].sort();
}

export type Kind = 'dataset' | 'proposal' | 'sample' | 'attachment' | 'origdatablock' | 'datablock';

export type ReadRule = { readonly all: true } | { readonly all: false; readonly anyOf: ReadonlySet<string> };

const holds = (caller: Caller, groups: readonly string[]) => caller.groups.some((group) => groups.includes(group));
/** `#all` in a setting means every caller who has signed in. */
const holdsOrAll = (caller: Caller, groups: readonly string[]) =>
  caller.userId !== undefined && (groups.includes('#all') || holds(caller, groups));

/** Attachments are not among them: those of a dataset follow it, others belong to proposals and samples. */
const OF_DATASETS: readonly Kind[] = ['dataset', 'origdatablock', 'datablock'];

/** What the caller may read of this kind of record. */
export function readRule(caller: Caller, privileged: PrivilegedGroups, kind: Kind): ReadRule {
  const readsAll =
    holds(caller, privileged.admin) ||
    (kind === 'proposal' && holds(caller, privileged.proposal)) ||
    (OF_DATASETS.includes(kind) && holds(caller, privileged.updateDatasetLifecycle));
  if (readsAll) return { all: true };
  return {
    all: false,
    anyOf: new Set([EVERYBODY, ...caller.groups, ...(caller.email ? [caller.email] : [])]),
  };
}

/** The rule as a database condition; AND it to whatever the caller asks for. */
export const asFilter = (rule: ReadRule): Record<string, unknown> =>
  rule.all ? {} : { readers: { $in: [...rule.anyOf] } };

/** The rule as yes/no for one record. */
export const allows = (rule: ReadRule, record: Owned): boolean =>
  rule.all || readersOf(record).some((reader) => rule.anyOf.has(reader));

/** Changing: the owner group, and staff of the record's instrument; never access groups or people it is shared with. */
export function mayChange(caller: Caller, privileged: PrivilegedGroups, record: Owned): boolean {
  if (caller.userId === undefined) return false;
  if (holds(caller, privileged.admin)) return true;
  return caller.groups.some((group) => group === record.ownerGroup);
}

/** Remarks, ratings and pictures on a scan: who may change the record, and staff of its instrument. */
export function mayAnnotate(caller: Caller, privileged: PrivilegedGroups, record: Owned): boolean {
  if (mayChange(caller, privileged, record)) return true;
  return (
    caller.userId !== undefined &&
    record.instrumentGroup !== undefined &&
    caller.groups.includes(record.instrumentGroup)
  );
}

export type RightOnNotes = 'write' | 'read' | 'none';
/** Notes between the scans of a proposal or a beamline: seen by who sees its scans, written by who may annotate them. */
export function rightOnNotes(caller: Caller, privileged: PrivilegedGroups, place: Owned): RightOnNotes {
  if (mayAnnotate(caller, privileged, place)) return 'write';
  return allows(readRule(caller, privileged, 'dataset'), place) ? 'read' : 'none';
}

/** The logbook of a proposal or a beamline: its people and staff, however public the record itself has become. */
export function mayUseLogbook(caller: Caller, privileged: PrivilegedGroups, record: Owned): boolean {
  if (caller.userId === undefined) return false;
  if (holds(caller, privileged.admin)) return true;
  const names = new Set([...caller.groups, ...(caller.email ? [caller.email] : [])]);
  return readersOf({ ...record, isPublished: false }).some((reader) => names.has(reader));
}

/** What its entries must say and its templates: those who may annotate, so not those it is only shared with. */
export const mayDefineLogbook = (caller: Caller, privileged: PrivilegedGroups, record: Owned): boolean =>
  mayAnnotate(caller, privileged, record);

/** Who is on a proposal is told to its people, its staff and the user office; never to all who may read a published one. */
export const mayKnowTeam = (caller: Caller, privileged: PrivilegedGroups, record: Owned): boolean =>
  mayUseLogbook(caller, privileged, record) || mayManageProposals(caller, privileged);

/**
 * An e-mail address as it is compared. Only the letters A to Z lose their case: others fold together what belongs to two
 * people (the Kelvin sign becomes a k).
 */
export const addressKey = (email: string): string => email.trim().replace(/[A-Z]/gu, (letter) => letter.toLowerCase());

/**
 * Groups that being on a proposal may bring, whatever the proposal is owned by.
 * @param reserved groups of staff and those with rights of their own
 */
export function groupsOfTeam(ownerGroups: readonly string[], reserved: readonly string[]): string[] {
  const kept = new Set([EVERYBODY, ...reserved]);
  return [...new Set(ownerGroups)].filter((group) => !kept.has(group) && !group.endsWith('-staff'));
}

export const mayDelete = (caller: Caller, privileged: PrivilegedGroups): boolean =>
  caller.userId !== undefined && holds(caller, privileged.delete);
export const mayIngest = (caller: Caller, privileged: PrivilegedGroups): boolean =>
  caller.userId !== undefined && holds(caller, privileged.ingest);
export const isAdmin = (caller: Caller, privileged: PrivilegedGroups): boolean => holds(caller, privileged.admin);

/** May this caller create a dataset for `ownerGroup`, with a pid of their own choice or without? */
export function mayCreateDataset(
  caller: Caller,
  privileged: PrivilegedGroups,
  ownerGroup: string,
  withPid: boolean,
): boolean {
  if (caller.userId === undefined) return false;
  if (holds(caller, privileged.admin) || holds(caller, privileged.createDatasetPrivileged)) return true;
  if (!caller.groups.includes(ownerGroup)) return false;
  if (holdsOrAll(caller, privileged.createDatasetWithPid)) return true;
  return !withPid && holdsOrAll(caller, privileged.createDataset);
}
export const maySampleCreate = (caller: Caller, privileged: PrivilegedGroups, ownerGroup: string): boolean =>
  caller.userId !== undefined &&
  (holds(caller, privileged.admin) ||
    holds(caller, privileged.samplePrivileged) ||
    (holdsOrAll(caller, privileged.sample) && caller.groups.includes(ownerGroup)));
export const mayManagePolicies = (caller: Caller, privileged: PrivilegedGroups): boolean =>
  caller.userId !== undefined && (holds(caller, privileged.admin) || holds(caller, privileged.policy));
export const mayManageProposals = (caller: Caller, privileged: PrivilegedGroups): boolean =>
  caller.userId !== undefined && (holds(caller, privileged.admin) || holds(caller, privileged.proposal));

export type Right = 'admin' | 'delete' | 'proposals' | 'samples' | 'samples-of-anybody';
/** What a program may offer to the caller beyond reading; each record is asked for again when it is written. */
export function rightsOf(caller: Caller, privileged: PrivilegedGroups): Right[] {
  const anybody = { ...privileged, sample: [] };
  const rights: Record<Right, boolean> = {
    admin: isAdmin(caller, privileged),
    delete: mayDelete(caller, privileged),
    proposals: mayManageProposals(caller, privileged),
    samples: caller.groups.some((group) => maySampleCreate(caller, privileged, group)),
    'samples-of-anybody': maySampleCreate(caller, anybody, ''),
  };
  return (Object.keys(rights) as Right[]).filter((right) => rights[right]);
}

/** A view of a table that others see too: the members of a group, or all who choose an instrument. */
export interface PlacedView {
  readonly ownerId?: string;
  readonly group?: string;
  readonly instrument?: string;
  /** Group of the staff of that instrument. */
  readonly staffGroup?: string;
}
/** Sharing with a group is for its members, proposing for an instrument for its staff. */
export function mayPlaceView(caller: Caller, privileged: PrivilegedGroups, view: PlacedView): boolean {
  if (caller.userId === undefined) return false;
  if (view.instrument !== undefined)
    return (
      holds(caller, privileged.admin) || (view.staffGroup !== undefined && caller.groups.includes(view.staffGroup))
    );
  return view.group !== undefined && view.group !== EVERYBODY && caller.groups.includes(view.group);
}
/** Proposed ones are for everybody who has signed in; a shared one stays with its author, whatever groups they leave. */
export const mayReadView = (caller: Caller, view: PlacedView): boolean =>
  caller.userId !== undefined &&
  (view.instrument !== undefined ||
    view.ownerId === caller.userId ||
    (view.group !== undefined && view.group !== EVERYBODY && caller.groups.includes(view.group)));
/** The same as a database condition. */
export const asViewFilter = (caller: Caller): Record<string, unknown> => ({
  $or: [
    { instrument: { $exists: true } },
    { ownerId: caller.userId ?? '' },
    { group: { $in: caller.groups.filter((group) => group !== EVERYBODY) } },
  ],
});
/** A shared view belongs to its author, a proposed one to the staff of the instrument. */
export function mayChangeView(caller: Caller, privileged: PrivilegedGroups, view: PlacedView): boolean {
  if (caller.userId === undefined) return false;
  if (holds(caller, privileged.admin)) return true;
  return view.instrument === undefined ? view.ownerId === caller.userId : mayPlaceView(caller, privileged, view);
}
