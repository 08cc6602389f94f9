import { Injectable } from '@nestjs/common';
import { type Caller, invalid } from '@scizoo/domain';
import type { ClientSession } from 'mongoose';
import { isDuplicateKey } from '../ingest/transaction';
import { CatalogueConfig } from '../config';
import { DatasetCreator, type NewDataset } from '../datasets/dataset-creator';
import { DATASET } from '../datasets/dataset.record';
import { CreateDataset } from '../datasets/dataset.shapes';
import { ProposalCounts } from '../datasets/proposal-counts';
import { checked } from '../schema/checked';
import type { Fields } from '../schema/record-kind';
import { RecordStore } from '../schema/record-store';
import { InjectStore } from '../schema/stores';
import { BulkDatasetsService } from './bulk-datasets.service';
import { LoadProgress } from './load-progress';
import { refusalOf } from './refusal';
import { Writers } from './writers';

export interface LoadOptions {
  /** Name under which the progress is kept, to go on after an interruption. */
  readonly name?: string | undefined;
  /** Lines whose pid is known change the dataset; otherwise they are passed over. */
  readonly upsert: boolean;
  /** Shown as the creator. */
  readonly user: string;
}
export interface LoadCounts {
  lines: number;
  created: number;
  updated: number;
  /** Known already. */
  unchanged: number;
  refused: number;
  /** Done by an earlier run of this load. */
  skipped: number;
}
export interface Refused {
  readonly line: number;
  readonly pid?: string;
  readonly message: string;
}
interface Line {
  readonly number: number;
  readonly given: Fields;
}

const BATCH_LINES = 500;
const BATCH_CHARACTERS = 8 * 1024 * 1024;
const TRIES = 3;
/** The database works on one transaction with one core. */
const WRITTEN_AT_A_TIME = 2;

/**
 * Datasets from lines of text, stored as the API stores them, a transaction per batch. While batches are written the next
 * one is read and completed. Two batches with a pid in common follow each other, since the last line of a pid counts.
 */
@Injectable()
export class DatasetLoader {
  constructor(
    @InjectStore(DATASET) private readonly store: RecordStore,
    private readonly creator: DatasetCreator,
    private readonly counts: ProposalCounts,
    private readonly bulk: BulkDatasetsService,
    private readonly config: CatalogueConfig,
  ) {}

  async load(
    lines: AsyncIterable<string> | Iterable<string>,
    options: LoadOptions,
    onRefused: (refused: Refused) => void,
    counts: LoadCounts = noCounts(),
  ): Promise<LoadCounts> {
    const caller: Caller = {
      userId: 'service:load',
      username: options.user,
      groups: [...this.config.adminGroups, ...this.config.createDatasetPrivilegedGroups],
    };
    const progress = await LoadProgress.of(this.store.connection, options.name);
    const refuse = (refused: Refused) => {
      counts.refused++;
      onRefused(refused);
    };
    const run = { options, caller, progress, counts, refuse };
    const writers = new Writers(WRITTEN_AT_A_TIME);
    try {
      for await (const batch of batchesOf(lines, progress, counts)) {
        const prepared = await this.prepared(this.readLines(batch.lines, refuse), run);
        const pids = prepared.map(({ item }) => item.record._id);
        await writers.start(pids, () => this.write(prepared, batch, run));
      }
    } finally {
      await writers.done();
      await this.counts.renew();
    }
    return counts;
  }

  private readLines(lines: readonly { number: number; text: string }[], refuse: (refused: Refused) => void): Line[] {
    const read: Line[] = [];
    for (const { number, text } of lines)
      try {
        read.push({ number, given: checked(CreateDataset, parsed(text)) as Fields });
      } catch (error) {
        refuse({ line: number, message: refusalOf(error) });
      }
    return read;
  }

