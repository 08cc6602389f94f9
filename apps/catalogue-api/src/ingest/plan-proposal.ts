import {
  addressKey,
  addSequence,
  encodeKey,
  isSuperseded,
  type Owned,
  readersOf,
  type Verdict,
  winningFields,
} from '@scizoo/domain';
import type { EventType, Person, ProposalChanged, ProposalWithdrawn, SampleFact, SciZooEvent } from '@scizoo/messaging';
import type { FlatFields } from './captured-values';
import type { Beamline } from './ownership';
import type { StoredMember } from '../proposals/proposal.record';
import { decodedMarks, encodedMarks, type StoredMarks } from './stored-marks';

export interface KnownProposal extends Owned {
  readonly _id: string;
  readonly ing?: StoredMarks;
}
export interface AcceptedProposalEvent {
  readonly event: SciZooEvent;
  readonly priority: number;
}
export interface ProposalPlan {
  readonly proposalId: string;
  /** Upserted: fields to set, to remove, and for a new record only. */
  readonly set: FlatFields;
  readonly unset: readonly string[];
  readonly onInsert: FlatFields;
  readonly samples: readonly FlatFields[];
  readonly verdicts: readonly Verdict[];
  readonly applied: readonly SciZooEvent[];
}
export const isProposalEvent = (event: {
  type: EventType;
}): event is SciZooEvent<'org.scizoo.proposal.changed.v1' | 'org.scizoo.proposal.withdrawn.v1'> =>
  event.type.startsWith('org.scizoo.proposal.');

const SAMPLES = '@samples';
const date = (text: string | null | undefined) => (text == null ? null : new Date(text));

function peopleOf({ principalInvestigator: pi, proposer, proposalId }: ProposalChanged): FlatFields {
  const person = proposer ?? pi;
  return {
    email: person.email ?? pi.email ?? `${encodeKey(proposalId)}@proposal.invalid`,
    firstname: person.firstName ?? null,
    lastname: person.lastName ?? null,
    pi_email: pi.email ?? null,
    pi_firstname: pi.firstName ?? null,
    pi_lastname: pi.lastName ?? null,
  };
}

/** Everybody who gets to the data of the proposal, each once. */
function teamOf({ principalInvestigator, proposer, team = [] }: ProposalChanged): StoredMember[] {
  const told: [StoredMember['role'], Person | undefined][] = [
    ['pi', principalInvestigator],
    ['proposer', proposer],
    ...team.map((person): [StoredMember['role'], Person] => ['member', person]),
  ];
  const members = new Map<string, StoredMember>();
  for (const [role, { firstName, lastName, email } = {}] of told) {
    const key = email ? addressKey(email) : `${firstName ?? ''} ${lastName ?? ''}`.trim();
    if (key === '' || members.has(key)) continue;
    members.set(key, {
      role,
      ...(firstName && { firstName }),
      ...(lastName && { lastName }),
      ...(email && { email, address: key }),
    });
  }
  return [...members.values()];
}

/** Whole each time: what is not there any more is taken away. */
function fieldsOf(data: ProposalChanged, beamlineOf: (name: string) => Beamline): FlatFields {
  const beamlines = (data.instruments ?? []).map(beamlineOf);
  const [first, ...others] = beamlines;
  const staff = others.map(({ staffGroup }) => staffGroup).filter((group) => group !== first?.staffGroup);
  return {
    title: data.title,
    abstract: data.abstract ?? null,
    type: data.type ?? 'Default Proposal',
    ownerGroup: data.ownerGroup ?? data.proposalId,
    // A record names one instrument group; staff of further beamlines may read.
    accessGroups: [...new Set([...(data.accessGroups ?? []), ...staff])],
    instrumentGroup: first?.staffGroup ?? null,
    instrumentIds: beamlines.flatMap(({ instrumentId }) => instrumentId ?? []),
    ...peopleOf(data),
    team: teamOf(data),
    startTime: date(data.startTime),
    endTime: date(data.endTime),
    MeasurementPeriodList: (data.measurementPeriods ?? []).map(({ instrument, start, end, comment }, index) => ({
      _id: `${data.proposalId}-${index + 1}`,
      instrument,
      start: new Date(start),
      end: new Date(end),
      ...(comment ? { comment } : {}),
    })),
    'metadata.withdrawn': null,
    [SAMPLES]: data.samples ?? [],
  };
}

