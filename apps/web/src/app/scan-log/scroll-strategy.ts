import type { CdkVirtualScrollViewport, VirtualScrollStrategy } from '@angular/cdk/scrolling';
import { Subject, distinctUntilChanged } from 'rxjs';

/** Rows drawn beyond both edges, in pixels. */
const MARGIN = 480;
/** Where there is no layout to measure (printing, tests), so many items are drawn. */
const UNMEASURED = 40;

/** Tops of the items, the end of the last one as last entry. */
export function topsOf<T>(items: readonly T[], heightOf: (item: T) => number): Float64Array {
  const tops = new Float64Array(items.length + 1);
  let top = 0;
  items.forEach((item, index) => {
    top += heightOf(item);
    tops[index + 1] = top;
  });
  return tops;
}
/** The item at a distance from the top. */
export function itemAt(tops: Float64Array, distance: number): number {
  let low = 0;
  let high = tops.length - 1;
  while (low < high) {
    const half = (low + high) >> 1;
    if ((tops[half + 1] ?? Infinity) <= distance) low = half + 1;
    else high = half;
  }
  return Math.min(low, Math.max(0, tops.length - 2));
}

/** Scrolls just so far that an item is seen, with so much room above it, and below it for what covers the upper edge. */
export function bringIntoView(
  element: HTMLElement,
  tops: Float64Array,
  at: number,
  { above, below }: { above: number; below: number },
): void {
  const top = (tops[at] ?? 0) - above;
  const bottom = (tops[at + 1] ?? 0) + below;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
}

/** Virtual scrolling for items whose heights are known beforehand but differ: rows and day headings. */
export class KnownHeights implements VirtualScrollStrategy {
  private readonly index = new Subject<number>();
  readonly scrolledIndexChange = this.index.pipe(distinctUntilChanged());
  private viewport: CdkVirtualScrollViewport | null = null;
  /** As last told by the browser: to ask for it means a layout in the middle of the work. */
  private offset = 0;

  constructor(private readonly tops: () => Float64Array) {}

  attach(viewport: CdkVirtualScrollViewport): void {
    this.viewport = viewport;
    viewport.setRenderedContentOffset(0);
    this.onContentScrolled();
    this.renew();
  }
  detach(): void {
    this.index.complete();
    this.viewport = null;
  }
  onContentScrolled(): void {
    const { viewport } = this;
    if (viewport) this.offset = viewport.getViewportSize() === 0 ? 0 : viewport.measureScrollOffset();
    this.draw();
  }
  onDataLengthChanged(): void {
    this.renew();
  }
  onContentRendered(): void {
    // Heights are known, nothing is measured after drawing.
  }
  onRenderedOffsetChanged(): void {
    // Items are placed by their tops.
  }
  scrollToIndex(index: number, behavior: ScrollBehavior): void {
    this.viewport?.scrollToOffset(this.tops()[index] ?? 0, behavior);
  }
  /** After the items or their heights changed. */
  renew(): void {
    this.viewport?.setTotalContentSize(this.tops().at(-1) ?? 0);
    this.draw();
  }

  private draw(): void {
    const { viewport, offset } = this;
    const tops = this.tops();
    const length = tops.length - 1;
    if (!viewport) return;
    const size = viewport.getViewportSize();
    const start = itemAt(tops, Math.max(0, offset - MARGIN));
    const end = size === 0 ? Math.min(length, UNMEASURED) : Math.min(length, itemAt(tops, offset + size + MARGIN) + 1);
    const drawn = viewport.getRenderedRange();
    const first = itemAt(tops, offset);
    const last = Math.min(length, itemAt(tops, offset + size) + 1);
    const enough =
      drawn.start <= Math.max(0, first - 3) && drawn.end >= Math.min(length, last + 3) && drawn.end <= length;
    if (!enough || drawn.end - drawn.start > (end - start) * 2) viewport.setRenderedRange({ start, end });
    this.index.next(first);
  }
}
