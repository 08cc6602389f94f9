import { utcOf } from './local-time';
import { plainPerson } from './person';
import type { Fault, Harvest, OfficeProposal, UserOffice } from './user-office';
import type { WebReader } from './web-reader';

type Active = Extract<OfficeProposal, { kind: 'active' }>['data'];
type Row = Readonly<Record<string, unknown>>;
export interface PsiOptions {
  /** Facilities as the user office names them, such as `sls`; none: all of them. */
  readonly facilities: readonly string[];
  /** Time zone of the facility. */
  readonly zone: string;
  readonly years: () => readonly number[];
  /** Unique names of instruments by the user office's beamlines; others are taken in lower case. */
  readonly beamlines: ReadonlyMap<string, string>;
}

const textIn = (row: Row, name: string): string => {
  const value = row[name];
  return typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
};
const rowsIn = (answer: unknown, what: string): readonly Row[] => {
  if (!Array.isArray(answer)) throw new Error(`${what}: answered no list`);
  return answer.filter((row): row is Row => typeof row === 'object' && row !== null);
};

/** DUO as PSI runs it: only everything can be asked for, year by year. */
export class PsiProfile implements UserOffice {
  constructor(
    private readonly reader: WebReader,
    private readonly options: PsiOptions,
  ) {}

  async all(): Promise<Harvest> {
    const groups = await this.assignedGroups();
    const proposals = new Map<string, Active>();
    const faults: Fault[] = [];
    const years = this.options.years();
    for (const facility of await this.facilities())
      for (const year of years)
        for (const row of await this.rowsOf(facility, year)) this.take(row, groups, proposals, faults);
    // Half of its rows would be half of its beamlines and of its time.
    for (const { proposalId } of faults) if (proposalId) proposals.delete(proposalId);
    for (const proposal of proposals.values()) await this.nameOwner(proposal);
    return { proposals: [...proposals.values()].map((data) => ({ kind: 'active', data })), faults, isWhole: true };
  }

  /** All that the user office knows, where none is named. */
  private async facilities(): Promise<readonly string[]> {
    if (this.options.facilities.length > 0) return this.options.facilities;
    const path = 'CalendarInfos/facilities';
    const names = rowsIn(await this.reader.json(path), path).map((row) => textIn(row, 'name'));
    const named = [...new Set(names.filter((name) => name !== ''))];
    if (named.length === 0) throw new Error(`${path}: names no facility`);
    return named;
  }
  private async rowsOf(facility: string, year: number): Promise<readonly Row[]> {
    const path = `CalendarInfos/proposals/${encodeURIComponent(facility)}`;
    return rowsIn(await this.reader.json(path, { year: String(year) }), path);
  }
  /** Groups of proposals whose own record names none. */
  private async assignedGroups(): Promise<ReadonlyMap<string, string>> {
    const path = 'PGroupAttributes/listProposalAssignments';
    const rows = rowsIn(await this.reader.json(path, { withoutproposal: 'true' }), path);
    return new Map(rows.map((row) => [textIn(row, 'p'), textIn(row, 'g')]));
  }

  private take(row: Row, groups: ReadonlyMap<string, string>, into: Map<string, Active>, faults: Fault[]): void {
    const proposalId = textIn(row, 'proposal');
    try {
      const proposal = this.proposalOf(row, groups);
      into.set(proposalId, together(into.get(proposalId), proposal));
    } catch (error) {
      faults.push({ ...(proposalId && { proposalId }), reason: (error as Error).message });
    }
  }

  private proposalOf(row: Row, groups: ReadonlyMap<string, string>): Active {
    const proposalId = textIn(row, 'proposal');
    if (!proposalId) throw new Error('a proposal without a number');
    const instrument = this.instrumentOf(textIn(row, 'beamline'));
    const periods = periodsOf(row, instrument, this.options.zone);
    const starts = periods.map(({ start }) => start).sort();
    const ends = periods.map(({ end }) => end).sort();
    return {
      proposalId,
      title: textIn(row, 'title') || `Proposal ${proposalId}`,
      ...(textIn(row, 'abstract') && { abstract: textIn(row, 'abstract') }),
      ownerGroup: textIn(row, 'pgroup') || groups.get(proposalId) || `p${proposalId}`,
      principalInvestigator: personOf(row, 'pi_'),
      proposer: personOf(row, ''),
      instruments: instrument ? [instrument] : [],
      measurementPeriods: periods,
      ...(starts[0] && { startTime: starts[0] }),
      ...(ends.length > 0 && { endTime: ends.at(-1) as string }),
    };
  }
  private instrumentOf(beamline: string): string {
    return this.options.beamlines.get(beamline) ?? beamline.toLowerCase();
  }

  /** Who is asked about the data when the proposal names no address: the owner of its group. */
  private async nameOwner(proposal: Active): Promise<void> {
    if (proposal.principalInvestigator.email || proposal.proposer?.email || !proposal.ownerGroup) return;
    const path = `CalendarInfos/pgroup/${encodeURIComponent(proposal.ownerGroup)}`;
    const answer = (await this.reader.json(path).catch(() => undefined)) as { group?: { owner?: Row } } | undefined;
    const email = answer?.group?.owner && textIn(answer.group.owner, 'email');
    const owner = plainPerson({ email });
    if (owner.email) proposal.proposer = { ...proposal.proposer, ...owner };
  }
}

function personOf(row: Row, prefix: string) {
  const [firstName, lastName, email] = ['firstname', 'lastname', 'email'].map((name) => textIn(row, prefix + name));
  return plainPerson({ firstName, lastName, email });
}

function periodsOf(row: Row, instrument: string, zone: string) {
  const schedule = row['schedule'];
  if (!Array.isArray(schedule) || !instrument) return [];
  const periods = (schedule as Row[]).map((entry) => ({
    instrument,
    start: utcOf(textIn(entry, 'start'), zone, 'start'),
    end: utcOf(textIn(entry, 'end'), zone, 'end'),
  }));
  for (const { start, end } of periods) if (end < start) throw new Error(`a period ends at ${end}, before its start`);
  return unique(periods);
}

/** The same period is told once, whatever year it was asked with. */
function unique<T extends { instrument: string; start: string; end: string }>(periods: readonly T[]): T[] {
  const known = new Map(periods.map((period) => [`${period.instrument}|${period.start}|${period.end}`, period]));
  return [...known.values()].sort((a, b) => a.start.localeCompare(b.start) || a.instrument.localeCompare(b.instrument));
}

/** A proposal with time in two years or at two beamlines is told by several rows. */
function together(known: Active | undefined, next: Active): Active {
  if (!known) return next;
  const measurementPeriods = unique([...(known.measurementPeriods ?? []), ...(next.measurementPeriods ?? [])]);
  const startTime = measurementPeriods[0]?.start;
  const endTime = measurementPeriods
    .map(({ end }) => end)
    .sort()
    .at(-1);
  return {
    ...known,
    ...next,
    instruments: [...new Set([...(known.instruments ?? []), ...(next.instruments ?? [])])],
    measurementPeriods,
    ...(startTime && { startTime }),
    ...(endTime && { endTime }),
  };
}
