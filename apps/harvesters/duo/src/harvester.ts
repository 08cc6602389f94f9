import { checkEvent, makeEvent, type SciZooEvent, sourceOf } from '@scizoo/messaging';
import { createHash } from 'node:crypto';
import type { HarvestState } from './harvest-state';
import type { Ledger, Told } from './ledger';
import type { Fault, Harvest, OfficeProposal, UserOffice } from './user-office';

export interface HarvesterOptions {
  readonly facility: string;
  /** Share of all proposals that may vanish from one whole harvest to the next before a human is asked. */
  readonly mostVanishing: number;
  readonly send: (events: readonly SciZooEvent[]) => Promise<void>;
}
export interface Report {
  readonly kind: 'whole' | 'changes';
  readonly seen: number;
  readonly changed: readonly string[];
  readonly withdrawn: readonly string[];
  readonly faults: readonly Fault[];
}
interface Leaving {
  readonly events: SciZooEvent[];
  readonly told: Map<string, Told>;
}
const EVENTS_AT_ONCE = 200;
const FEW = 5;
/** More often than this nobody changes one proposal. */
const EPOCH = 1_000_000;

const hashOf = (proposal: OfficeProposal): string =>
  createHash('sha256')
    .update(JSON.stringify([proposal.kind, sorted(proposal.data)]))
    .digest('base64url');

/** The same facts in any order are the same. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

/** Compares what the user office has with what was told, and tells the difference. */
export class Harvester {
  private readonly source: string;

  constructor(
    private readonly office: UserOffice,
    private readonly ledger: Ledger,
    private readonly state: HarvestState,
    private readonly options: HarvesterOptions,
  ) {
    this.source = sourceOf('proposals', options.facility);
  }

  /** Events of a run that was cut off go first, under their old ids. */
  async resume(): Promise<number> {
    const { outbox } = this.ledger;
    if (outbox.length > 0) await this.options.send(outbox);
    if (outbox.length > 0) await this.ledger.noteSent();
    return outbox.length;
  }

  /** @throws when the user office or Kafka does not answer; the next run does what is left */
  async run(kind: 'whole' | 'changes'): Promise<Report> {
    await this.resume();
    const { report, leaving, harvest } = await this.compare(kind);
    await this.leave(leaving);
    const wholeAt = harvest.isWhole ? new Date() : undefined;
    await this.state.note({ ...(harvest.cursor && { cursor: harvest.cursor }), ...(wholeAt && { wholeAt }) });
    return report;
  }
  /** What a run would tell, without telling it. */
  async dryRun(kind: 'whole' | 'changes'): Promise<Report> {
    return (await this.compare(kind)).report;
  }

  private async compare(kind: 'whole' | 'changes'): Promise<{ report: Report; leaving: Leaving; harvest: Harvest }> {
    const { cursor } = this.state;
    const harvest =
      kind === 'changes' && cursor && this.office.changes ? await this.office.changes(cursor) : await this.office.all();
    const faults = [...harvest.faults];
    const leaving: Leaving = { events: [], told: new Map() };
    for (const proposal of harvest.proposals) this.take(proposal, leaving, faults);
    if (harvest.isWhole) this.withdrawVanished(harvest, leaving);
    const idsOf = (type: SciZooEvent['type']) =>
      leaving.events.filter((event) => event.type === type).map(({ subject }) => subject);
    const report: Report = {
      kind: harvest.isWhole ? 'whole' : 'changes',
      seen: harvest.proposals.length,
      changed: idsOf('org.scizoo.proposal.changed.v1'),
      withdrawn: idsOf('org.scizoo.proposal.withdrawn.v1'),
      faults,
    };
    return { report, leaving, harvest };
  }

  private take(proposal: OfficeProposal, leaving: Leaving, faults: Fault[]): void {
    const { proposalId } = proposal.data;
    const known = this.ledger.told(proposalId);
    const hash = hashOf(proposal);
    // Somebody of whom nothing was told need not be told of as withdrawn.
    if (known?.hash === hash || (!known && proposal.kind === 'withdrawn')) return;
    try {
      const sequence = (known?.sequence ?? this.state.epoch * EPOCH) + 1;
      const event = this.eventOf(proposal, sequence);
      checkEvent(JSON.parse(JSON.stringify(event)));
      leaving.events.push(event);
      leaving.told.set(proposalId, { hash, sequence, isWithdrawn: proposal.kind === 'withdrawn' });
    } catch (error) {
      faults.push({ proposalId, reason: (error as Error).message });
    }
  }
  private eventOf(proposal: OfficeProposal, sequence: number): SciZooEvent {
    const about = { subject: proposal.data.proposalId, source: this.source, sequence };
    return proposal.kind === 'active'
      ? makeEvent('org.scizoo.proposal.changed.v1', about, proposal.data)
      : makeEvent('org.scizoo.proposal.withdrawn.v1', about, proposal.data);
  }

  /** Only what a whole harvest lacks, and never a great part at once: an empty answer is a fault, not a withdrawal of all. */
  private withdrawVanished({ proposals, faults }: Harvest, leaving: Leaving): void {
    const there = new Set([
      ...proposals.map(({ data }) => data.proposalId),
      ...faults.map(({ proposalId }) => proposalId),
    ]);
    const { active } = this.ledger;
    const vanished = active.filter((id) => !there.has(id));
    if (vanished.length > Math.max(FEW, active.length * this.options.mostVanishing))
      throw new Error(
        `${vanished.length} of ${active.length} proposals are missing at the user office: nothing was told. If they are really gone, run once with --let-vanish`,
      );
    for (const proposalId of vanished)
      this.take({ kind: 'withdrawn', data: { proposalId, reason: 'not at the user office any more' } }, leaving, []);
  }

  private async leave({ events, told }: Leaving): Promise<void> {
    for (let at = 0; at < events.length; at += EVENTS_AT_ONCE) {
      const some = events.slice(at, at + EVENTS_AT_ONCE);
      const of = new Map(some.map(({ subject }) => [subject, told.get(subject) as Told]));
      await this.ledger.noteLeaving(some, of);
      await this.options.send(some);
      await this.ledger.noteSent();
    }
  }
}
