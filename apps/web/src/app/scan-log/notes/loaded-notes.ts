import { inject, signal } from '@angular/core';
import { Api } from '../../core/api';
import type { ScanImage, ScanNote, ScanNotesPage } from '../../core/api-types';
import type { Span } from '../address';
import type { Edge } from './notes';
import { addedSpan, coveredSpan } from './notes';

const PAGE = 500;
/** More than people write; what a program writes as notes does not fill the memory of a browser. */
const MOST = 5_000;
export const NOTES = '/api/v4/scan-notes';

/** Whose notes of when. */
export interface NoteQuery {
  readonly proposal: string | null;
  readonly instrument: string | null;
  readonly span: Span;
  readonly sort: string;
}

/** Notes as the catalogue has them, for the span of the rows that are there; renewed by whoever hears of a change. */
export class LoadedNotes {
  private readonly api = inject(Api);
  private query: NoteQuery | undefined;
  private asked: AbortController | undefined;
  private readonly known = signal<ReadonlyMap<string, ScanNote>>(new Map());
  readonly byId = this.known.asReadonly();
  /** The part of the time that is loaded; null before anything is. */
  readonly covered = signal<Span | null>(null);
  /** In the place that was asked for; null where none was: the rows say it then. */
  readonly mayWrite = signal<boolean | null>(null);
  /** Some could not be loaded; asked again with the next rows, or when the person wants it. */
  readonly failed = signal(false);

  /** The view has been loaded anew; the rows reach to the edge. Old notes stay until the new ones are there. */
  begin(query: NoteQuery, edge: Edge): void {
    this.stop();
    this.asked = new AbortController();
    this.query = query;
    void this.load(coveredSpan(query.span, edge, query.sort), null);
  }
  /** More rows are there. */
  reach(edge: Edge): void {
    if (this.query) void this.load(coveredSpan(this.query.span, edge, this.query.sort), this.covered());
  }
  again(): void {
    if (this.query) void this.load(this.covered() ?? this.query.span, null);
  }
  stop(): void {
    this.asked?.abort();
  }
  private async load(covered: Span | null, before: Span | null): Promise<void> {
    const { query, asked } = this;
    if (!query || !asked) return;
    const wanted = covered && addedSpan(before, covered, query.sort);
    this.covered.set(covered);
    if (!wanted) return;
    try {
      const notes = await this.fetch(query, wanted, asked.signal);
      if (asked.signal.aborted) return;
      this.known.update(
        (known) => new Map([...(before ? known : []), ...notes.map((note) => [note.id, note] as const)]),
      );
      this.failed.set(false);
    } catch {
      // Rows go on without them; a line says so.
      if (!asked.signal.aborted) this.failed.set(true);
    }
  }
  private async fetch({ proposal, instrument }: NoteQuery, span: Span, signal: AbortSignal): Promise<ScanNote[]> {
    const notes: ScanNote[] = [];
    let cursor: string | null = null;
    do {
      const asked: Record<string, string | number | null> = { proposal, instrument, ...span, limit: PAGE, cursor };
      const page: ScanNotesPage = await this.api.get<ScanNotesPage>(NOTES, asked, signal);
      if (!signal.aborted) this.mayWrite.set(proposal || instrument ? page.mayWrite : null);
      notes.push(...page.notes);
      cursor = page.next;
    } while (cursor !== null && notes.length < MOST);
    return notes;
  }
  /** All notes of the view, for what leaves the page. */
  everything(query: NoteQuery, signal: AbortSignal): Promise<ScanNote[]> {
    return this.fetch(query, query.span, signal);
  }

  /** What is newer here already stays. */
  arrive(note: ScanNote): void {
    const old = this.known().get(note.id);
    if (old && old.updatedAt > note.updatedAt) return;
    this.known.update((known) => new Map(known).set(note.id, note));
  }
  drop(id: string): void {
    if (!this.known().has(id)) return;
    this.known.update((known) => new Map([...known].filter(([one]) => one !== id)));
  }
  setImage(id: string, image: ScanImage): void {
    this.patchImages(id, (images) => [...images.filter(({ aid }) => aid !== image.aid), image]);
  }
  dropImage(id: string, aid: string): void {
    this.patchImages(id, (images) => images.filter((one) => one.aid !== aid));
  }
  private patchImages(id: string, change: (images: readonly ScanImage[]) => ScanImage[]): void {
    const note = this.known().get(id);
    if (note) this.known.update((known) => new Map(known).set(id, { ...note, images: change(note.images) }));
  }
}
