import { type Caller, isAdmin, type PrivilegedGroups } from './access';

/** States of a publication, in their order. */
export const PUBLICATION_STATES = ['private', 'public', 'registered', 'amended'] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

export interface Publication {
  readonly status?: string;
  readonly createdBy?: string;
}
export type PublicationRule =
  | { readonly all: true }
  | { readonly all: false; readonly states: readonly PublicationState[]; readonly createdBy?: string };

const OPEN: readonly PublicationState[] = ['public', 'registered', 'amended'];
const REGISTERED: readonly PublicationState[] = ['registered', 'amended'];

/** Which publications the caller may read: open ones, their own drafts; admins all. */
export function publicationRule(caller: Caller, privileged: PrivilegedGroups): PublicationRule {
  if (caller.userId === undefined) return { all: false, states: OPEN };
  if (isAdmin(caller, privileged)) return { all: true };
  return { all: false, states: OPEN, createdBy: caller.username };
}
/** The older routes show drafts to everybody who is signed in, and what is not registered to nobody else. */
export const publicationRuleV3 = (caller: Caller): PublicationRule =>
  caller.userId === undefined ? { all: false, states: REGISTERED } : { all: true };

/** The rule as a database condition; AND it to whatever the caller asks for. */
export function asPublicationFilter(rule: PublicationRule): Record<string, unknown> {
  if (rule.all) return {};
  const open = { status: { $in: [...rule.states] } };
  return rule.createdBy === undefined ? open : { $or: [open, { createdBy: { $eq: rule.createdBy } }] };
}
/** The rule as yes/no for one record. */
export const allowsPublication = (rule: PublicationRule, { status, createdBy }: Publication): boolean =>
  rule.all ||
  rule.states.some((state) => state === status) ||
  (rule.createdBy !== undefined && rule.createdBy === createdBy);

/** Changing, publishing and registering: who made the record, and admins. */
export const mayChangePublication = (caller: Caller, privileged: PrivilegedGroups, record: Publication): boolean =>
  caller.userId !== undefined && (isAdmin(caller, privileged) || record.createdBy === caller.username);
