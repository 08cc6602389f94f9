import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Owned, reasonText, SciZooError, type Verdict } from '@scizoo/domain';
import { datasetPid, type SciZooEvent } from '@scizoo/messaging';
import type { ClientSession, Connection } from 'mongoose';
import { CatalogueConfig } from '../config';
import { ProposalCounts } from '../datasets/proposal-counts';
import { EmbargoEnds, FACTS_OF_EMBARGO } from '../embargo/embargo-ends';
import { type Accepted, acceptEvent, readLine, type Rejected } from './accept-event';
import type { EventResult } from './acquisition-events.shapes';
import { type AcceptedScan, givenToScans } from './adoption';
import type { Document } from './driver';
import { ingestMetrics } from './ingest-metrics';
import { linesOf } from './ndjson';
import { storeMachineChanges } from './machine-changes';
import { withOpening } from './opening-days';
import type { OwningProposal } from './ownership';
import { type AcceptedEvent, type DatasetPlan, type KnownDataset, planDataset, READ_BACK } from './plan-dataset';
import { type AcceptedProposalEvent, type KnownProposal, planProposal, type ProposalPlan } from './plan-proposal';
import { RegistryService } from './registry.service';
import { ReownService } from './reown.service';
import { storePlans } from './store-plans';
import { inTransaction, isDuplicateKey, isFaultOfData } from './transaction';

const EVENTS_PER_TRANSACTION = 500;

type Stored = Document & { _id: string };

