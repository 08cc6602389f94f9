import { LiveAnnouncer } from '@angular/cdk/a11y';
import { Injectable, inject, signal } from '@angular/core';
import type { AnnotationField, ScanLogRow } from '../../core/api-types';
import { Words } from '../../core/words';
import { Annotations } from '../annotations';
import { fieldOf } from './scan-row';

/** The cell of the scan log that is being typed into, and what becomes of it. */
@Injectable()
export class CellEditing {
  private readonly annotations = inject(Annotations);
  private readonly words = inject(Words);
  private readonly announcer = inject(LiveAnnouncer);
  readonly at = signal<{ pid: string; column: string } | null>(null);

  private field(): AnnotationField | undefined {
    return fieldOf(this.at()?.column ?? '');
  }
  columnIn(pid: string): string | null {
    const at = this.at();
    return at?.pid === pid ? at.column : null;
  }
  keepDraft(row: ScanLogRow, text: string): void {
    const field = this.field();
    if (field) this.annotations.keepDraft(row, field, text);
  }
  finish(row: ScanLogRow, text: string): void {
    const field = this.field();
    this.at.set(null);
    if (field) this.annotations.set(row, field, field === 'datasetName' ? text.trim() || row.datasetName : text.trim());
  }
  undo(row: ScanLogRow): void {
    const field = this.field();
    this.at.set(null);
    if (field) this.annotations.dropDraft(row.pid, field);
  }
  rate(row: ScanLogRow, stars: number | null): void {
    if (!row.mayAnnotate) return;
    this.annotations.set(row, 'dataQualityMetrics', stars);
    void this.announcer.announce(stars ? this.words.say('rating.of', { n: stars }) : this.words.say('rating.none'));
  }
}
