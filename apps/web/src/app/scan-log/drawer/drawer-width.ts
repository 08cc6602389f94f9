import { signal } from '@angular/core';

const WIDTH_KEY = 'scizoo.drawer.width';
export const LEAST = 300;
export const MOST = 760;
const clamped = (width: number): number => Math.max(LEAST, Math.min(MOST, Math.round(width) || 372));

/** How wide the drawer is; remembered in this browser. */
export class DrawerWidth {
  private readonly px = signal(clamped(Number(localStorage.getItem(WIDTH_KEY))));
  readonly now = this.px.asReadonly();

  resize(by: number): void {
    this.px.update((width) => clamped(width + by));
    localStorage.setItem(WIDTH_KEY, String(this.px()));
  }
  /** Follows the pointer until it is let go. */
  drag(start: PointerEvent): void {
    const edge = start.target as HTMLElement;
    const [from, width] = [start.clientX, this.px()];
    const move = (event: PointerEvent): void => this.px.set(clamped(width + from - event.clientX));
    const end = (): void => {
      edge.removeEventListener('pointermove', move);
      this.resize(0);
    };
    edge.setPointerCapture(start.pointerId);
    edge.addEventListener('pointermove', move);
    edge.addEventListener('pointerup', end, { once: true });
    edge.addEventListener('pointercancel', end, { once: true });
  }
}
