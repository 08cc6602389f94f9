import { plainPerson } from './person';
import type { Fault, Harvest, OfficeProposal, UserOffice } from './user-office';
import type { WebReader } from './web-reader';

type Active = Extract<OfficeProposal, { kind: 'active' }>['data'];
interface Page {
  readonly items: readonly Item[];
  readonly next: string | null;
  /** The user office's clock when the first page was made. */
  readonly asOf: string;
}
interface Item {
  readonly id: string;
  readonly status: 'active' | 'withdrawn';
  readonly statusReason?: string;
  readonly title: string;
  readonly abstract?: string;
  readonly type?: string;
  readonly group?: string;
  readonly pi: Active['principalInvestigator'];
  readonly proposer?: Active['proposer'];
  readonly team?: Active['team'];
  readonly sessions?: readonly { beamline: string; start: string; end: string; comment?: string }[];
  readonly samples?: Active['samples'];
}
const PAGE = '200';
/** More pages than any user office has: a server that never ends its list. */
const MOST_PAGES = 10_000;
/** Clocks differ, and a record may be written while the list is made. */
const OVERLAP_MS = 120_000;

/** A user office that can be asked for what has changed, page by page, with teams and samples. */
export class PagedProfile implements UserOffice {
  constructor(
    private readonly reader: WebReader,
    private readonly beamlines: ReadonlyMap<string, string>,
  ) {}

  all(): Promise<Harvest> {
    return this.harvest({}, true);
  }
  changes(cursor: string): Promise<Harvest> {
    return this.harvest({ changed_since: cursor }, false);
  }

  private async harvest(query: Readonly<Record<string, string>>, isWhole: boolean): Promise<Harvest> {
    // A record that changes while we page comes again on a later page; the later one counts.
    const proposals = new Map<string, OfficeProposal>();
    const faults: Fault[] = [];
    let page = await this.page(query);
    const { asOf } = page;
    for (let pages = 1; ; pages++) {
      for (const item of page.items) this.take(item, proposals, faults);
      if (page.next === null) break;
      if (pages >= MOST_PAGES) throw new Error(`v1/proposals: did not end after ${pages} pages`);
      page = await this.page({ ...query, cursor: page.next });
    }
    const cursor = new Date(Date.parse(asOf) - OVERLAP_MS).toISOString();
    return { proposals: [...proposals.values()], faults, isWhole, cursor };
  }

  private async page(query: Readonly<Record<string, string>>): Promise<Page> {
    const answer = (await this.reader.json('v1/proposals', { limit: PAGE, ...query })) as Partial<Page> | null;
    if (!Array.isArray(answer?.items) || answer.next === undefined || Number.isNaN(Date.parse(answer.asOf ?? '')))
      throw new Error('v1/proposals: answered no page');
    return answer as Page;
  }

  private take(item: Item, into: Map<string, OfficeProposal>, faults: Fault[]): void {
    const proposalId = typeof item?.id === 'string' ? item.id : '';
    try {
      if (!proposalId) throw new Error('a proposal without an id');
      into.set(proposalId, this.proposalOf(item));
    } catch (error) {
      into.delete(proposalId);
      faults.push({ ...(proposalId && { proposalId }), reason: (error as Error).message });
    }
  }

  private proposalOf(item: Item): OfficeProposal {
    if (item.status === 'withdrawn')
      return {
        kind: 'withdrawn',
        data: { proposalId: item.id, ...(item.statusReason && { reason: item.statusReason }) },
      };
    const periods = (item.sessions ?? []).map(({ beamline, start, end, comment }) => ({
      instrument: this.beamlines.get(beamline) ?? beamline.toLowerCase(),
      start: utc(start),
      end: utc(end),
      ...(comment && { comment }),
    }));
    const starts = periods.map(({ start }) => start).sort();
    const ends = periods.map(({ end }) => end).sort();
    const { id, title, abstract, type, group, pi, proposer, team, samples } = item;
    if (typeof pi !== 'object' || pi === null) throw new Error('names no principal investigator');
    return {
      kind: 'active',
      data: {
        proposalId: id,
        title: title || `Proposal ${id}`,
        ...(abstract && { abstract }),
        ...(type && { type }),
        ...(group && { ownerGroup: group }),
        principalInvestigator: plainPerson(pi),
        ...(proposer && { proposer: plainPerson(proposer) }),
        ...(team && { team: team.map(plainPerson) }),
        instruments: [...new Set(periods.map(({ instrument }) => instrument))],
        measurementPeriods: periods,
        ...(starts[0] && { startTime: starts[0] }),
        ...(ends.length > 0 && { endTime: ends.at(-1) as string }),
        ...(samples && {
          samples: samples.map(({ sampleId, name, description }) => ({ sampleId, name, description })),
        }),
      },
    };
  }
}

function utc(text: string): string {
  const moment = Date.parse(text);
  if (Number.isNaN(moment) || !/(Z|[+-]\d\d:?\d\d)$/.test(text)) throw new Error(`"${text}" is no time with a zone`);
  return new Date(moment).toISOString();
}