function statementsOf(event: SciZooEvent, beamlineOf: (name: string) => Beamline): FlatFields {
  if (event.type === 'org.scizoo.proposal.changed.v1') return fieldsOf(event.data as ProposalChanged, beamlineOf);
  // Its team gets to nothing any more; record and data stay for their group and the staff.
  return {
    'metadata.withdrawn': { at: event.time, reason: (event.data as ProposalWithdrawn).reason ?? '' },
    team: null,
  };
}

/** Pure, as `planDataset`. */
export function planProposal(
  proposalId: string,
  known: KnownProposal | undefined,
  events: readonly AcceptedProposalEvent[],
  beamlineOf: (name: string) => Beamline,
  now: Date,
): ProposalPlan {
  const marks = decodedMarks(known?.ing?.f);
  const seen = { ...known?.ing?.s };
  const changes: FlatFields = {};
  const verdicts: Verdict[] = [];
  const applied: SciZooEvent[] = [];
  for (const { event, priority } of events) {
    const source = encodeKey(event.source);
    const ranges = addSequence(seen[source] ?? [], event.scansequence);
    if (!ranges) {
      verdicts.push('duplicate');
      continue;
    }
    seen[source] = ranges;
    const fields = statementsOf(event, beamlineOf);
    const statement = { source: event.source, priority, sequence: event.scansequence, fields };
    const won = winningFields(marks, statement);
    Object.assign(changes, won);
    verdicts.push(isSuperseded(statement, won) ? 'superseded' : 'applied');
    applied.push(event);
  }
  return {
    proposalId,
    ...writes(proposalId, known, changes, now, { f: encodedMarks(marks), s: seen }),
    verdicts,
    applied,
  };
}

function writes(proposalId: string, known: KnownProposal | undefined, changes: FlatFields, now: Date, ing: object) {
  const { [SAMPLES]: samples, ...fields } = changes;
  const set: FlatFields = { ing, updatedAt: now, updatedBy: 'scicow' };
  const unset: string[] = [];
  for (const path in fields) {
    if (fields[path] === null) unset.push(path);
    else set[path] = fields[path];
  }
  const groups = { ...known, ...definedOf(fields) };
  set['readers'] = readersOf(groups);
  // A withdrawal may come first; a record is only shown with what SciCat requires of one.
  const onInsert: FlatFields = {
    ...missing(set, { title: proposalId, ownerGroup: proposalId, email: `${encodeKey(proposalId)}@proposal.invalid` }),
    isPublished: false,
    createdAt: now,
    createdBy: 'scicow',
  };
  if (!known && !set['ownerGroup']) set['readers'] = [proposalId];
  return {
    set,
    unset,
    onInsert,
    samples: ((samples ?? []) as SampleFact[]).map((sample) => sampleOf(proposalId, sample, groups, now)),
  };
}
const definedOf = (fields: FlatFields): FlatFields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value ?? undefined]));
const missing = (set: FlatFields, fallback: FlatFields): FlatFields =>
  Object.fromEntries(Object.entries(fallback).filter(([name]) => !(name in set)));

function sampleOf(
  proposalId: string,
  { sampleId, name, description }: SampleFact,
  groups: Owned,
  now: Date,
): FlatFields {
  const { ownerGroup = proposalId, accessGroups = [], instrumentGroup } = groups;
  return {
    _id: sampleId,
    sampleName: name ?? sampleId,
    ...(description ? { description } : {}),
    proposalId,
    ownerGroup,
    accessGroups,
    ...(instrumentGroup ? { instrumentGroup } : {}),
    readers: readersOf({ ownerGroup, accessGroups, instrumentGroup }),
    updatedAt: now,
    updatedBy: 'scicow',
  };
}
