import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import {
  type Caller,
  forbidden,
  isAdmin,
  mayDefineLogbook,
  mayUseLogbook,
  notFound,
  type Owned,
  reasonText,
} from '@scizoo/domain';
import type { Connection } from 'mongoose';
import { AccessService } from '../../access';
import { type ProposalOfEmbargo } from '../../embargo/embargo-end';
import { EmbargoService } from '../../embargo/embargo.service';
import { RegistryService } from '../../ingest/registry.service';
import { QUERY_TIME_MS } from '../../schema/record-store';
import type { LogbookBook } from './book';
import type { StoredEntry } from './entry';

export interface Book {
  readonly id: string;
  readonly title: string;
  readonly record: Owned;
  /** Those that it stands below in the tree; none for the book of a beamline. */
  readonly beamlines: readonly string[];
  /** Names of the people of the proposal. */
  readonly people: readonly string[];
  readonly closedSince: Date | null;
}
interface Person {
  readonly firstName?: string;
  readonly lastName?: string;
}
type StoredProposal = Owned &
  ProposalOfEmbargo & {
    readonly title?: string;
    readonly createdAt?: Date;
    readonly instrumentIds?: readonly string[];
    readonly team?: readonly Person[];
  };
const OF_PROPOSAL = {
  title: 1,
  ownerGroup: 1,
  accessGroups: 1,
  instrumentGroup: 1,
  sharedWith: 1,
  isPublished: 1,
  type: 1,
  endTime: 1,
  'MeasurementPeriodList.end': 1,
  createdAt: 1,
  instrumentIds: 1,
  'team.firstName': 1,
  'team.lastName': 1,
};
const MOST_BOOKS = 500;

/** Which books there are, and who may write in them. A book comes into being with its first entry. */
@Injectable()
export class BooksService {
  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly access: AccessService,
    private readonly registry: RegistryService,
    private readonly embargo: EmbargoService,
  ) {}

  /** @throws 404 when there is none, or none that this caller may know of; 403 */
  async open(id: string, caller: Caller): Promise<Book> {
    const book = await this.find(id);
    if (book && mayUseLogbook(caller, this.access.groups, book.record)) return book;
    // Who may read a proposal learns nothing from hearing that its logbook is not theirs.
    if (book?.id.startsWith('proposal:') && this.access.mayRead(caller, 'proposal', book.record))
      throw forbidden(reasonText('logbook-people'));
    throw notFound(`There is no logbook ${id}`);
  }
  /** @throws 404, 403 when the embargo has ended */
  async openForWriting(id: string, caller: Caller): Promise<Book> {
    const book = await this.open(id, caller);
    if (book.closedSince)
      throw forbidden(reasonText('logbook-closed', { day: book.closedSince.toISOString().slice(0, 10) }));
    return book;
  }

  /** The caller's own, those with the latest entries first. */
  async list(caller: Caller): Promise<LogbookBook[]> {
    const books = [...(await this.ofProposals(caller)), ...(await this.ofBeamlines(caller))];
    const told = await this.countsOf(books.map(({ id }) => id));
    return books
      .map((book) => ({ ...book, mayDefine: this.mayDefine(book, caller) }))
      .map(({ id, title, closedSince, beamlines, mayDefine }) => ({
        id,
        title,
        beamlines: [...beamlines],
        entries: told.get(id)?.entries ?? 0,
        lastAt: told.get(id)?.lastAt ?? null,
        mayWrite: closedSince === null,
        mayDefine: mayDefine && closedSince === null,
        closedSince,
      }))
      .sort((a, b) => Number(b.lastAt ?? 0) - Number(a.lastAt ?? 0) || b.id.localeCompare(a.id));
  }

  mayDefine({ record }: Book, caller: Caller): boolean {
    return mayDefineLogbook(caller, this.access.groups, record);
  }

  private async find(id: string): Promise<Book | undefined> {
    const [, kind, name = ''] = /^(proposal|beamline):(.{1,200})$/u.exec(id) ?? [];
    if (kind === 'proposal') {
      const proposal = await this.proposals.findOne({ _id: name }, { projection: OF_PROPOSAL });
      return proposal ? this.bookOf(proposal, await this.namesOfInstruments()) : undefined;
    }
    if (kind !== 'beamline') return undefined;
    await this.registry.refresh([]);
    return this.beamlineBooks().find((book) => book.id === id);
  }
  private get proposals() {
    return this.connection.collection<StoredProposal>('proposals');
  }
  private beamlineBooks(): Book[] {
    return this.registry.knownBeamlines.map(({ name, staffGroup }) => ({
      id: `beamline:${name}`,
      title: name,
      record: { ownerGroup: staffGroup },
      beamlines: [],
      people: [],
      closedSince: null,
    }));
  }
  private async ofBeamlines(caller: Caller): Promise<Book[]> {
    await this.registry.refresh([]);
    return this.beamlineBooks().filter(({ record }) => mayUseLogbook(caller, this.access.groups, record));
  }
  private async ofProposals(caller: Caller): Promise<Book[]> {
    const own = isAdmin(caller, this.access.groups)
      ? {}
      : { readers: { $in: [...caller.groups, ...(caller.email ? [caller.email] : [])] } };
    const found = await this.proposals
      .find(own, {
        projection: OF_PROPOSAL,
        sort: { startTime: -1, _id: -1 },
        limit: MOST_BOOKS,
        maxTimeMS: QUERY_TIME_MS,
      })
      .toArray();
    const names = await this.namesOfInstruments();
    const books = await Promise.all(found.map((proposal) => this.bookOf(proposal as StoredProposal, names)));
    return books.filter(({ record }) => mayUseLogbook(caller, this.access.groups, record));
  }
  /** Proposals name instruments by PID or by name. */
  private async namesOfInstruments(): Promise<Map<string, string>> {
    const found = await this.connection
      .collection<{ _id: string; uniqueName?: string }>('instruments')
      .find({}, { projection: { uniqueName: 1 }, limit: 1000, maxTimeMS: QUERY_TIME_MS })
      .toArray();
    return new Map(found.map(({ _id, uniqueName }) => [_id, uniqueName ?? _id]));
  }
  private async bookOf(proposal: StoredProposal, instruments: ReadonlyMap<string, string>): Promise<Book> {
    const { instrumentIds = [], team = [] } = proposal;
    return {
      id: `proposal:${proposal._id}`,
      title: proposal.title ?? proposal._id,
      record: proposal,
      beamlines: instrumentIds.map((id) => instruments.get(id) ?? id),
      people: team.map(({ firstName, lastName }) => [firstName, lastName].filter(Boolean).join(' ')).filter(Boolean),
      closedSince: await this.closedSince(proposal),
    };
  }
  private async closedSince(proposal: StoredProposal): Promise<Date | null> {
    const end = await this.embargo.endOfProposal(proposal);
    return end !== undefined && end !== 'never' && end <= new Date() ? end : null;
  }
  private async countsOf(ids: readonly string[]) {
    const counted = await this.connection
      .collection<StoredEntry>('logbookEntries')
      .aggregate<{ _id: string; entries: number; lastAt: Date }>(
        [
          { $match: { book: { $in: [...ids] }, kind: 'human', deletedAt: { $exists: false } } },
          { $group: { _id: '$book', entries: { $sum: 1 }, lastAt: { $max: '$createdAt' } } },
        ],
        { maxTimeMS: QUERY_TIME_MS },
      )
      .toArray();
    return new Map(counted.map((one) => [one._id, one]));
  }
}
