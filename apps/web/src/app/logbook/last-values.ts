import { Injectable, inject } from '@angular/core';
import type { Schema } from '@scizoo/catalogue-client';
import { Api, part } from '../core/api';
import type { Dataset, ScanLogRow, Sent } from '../core/api-types';
import { Preferences } from '../core/preferences';
import { asProblem } from '../core/problem';
import { clockOf } from '../core/time';
import { Words } from '../core/words';
import type { Book } from './entries';
import { readingsAsMarkdown, valuesAsMarkdown } from './values-table';

type Now = Sent<Schema<'NowAnswer'>>;
interface Found {
  readonly table?: string;
  readonly fault?: string;
}
const parted = (book: string): [kind: string, name: string] => {
  const at = book.indexOf(':');
  return [book.slice(0, at), book.slice(at + 1)];
};

/** What the last scan of a proposal or a beamline has recorded, or what stands there now, as a table for an entry. */
@Injectable()
export class LastValues {
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  private readonly words = inject(Words);

  /** Read from the devices at this moment, at each of the beamlines of the book. */
  async now(book: string): Promise<Found> {
    const [kind, name] = parted(book);
    try {
      const beamlines = kind === 'beamline' ? [name] : await this.beamlinesOf(book);
      if (beamlines.length === 0) return { fault: this.words.say('logbook.noBeamline') };
      const found = await Promise.all(beamlines.map((one) => this.nowAt(one, kind === 'proposal' ? name : undefined)));
      const tables = found.flatMap(({ table }) => table ?? []);
      // Of two beamlines one may be closed to the reader, or have no devices to ask.
      return tables.length > 0 ? { table: tables.join('\n\n') } : { fault: found[0]?.fault };
    } catch (fault) {
      return { fault: this.words.ofProblem(asProblem(fault)) };
    }
  }
  private async beamlinesOf(book: string): Promise<readonly string[]> {
    const books = await this.api.get<Book[]>('/api/v4/logbook/books');
    return books.find(({ id }) => id === book)?.beamlines ?? [];
  }
  private async nowAt(beamline: string, proposalId: string | undefined): Promise<Found> {
    try {
      const path = `/api/v4/capture/${part(beamline)}/now`;
      const { readAt, values } = await this.api.get<Now>(path, { ...(proposalId && { proposalId }) });
      if (values.length === 0) return { fault: this.words.say('logbook.nothingNow', { beamline }) };
      const { day, time } = clockOf(readAt, this.preferences.timeZone());
      return { table: readingsAsMarkdown(`${beamline}, ${day} ${time}`, values) };
    } catch (fault) {
      const problem = asProblem(fault);
      return { fault: problem.message || this.words.ofProblem(problem) };
    }
  }

  async of(book: string): Promise<Found> {
    const [kind, name] = parted(book);
    const where = kind === 'proposal' ? { proposal: name } : { instrument: name };
    try {
      const { rows } = await this.api.get<{ rows: ScanLogRow[] }>('/api/v4/scan-log', { ...where, limit: 1 });
      const [row] = rows;
      if (!row) return { fault: this.words.say('logbook.noScanYet') };
      const { scientificMetadata = {} } = await this.api.get<Dataset>(`/api/v4/datasets/${part(row.pid)}`);
      return { table: valuesAsMarkdown(row, scientificMetadata as Record<string, unknown>) };
    } catch (fault) {
      return { fault: this.words.ofProblem(asProblem(fault)) };
    }
  }
}
