import { type Caller, isAdmin, type PrivilegedGroups } from './access';

/** States of a publication, in their order. */
export const PUBLICATION_STATES = ['private', 'public', 'registered', 'amended'] as const;
export type PublicationState = (typeof PUBLICATION_STATES)[number];

export interface Publication {
  readonly status?: string;
  readonly createdBy?: string;
  /** E-mail addresses, in small letters, of those who are asked to look at the draft. */
  readonly reviewers?: readonly string[];
}
export type PublicationRule =
  | { readonly all: true }
  | {
      readonly all: false;
      readonly states: readonly PublicationState[];
      readonly createdBy?: string;
      readonly reviewer?: string;
    };

const OPEN: readonly PublicationState[] = ['public', 'registered', 'amended'];
const REGISTERED: readonly PublicationState[] = ['registered', 'amended'];

const reviewerIn = ({ email }: Caller): string | undefined => email?.toLowerCase() || undefined;

/** Which publications the caller may read: open ones, their own drafts and those they review; admins all. */
export function publicationRule(caller: Caller, privileged: PrivilegedGroups): PublicationRule {
  if (caller.userId === undefined) return { all: false, states: OPEN };
  if (isAdmin(caller, privileged)) return { all: true };
  const reviewer = reviewerIn(caller);
  return { all: false, states: OPEN, createdBy: caller.username, ...(reviewer !== undefined && { reviewer }) };
}
/** The older routes show drafts to everybody who is signed in, and what is not registered to nobody else. */
export const publicationRuleV3 = (caller: Caller): PublicationRule =>
  caller.userId === undefined ? { all: false, states: REGISTERED } : { all: true };

/** The rule as a database condition; AND it to whatever the caller asks for. */
export function asPublicationFilter(rule: PublicationRule): Record<string, unknown> {
  if (rule.all) return {};
  const open = { status: { $in: [...rule.states] } };
  const own = [
    ...(rule.createdBy === undefined ? [] : [{ createdBy: { $eq: rule.createdBy } }]),
    ...(rule.reviewer === undefined ? [] : [{ reviewers: { $eq: rule.reviewer } }]),
  ];
  return own.length === 0 ? open : { $or: [open, ...own] };
}
/** The rule as yes/no for one record. */
export const allowsPublication = (rule: PublicationRule, { status, createdBy, reviewers = [] }: Publication): boolean =>
  rule.all ||
  rule.states.some((state) => state === status) ||
  (rule.createdBy !== undefined && rule.createdBy === createdBy) ||
  (rule.reviewer !== undefined && reviewers.includes(rule.reviewer));

/** Changing, publishing and registering: who made the record, and admins. */
export const mayChangePublication = (caller: Caller, privileged: PrivilegedGroups, record: Publication): boolean =>
  caller.userId !== undefined && (isAdmin(caller, privileged) || record.createdBy === caller.username);

/** Saying what one thinks of a draft: who was asked to; not its creator. */
export const mayReviewPublication = (caller: Caller, { createdBy, reviewers = [] }: Publication): boolean =>
  caller.userId !== undefined && caller.username !== createdBy && reviewers.includes(reviewerIn(caller) ?? '');

const MINTER_ID = 'service:doi-minter';
/** Who the DOI minter is; nobody can sign in under this id, and no group gives its rights. */
export const DOI_MINTER: Caller = { userId: MINTER_ID, username: 'doi-minter', groups: [] };
/** Taking tasks of registration and reporting on them. */
export const mayMint = ({ userId }: Caller): boolean => userId === MINTER_ID;
