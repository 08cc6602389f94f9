import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import { Api } from '../core/api';
import { Words } from '../core/words';
import type { Values } from '../records/form-fields';
import type { Sample } from '../records/record-types';
import { Rights } from '../records/rights';
import { newForm } from './sample-form';

/** Asks about a new sample, stores it and goes there. */
@Injectable({ providedIn: 'root' })
export class NewSample {
  private readonly api = inject(Api);
  private readonly dialogs = inject(MatDialog);
  private readonly rights = inject(Rights);
  private readonly router = inject(Router);
  private readonly words = inject(Words);

  /** Resolves when the form was closed. */
  async ask(values: Values, draft: string): Promise<void> {
    const { openRecordForm } = await import('../records/record-form.dialog');
    const groups = this.rights.groups();
    const first = groups.length === 1 ? { ownerGroup: groups[0] } : {};
    const given = { groups, anyGroup: this.rights.anyGroup(), values: { ...first, ...values }, draft };
    const data = newForm(this.words, given, async (body) => {
      const { sampleId } = await this.api.send<Sample>('POST', '/api/v3/samples', body);
      await this.router.navigate(['/samples', sampleId]);
      return true;
    });
    const opened = openRecordForm(this.dialogs, data, { closeOnNavigation: false });
    await firstValueFrom(opened.afterClosed());
  }
}
