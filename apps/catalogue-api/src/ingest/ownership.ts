import type { FieldMark } from '@scizoo/domain';
import { SOURCE_PRIORITY } from '@scizoo/domain';

/** What the catalogue knows about a beamline when a scan arrives from it. */
export interface Beamline {
  readonly name: string;
  readonly staffGroup: string;
  /** PID of its instrument record; absent when the catalogue has none. */
  readonly instrumentId?: string;
}
/** The members of a proposal that its datasets take over. */
export interface OwningProposal {
  readonly _id: string;
  readonly ownerGroup: string;
  readonly accessGroups?: readonly string[];
  readonly email?: string;
  /** Where its time was granted; absent or empty: not told. */
  readonly instrumentIds?: readonly string[];
  readonly pi_email?: string;
  readonly pi_firstname?: string;
  readonly pi_lastname?: string;
}
const UNKNOWN_PROPOSAL = 'unknown-proposal';
const PROPOSAL_ELSEWHERE = 'proposal-elsewhere';
/** Flags of scans that wait for something about their proposal. Without the type the database would not use the partial index. */
export const WAITING = { $in: [UNKNOWN_PROPOSAL, PROPOSAL_ELSEWHERE], $type: 'string' };

/** Fields of a dataset that follow from its proposal and beamline. */
export interface Ownership {
  readonly owner: string;
  readonly ownerGroup: string;
  readonly accessGroups: readonly string[];
  readonly instrumentGroup: string;
  readonly contactEmail: string;
  readonly principalInvestigators: readonly string[];
}

/**
 * The proposal as far as it counts at this beamline. A scan that names a proposal of another beamline (a slip of the
 * pen, or worse) is not shown to that proposal's group, and belongs to the staff until somebody puts it right.
 */
export function countingAt(beamline: Beamline, proposal: OwningProposal | undefined): OwningProposal | undefined {
  const granted = proposal?.instrumentIds ?? [];
  const isElsewhere =
    granted.length > 0 && beamline.instrumentId !== undefined && !granted.includes(beamline.instrumentId);
  return isElsewhere ? undefined : proposal;
}

/** As `countingAt`, of a dataset that is there: what was measured while time was granted stays with a proposal that moves on. */
export function countingFor(
  known: { readonly ownerGroup?: string } | undefined,
  beamline: Beamline,
  proposal: OwningProposal | undefined,
): OwningProposal | undefined {
  return proposal && known?.ownerGroup === proposal.ownerGroup ? proposal : countingAt(beamline, proposal);
}

/** What is wrong with the proposal that a scan names, as flags of the scan. */
export function flagsOf(
  beamline: Beamline,
  proposalId: string | undefined,
  named: OwningProposal | undefined,
): string[] {
  if (proposalId === undefined || countingAt(beamline, named)) return [];
  return [named ? PROPOSAL_ELSEWHERE : UNKNOWN_PROPOSAL];
}

const nameOf = ({ pi_firstname, pi_lastname }: OwningProposal): string =>
  [pi_firstname, pi_lastname].filter(Boolean).join(' ');

/** Data of a proposal belong to its group; what has none, or one that is not known yet, to the staff of the beamline. */
export function ownershipOf(beamline: Beamline, proposal: OwningProposal | undefined): Ownership {
  const { staffGroup } = beamline;
  const investigator = proposal && nameOf(proposal);
  return {
    owner: investigator || staffGroup,
    ownerGroup: proposal?.ownerGroup ?? staffGroup,
    accessGroups: proposal?.accessGroups ?? [],
    instrumentGroup: staffGroup,
    // A reserved name: nobody can be reached there, and no address of somebody else is made up.
    contactEmail: proposal?.pi_email ?? proposal?.email ?? `${beamline.name}@staff.invalid`,
    principalInvestigators: investigator ? [investigator] : [],
  };
}

/** The part that no user has set by hand. */
export function unedited<T extends object>(fields: T, marks: Readonly<Record<string, FieldMark>>): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => marks[name]?.[0] !== SOURCE_PRIORITY.user),
  ) as Partial<T>;
}
