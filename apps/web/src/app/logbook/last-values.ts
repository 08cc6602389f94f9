import { Injectable, inject } from '@angular/core';
import { Api, part } from '../core/api';
import type { Dataset, ScanLogRow } from '../core/api-types';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { valuesAsMarkdown } from './values-table';

/** What the last scan of a proposal or a beamline has recorded, as a table for an entry. */
@Injectable()
export class LastValues {
  private readonly api = inject(Api);
  private readonly words = inject(Words);

  async of(book: string): Promise<{ table?: string; fault?: string }> {
    const [kind, name] = [book.slice(0, book.indexOf(':')), book.slice(book.indexOf(':') + 1)];
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
