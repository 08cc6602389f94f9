import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { firstValueFrom } from 'rxjs';
import type { ScanLogRow } from '../core/api-types';
import { MoreWords } from '../core/more-words';
import { Notices } from '../core/notices';
import { Words } from '../core/words';
import type { Entry } from '../logbook/entries';
import type { ColumnsData } from '../ui/columns/columns.dialog';
import type { ViewerData } from '../ui/image-viewer.dialog';
import type { ScanLogAddress, Span } from './address';
import { writeAddress } from './address';
import { columnChoice } from './columns';
import type { LogbookDialogData } from './logbook.dialog';
import type { PasteData } from './paste/paste.dialog';
import { ScanLogStore } from './store';
import type { FiltersData } from './toolbar/filters.dialog';
import { Uploads } from './uploads';

type Change = (part: Partial<ScanLogAddress>) => void;

/** The dialogs of the scan log; each comes when it is asked for. */
@Injectable()
export class ScanLogDialogs {
  private readonly store = inject(ScanLogStore);
  private readonly dialogs = inject(MatDialog);
  private readonly uploads = inject(Uploads);
  private readonly moreWords = inject(MoreWords);
  private readonly notices = inject(Notices);
  private readonly words = inject(Words);
  private readonly router = inject(Router);

  isOpen(): boolean {
    return this.dialogs.openDialogs.length > 0;
  }
  async images(row: ScanLogRow, at: number): Promise<void> {
    const { ImageViewerDialog } = await import('../ui/image-viewer.dialog');
    const data: ViewerData = {
      title: this.words.say('image.title', { scan: row.runNumber ?? row.datasetName }),
      images: row.images,
      at,
      editable: row.mayAnnotate,
      remove: (image) => void this.uploads.remove(row.pid, image),
      caption: (image, text) => void this.uploads.caption(row.pid, image, text),
    };
    this.dialogs.open(ImageViewerDialog, {
      data,
      panelClass: 'viewer-pane',
      autoFocus: 'dialog',
      ariaLabel: data.title,
    });
  }
  async paste(data: PasteData): Promise<void> {
    const { PasteDialog } = await import('./paste/paste.dialog');
    this.dialogs.open(PasteDialog, { data, width: '860px' });
  }
  async span(change: Change): Promise<void> {
    const { SpanDialog } = await import('./toolbar/span.dialog');
    const { from, till } = this.store.address();
    const data: Span = { from: from ?? this.store.summary()?.first ?? null, till };
    const dialog = this.dialogs.open<InstanceType<typeof SpanDialog>, Span, Span>(SpanDialog, { data, width: '340px' });
    dialog.afterClosed().subscribe((span) => span && change({ ...span, range: null }));
  }
  async filters(change: Change): Promise<void> {
    const { FiltersDialog } = await import('./toolbar/filters.dialog');
    const data: FiltersData = { store: this.store, change };
    this.dialogs.open(FiltersDialog, { data, width: '520px' });
  }
  async export(): Promise<void> {
    const { ExportDialog } = await import('./export/export.dialog');
    this.dialogs.open(ExportDialog, { data: this.store, width: '440px' });
  }
  /** In a tab of its own, so that the log goes on. */
  report(): void {
    const { selected: _selected, drawer: _drawer, ...queryParams } = writeAddress(this.store.address());
    window.open(this.router.serializeUrl(this.router.createUrlTree(['/scan-log/report'], { queryParams })), '_blank');
  }
  async toLogbook(row: ScanLogRow): Promise<void> {
    const { plotIn } = await import('../ui/plot-picture');
    const plot = plotIn('sz-scan-drawer');
    const [shown, notes] = [this.store.rows(), this.store.shownNotes()];
    await this.writeEntry({ row, shown, notes, ...(plot && { plot }) });
  }
  /** One entry about several scans. */
  toLogbookTogether(shown: readonly ScanLogRow[]): Promise<void> {
    return this.writeEntry({ shown, notes: [] });
  }
  private async writeEntry(data: LogbookDialogData): Promise<void> {
    await this.moreWords.load('logbook');
    const { LogbookDialog } = await import('./logbook.dialog');
    const opened = this.dialogs.open<unknown, LogbookDialogData, Entry>(LogbookDialog, { data, width: '560px' });
    const entry = await firstValueFrom(opened.afterClosed());
    if (entry) this.notices.say(this.words.say('toLogbook.done', { title: entry.title }));
  }
  async columns(change: Change): Promise<void> {
    const { ColumnsDialog } = await import('../ui/columns/columns.dialog');
    const keys = this.store.summary()?.keys ?? [];
    const data: ColumnsData = {
      ...columnChoice,
      columns: this.store.columnIds(),
      keys: (text) => Promise.resolve(keys.filter((key) => key.toLowerCase().includes(text))),
      sample: (some) => this.store.sample(some),
      apply: (columns) => change({ columns }),
      reset: () => change({ columns: null, layout: null }),
    };
    this.dialogs.open(ColumnsDialog, { data, width: '780px' });
  }
}
