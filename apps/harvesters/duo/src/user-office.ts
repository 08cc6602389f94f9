import type { EventData } from '@scizoo/messaging';

/** A proposal as a user office tells it, in the terms of our events: whole, never a difference. */
export type OfficeProposal =
  | { readonly kind: 'active'; readonly data: EventData<'org.scizoo.proposal.changed.v1'> }
  | { readonly kind: 'withdrawn'; readonly data: EventData<'org.scizoo.proposal.withdrawn.v1'> };

export interface Harvest {
  readonly proposals: readonly OfficeProposal[];
  /** Records that could not be understood, each in a sentence; the others are not held up by them. */
  readonly faults: readonly Fault[];
  /** All that the user office has: what is missing here has been withdrawn. */
  readonly isWhole: boolean;
  /** From where the next question for changes goes on, where the user office can be asked that. */
  readonly cursor?: string;
}
export interface Fault {
  readonly proposalId?: string;
  readonly reason: string;
}

/** A user office behind one of its profiles. Rejects when it does not answer; nothing is concluded from half an answer. */
export interface UserOffice {
  all(): Promise<Harvest>;
  /** Absent where only everything can be asked for. */
  changes?(cursor: string): Promise<Harvest>;
}
