/** Who calls in the matrix: one account per kind of right, each in groups of its own unless it is said otherwise. */
export const ROLE_GROUPS = {
  stranger: ['g-strangers'],
  /** In `accessGroups` of the shared records. */
  reader: ['g-readers'],
  /** Its e-mail address is in `sharedWith` of the shared records. */
  shared: ['g-guests'],
  owner: ['g-owners'],
  /** In `instrumentGroup` of every record. */
  staff: ['g-staff'],
  /** Of the owner group, and may choose PIDs. */
  curator: ['g-owners', 'with-pid'],
  /** Creates datasets for any group. */
  privileged: ['data-office'],
  lifecycle: ['archivers'],
  proposals: ['user-office'],
  samples: ['sample-office'],
  attachments: ['picture-office'],
  policies: ['policy-office'],
  jobs: ['job-office'],
  historian: ['historians'],
  deleter: ['deleters'],
  admin: ['admin'],
} as const;

export type Account = keyof typeof ROLE_GROUPS;
/** Beside the accounts: nobody, the service that hands in events, a harvester, and a read-only token of the owner. */
export type Role = Account | 'anonymous' | 'ingest' | 'harvester' | 'token';

const ACCOUNTS = Object.keys(ROLE_GROUPS) as Account[];
export const ROLES: readonly Role[] = ['anonymous', ...ACCOUNTS, 'ingest', 'harvester', 'token'];
export const emailOf = (account: Account): string => `${account}@demo.example`;

/** The states of records in the matrix. */
export const STATES = ['private', 'shared', 'published', 'measured'] as const;
export type State = (typeof STATES)[number];

/** The members that access depends on, per state. Every record belongs to the owners and to an instrument with staff. */
export const ownership = (state: State) => ({
  ownerGroup: 'g-owners',
  accessGroups: state === 'shared' ? ['g-readers'] : [],
  instrumentGroup: 'g-staff',
});

/** Type of the datasets that were not measured: the facility's own, which the log of scans shows and which may change. */
export const OWN_TYPE = 'calibration';

/** A word that stands in every member of a record that its readers may see; found anywhere else, it is a leak. */
export const markerOf = (resource: string, state: State): string => `zq${resource}${state}`;