  private async write(lines: readonly Prepared[], { from, to }: Batch, run: Run): Promise<void> {
    // Most lines are new: only when the database knows one of them it is asked which.
    let divided: Divided = byPid(lines, new Set());
    for (let tries = 1; ; tries++)
      try {
        // What is noted as done is done: known lines come before the note, which their own transaction carries then.
        const isWhole = divided.known.length === 0;
        await this.insert(divided.fresh, async (session) => {
          if (isWhole) await run.progress.note(from, to, session);
        });
        run.counts.created += divided.fresh.length;
        if (isWhole) return;
        await this.writeKnown(divided.known, run);
        return await this.store.transaction((session) => run.progress.note(from, to, session));
      } catch (error) {
        // Known already, or somebody else has created one of them meanwhile.
        if (!isDuplicateKey(error) || tries >= TRIES) throw error;
        divided = byPid(lines, await this.stored(lines));
      }
  }
  private async insert(lines: readonly Prepared[], also: (session: ClientSession) => Promise<void>): Promise<void> {
    await this.store.transaction(async (session) => {
      const items = lines.map(({ item }) => item);
      if (items.length > 0) await this.creator.insert(items, session, this.counts);
      await also(session);
    });
  }
  private async prepared(lines: readonly Line[], { caller, refuse }: Run): Promise<Prepared[]> {
    const items: Prepared[] = [];
    for (const line of lines)
      try {
        items.push({ ...line, item: await this.creator.prepared(line.given, caller, '4') });
      } catch (error) {
        refuse({ line: line.number, ...withPid(line.given), message: refusalOf(error) });
      }
    return items;
  }
  private async stored(lines: readonly Prepared[]): Promise<ReadonlySet<string>> {
    const ids = lines.map(({ item }) => item.record._id);
    return new Set((await this.store.list({ _id: { $in: ids } }, { projection: { _id: 1 } })).map(({ _id }) => _id));
  }
  private async writeKnown(lines: readonly Prepared[], { options, caller, counts, refuse }: Run): Promise<void> {
    if (!options.upsert) {
      counts.unchanged += lines.length;
      return;
    }
    for (const group of withDistinctPids(lines)) {
      const results = await this.bulk.store(
        'upsert',
        group.map(({ given }) => given),
        caller,
      );
      for (const { index, status, message = '' } of results) {
        const { number, given } = group[index]!;
        if (status === 'refused') refuse({ line: number, ...withPid(given), message });
        else counts[status]++;
      }
    }
  }
}

/** A pid may stand in several lines; the last one counts, so they come one after the other. */
function withDistinctPids(lines: readonly Prepared[]): Prepared[][] {
  const groups: Prepared[][] = [[]];
  let seen = new Set<string>();
  for (const line of lines) {
    const { _id } = line.item.record;
    if (seen.has(_id)) {
      groups.push([]);
      seen = new Set();
    }
    seen.add(_id);
    groups.at(-1)!.push(line);
  }
  return groups.filter((group) => group.length > 0);
}

interface Prepared extends Line {
  readonly item: NewDataset;
}
interface Divided {
  readonly fresh: readonly Prepared[];
  readonly known: readonly Prepared[];
}
/** The first line of a pid that is not stored makes the dataset, all others of it are changes. */
function byPid(lines: readonly Prepared[], stored: ReadonlySet<string>): Divided {
  const taken = new Set(stored);
  const [fresh, known]: [Prepared[], Prepared[]] = [[], []];
  for (const line of lines) {
    const { _id } = line.item.record;
    (taken.has(_id) ? known : fresh).push(line);
    taken.add(_id);
  }
  return { fresh, known };
}

interface Run {
  readonly options: LoadOptions;
  readonly caller: Caller;
  readonly progress: LoadProgress;
  readonly counts: LoadCounts;
  readonly refuse: (refused: Refused) => void;
}
interface Batch {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

export const noCounts = (): LoadCounts => ({ lines: 0, created: 0, updated: 0, unchanged: 0, refused: 0, skipped: 0 });
const withPid = ({ pid }: Fields) => (typeof pid === 'string' ? { pid } : {});

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalid(`no JSON: ${(error as Error).message}`);
  }
}

async function* batchesOf(
  lines: AsyncIterable<string> | Iterable<string>,
  progress: LoadProgress,
  counts: LoadCounts,
): AsyncGenerator<Batch> {
  let waiting: { number: number; text: string }[] = [];
  let characters = 0;
  let number = 0;
  const batch = (): Batch => ({ from: waiting[0]!.number, to: waiting.at(-1)!.number, lines: waiting });
  for await (const text of lines) {
    number++;
    if (text.trim() === '') continue;
    counts.lines++;
    if (progress.isDone(number)) {
      counts.skipped++;
      // What is noted as done must be a run of lines without a gap.
      if (waiting.length > 0) yield batch();
      waiting = [];
      characters = 0;
      continue;
    }
    waiting.push({ number, text });
    characters += text.length;
    if (waiting.length < BATCH_LINES && characters < BATCH_CHARACTERS) continue;
    yield batch();
    waiting = [];
    characters = 0;
  }
  if (waiting.length > 0) yield batch();
}
