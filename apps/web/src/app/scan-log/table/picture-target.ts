import { Injectable, inject, signal } from '@angular/core';
import { NotesInTable } from '../notes/notes-in-table';
import { imagesIn } from '../uploads';

/** Where in the table pictures are put: dropped onto a row, or chosen for it. */
@Injectable()
export class PictureTarget {
  private readonly notes = inject(NotesInTable);
  private asked: string | null = null;
  /** Key of the row or note under what is being dragged. */
  readonly under = signal<string | null>(null);

  /** Asks for files, for this row or note. */
  pick(key: string, field: HTMLInputElement): void {
    this.asked = key;
    field.value = '';
    field.click();
  }
  picked({ files }: HTMLInputElement): void {
    if (this.asked && files) void this.notes.addPictures(this.asked, files);
  }
  over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.under.set(this.notes.targetUnder(event));
  }
  drop(event: DragEvent): void {
    event.preventDefault();
    this.under.set(null);
    const target = this.notes.targetUnder(event);
    if (target) void this.notes.addPictures(target, imagesIn(event.dataTransfer));
  }
}
