import { Injectable, inject } from '@angular/core';
import type { Schema } from '@scizoo/catalogue-client';
import { Api, part } from '../core/api';
import type { Dataset, ScanLogRow, ScanPoints, Sent } from '../core/api-types';
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

/**
 * What the last scan of a proposal or a beamline has recorded, or what stands there now, as a table for an entry.
 * Now: what is recorded there by Tango is read, and motors that only scans know stand below it as the last one left them.
 */
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
      if (beamlines.length === 0) return { fault: this.words.say('logbook.ofNoBeamline') };
      const found = await Promise.all(beamlines.map((one) => this.nowAt(one, kind === 'proposal' ? name : undefined)));
      const motors = await Promise.all(
        beamlines.map((one) => this.motorsAt(one, kind === 'proposal' ? name : undefined)),
      );
      const read = found.flatMap(({ table }) => table ?? []);
      const tables = [...read, ...motors.flatMap((table) => table ?? [])];
      // Of two beamlines one may be closed to the reader, or have no devices to ask.
      return {
        ...(tables.length > 0 && { table: tables.join('\n\n') }),
        ...(read.length === 0 && { fault: found[0]?.fault }),
      };
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
      return { fault: this.words.inDetail(problem) };
    }
  }

  /**
   * Motors that no Tango attribute of the configuration tells of, such as those of Sardana: where the last scan left them,
   * with its end. Somebody may have moved one since then, so the table says that it was not read now.
   */
  private async motorsAt(beamline: string, proposal: string | undefined): Promise<string | undefined> {
    try {
      const where = { instrument: beamline, ...(proposal && { proposal }), limit: 1 };
      const { rows } = await this.api.get<{ rows: ScanLogRow[] }>('/api/v4/scan-log', where);
      const [row] = rows;
      // While a scan runs its motors are on their way.
      if (!row?.endTime) return undefined;
      const { scientificMetadata = {} } = await this.api.get<Dataset>(`/api/v4/datasets/${part(row.pid)}`);
      const { motors } = scientificMetadata as { motors?: unknown };
      if (!Array.isArray(motors) || motors.length === 0) return undefined;
      const path = `/api/v4/datasets/${part(row.pid)}/points`;
      const { columns, points } = await this.api.get<ScanPoints>(path, { columns: motors.join(',') });
      const left = columns.flatMap(({ name, unit }) => {
        const value = points[name]?.findLast((one) => one !== null);
        return value === undefined ? [] : [{ name, value, unit }];
      });
      const { day, time } = clockOf(row.endTime, this.preferences.timeZone());
      const scan = row.runNumber ?? row.datasetName ?? '';
      const title = this.words.say('logbook.motorsAfter', { scan, at: `${day} ${time}` });
      return left.length > 0 ? readingsAsMarkdown(title, left) : undefined;
    } catch {
      // They are beside what was read now, which does not wait for them.
      return undefined;
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
