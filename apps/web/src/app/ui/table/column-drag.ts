import { signal } from '@angular/core';

/** So far a pointer moves before a press is a drag and no click. */
const THRESHOLD = 6;

/** What the drag of a header cell needs of the header. */
export interface DragInput {
  /** The cells of the columns, from left to right. */
  readonly cells: () => readonly HTMLElement[];
  /** The column was let go before the one that stands at this place. */
  readonly dropped: (id: string, place: number) => void;
}

/** A column on its way to another place, by the pointer; a finger scrolls instead. */
export class ColumnDrag {
  /** Id of the column that is dragged, and the place that it would be put at. */
  readonly now = signal<{ readonly id: string; readonly place: number } | null>(null);

  constructor(private readonly input: DragInput) {}

  start(start: PointerEvent, id: string): void {
    if (start.button !== 0 || start.pointerType === 'touch') return;
    const asked = new AbortController();
    const { signal: ended } = asked;
    const move = (event: PointerEvent): void => {
      if (this.now() === null && Math.abs(event.clientX - start.clientX) < THRESHOLD) return;
      this.now.set({ id, place: this.placeAt(event.clientX) });
    };
    const end = (keep: boolean): void => {
      asked.abort();
      const now = this.now();
      this.now.set(null);
      if (!now) return;
      this.swallowClick();
      if (keep) this.input.dropped(now.id, now.place);
    };
    document.addEventListener('pointermove', move, { signal: ended });
    document.addEventListener('pointerup', () => end(true), { signal: ended });
    document.addEventListener('pointercancel', () => end(false), { signal: ended });
    document.addEventListener('keydown', (event) => event.key === 'Escape' && end(false), { signal: ended });
  }
  /** The column whose left half, or the one before it whose right half, is under the pointer. */
  private placeAt(x: number): number {
    const cells = this.input.cells();
    const at = cells.findIndex((cell) => {
      const { left, width } = cell.getBoundingClientRect();
      return x < left + width / 2;
    });
    return at < 0 ? cells.length : at;
  }
  /** The click at the end of a drag means no sorting. */
  private swallowClick(): void {
    const swallow = (event: Event): void => {
      event.stopPropagation();
      event.preventDefault();
    };
    document.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => document.removeEventListener('click', swallow, { capture: true }));
  }
}