/** Acquisition events into records: the effect of a batch, the marks of its events and the history in one transaction. */
@Injectable()
export class IngestService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly config: CatalogueConfig,
    private readonly registry: RegistryService,
    private readonly reown: ReownService,
    private readonly counts: ProposalCounts,
    private readonly embargo: EmbargoEnds,
  ) {}

  /** @returns one result per line, in the order of the lines */
  async ingest(body: Buffer): Promise<EventResult[]> {
    const lines = linesOf(body);
    const results: EventResult[] = [];
    for (let from = 0; from < lines.length; from += EVENTS_PER_TRANSACTION)
      results.push(...(await this.ingestLines(lines.slice(from, from + EVENTS_PER_TRANSACTION))));
    return results;
  }

  private async ingestLines(lines: readonly Buffer[]): Promise<EventResult[]> {
    const { metrics } = ingestMetrics();
    const endTimer = metrics.duration.startTimer();
    const read = lines.map(readLine);
    await this.registry.refresh(new Set(read.flatMap((event) => ('source' in event ? event.source : []))));
    const checked = read.map((event) => ('source' in event ? this.accept(event) : event));
    const accepted = checked.filter((item): item is Accepted => 'about' in item);
    const applied = await this.apply(accepted);
    let next = 0;
    const results = checked.map((item) => ('about' in item ? (applied[next++] as EventResult) : refused(item)));
    for (const { status } of results) metrics.events.inc({ status });
    metrics.batch.observe(lines.length);
    endTimer();
    return results;
  }
  private accept(event: SciZooEvent): Accepted | Rejected {
    return acceptEvent(event, this.registry.producer(event.source), this.config.facility);
  }

  /** Halves what the database refuses, so that one event that cannot be stored doesn't keep its neighbours out. */
  private async apply(events: readonly Accepted[]): Promise<EventResult[]> {
    if (events.length === 0) return [];
    try {
      return await this.applyTogether(events);
    } catch (error) {
      if (error instanceof SciZooError || !isFaultOfData(error)) throw error;
      if (events.length === 1)
        return [
          refused({
            id: events[0]?.event.id,
            reasons: [reasonText('event-not-stored', { fault: (error as Error).message })],
          }),
        ];
      const middle = Math.ceil(events.length / 2);
      return [...(await this.apply(events.slice(0, middle))), ...(await this.apply(events.slice(middle)))];
    }
  }

  private async applyTogether(events: readonly Accepted[]): Promise<EventResult[]> {
    const proposals = events.filter((item) => item.about === 'proposal');
    let results: EventResult[];
    try {
      results = await inTransaction(this.connection, (session) => this.write(events, session, false));
    } catch (error) {
      // A mark exists although the record doesn't know the event: the record was deleted since. Look the marks up.
      if (!isDuplicateKey(error)) throw error;
      results = await inTransaction(this.connection, (session) => this.write(events, session, true));
    }
    if (events.some((item) => proposalOf(item).length > 0)) this.counts.soon();
    if (proposals.length > 0) await this.reown.proposals(proposals.map(({ event }) => event.subject));
    return results;
  }

  private async write(
    events: readonly Accepted[],
    session: ClientSession,
    looksUpMarks: boolean,
  ): Promise<EventResult[]> {
    const known = looksUpMarks ? await this.marked(events, session) : new Set<string>();
    const fresh = events.filter(({ event }) => !known.has(event.id));
    const now = new Date();
    const { pidPrefix } = this.config;
    const told = fresh.filter((item) => item.about === 'scan');
    const ofMachine = fresh.filter((item) => item.about === 'machine');
    const given = await givenToScans(told, { connection: this.connection, session, pidPrefix });
    const scans = groupByPid(given, pidPrefix);
    const proposals = groupBy(
      fresh.filter((item) => item.about === 'proposal'),
      ({ event }) => event.subject,
    );
    const proposalPlans = await this.planProposals(proposals, session, now);
    const { plans, records } = await this.planDatasets(scans, session, now);
    if (plans.some(isWaitingForProposal)) this.reown.soon();
    await storePlans(this.connection, session, { datasets: plans, records, proposals: proposalPlans, now });
    const machineVerdicts = await storeMachineChanges(this.connection, session, ofMachine, now);
    await this.counts.note(fresh.flatMap(proposalOf), session);
    const verdictOf = new Map<Accepted, Verdict>(ofMachine.map((item, i) => [item, machineVerdicts[i] as Verdict]));
    for (const plan of plans)
      scans.get(plan.pid)?.forEach((item, i) => verdictOf.set(item, plan.verdicts[i] as Verdict));
    for (const plan of proposalPlans)
      proposals.get(plan.proposalId)?.forEach((item, i) => verdictOf.set(item, plan.verdicts[i] as Verdict));
    const givenAs = new Map<Accepted, Accepted>(told.map((item, at) => [item, given[at] ?? item]));
    return events.map((item) => ({
      id: item.event.id,
      status: verdictOf.get(givenAs.get(item) ?? item) ?? 'duplicate',
    }));
  }

  private get years() {
    return { publication: this.config.policyPublicationShift, retention: this.config.policyRetentionShift };
  }

  private async marked(events: readonly Accepted[], session: ClientSession): Promise<Set<string>> {
    const ids = events.map(({ event }) => event.id);
    const marks = this.connection
      .collection<Stored>('eventMarks')
      .find({ _id: { $in: ids } }, { session, projection: { _id: 1 } });
    return new Set((await marks.toArray()).map(({ _id }) => _id));
  }

  private async planProposals(
    groups: ReadonlyMap<string, readonly AcceptedProposalEvent[]>,
    session: ClientSession,
    now: Date,
  ): Promise<ProposalPlan[]> {
    if (groups.size === 0) return [];
    const known = await this.readBack<KnownProposal>('proposals', [...groups.keys()], session);
    const beamlineOf = (name: string) => this.registry.beamline(name);
    return [...groups].map(([id, events]) => planProposal(id, known.get(id), events, beamlineOf, now));
  }

  private async planDatasets(
    groups: ReadonlyMap<string, readonly AcceptedScan[]>,
    session: ClientSession,
    now: Date,
  ): Promise<{ plans: DatasetPlan[]; records: ReadonlyMap<string, KnownDataset> }> {
    if (groups.size === 0) return { plans: [], records: new Map() };
    const records = await this.readBack<KnownDataset>('datasets', [...groups.keys()], session);
    const proposals = await this.proposalsOf([...groups.values()].flat(), session);
    const plans = [...groups].map(([pid, events]) => {
      const { key, event } = events[0] as AcceptedScan;
      const beamline = this.registry.beamline(key.beamline);
      const around = { beamline, facility: this.config.facility, now, years: this.years, proposals };
      return planDataset({ pid, key, keyText: event.subject }, records.get(pid), events, around);
    });
    return { plans: await withOpening(plans, { records, proposals, ends: this.embargo }), records };
  }

  private async readBack<T extends Owned & { _id: string }>(collection: string, ids: string[], session: ClientSession) {
    const cursor = this.connection
      .collection<Stored>(collection)
      .find({ _id: { $in: ids } }, { session, projection: { ...READ_BACK, 'scan.state': 1 } });
    return new Map((await cursor.toArray()).map((record) => [record._id, record as unknown as T]));
  }

  private async proposalsOf(
    events: readonly AcceptedEvent[],
    session: ClientSession,
  ): Promise<Map<string, OwningProposal>> {
    const ids = new Set(
      events.flatMap(({ statements }) => (statements.fields['proposalIds'] as string[] | undefined) ?? []),
    );
    if (ids.size === 0) return new Map();
    const found = this.connection
      .collection<Stored>('proposals')
      .find({ _id: { $in: [...ids] } }, { session, projection: PROPOSAL_FACTS });
    return new Map((await found.toArray()).map((proposal) => [proposal._id, proposal as unknown as OwningProposal]));
  }
}

const PROPOSAL_FACTS = {
  ...FACTS_OF_EMBARGO,
  ownerGroup: 1,
  accessGroups: 1,
  instrumentIds: 1,
  pi_firstname: 1,
  pi_lastname: 1,
} as const;
const isWaitingForProposal = ({ insert, set }: DatasetPlan): boolean =>
  ((insert?.['scan'] as { flags?: string[] } | undefined)?.flags ?? (set['scan.flags'] as string[] | undefined) ?? [])
    .length > 0;
/** Proposals that may have one dataset more: only start and end of a scan name one. */
function proposalOf(item: Accepted): string[] {
  if (item.about === 'machine') return [];
  if (item.about === 'proposal') return [item.event.subject];
  return (item.statements.fields['proposalIds'] as string[] | undefined) ?? [];
}
const refused = ({ id, reasons }: Rejected): EventResult => ({ ...(id && { id }), status: 'rejected', reasons });

const groupByPid = (items: readonly AcceptedScan[], pidPrefix: string): Map<string, AcceptedScan[]> =>
  groupBy(items, ({ adoptedBy, event }) => adoptedBy ?? datasetPid(pidPrefix, event.subject));
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
