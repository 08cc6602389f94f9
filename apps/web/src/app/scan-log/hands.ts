/** After a press a second one may follow, after a movement a press. */
const AFTER_PRESS_MS = 600;
const AFTER_MOVE_MS = 400;
/** A mouse that never rests, or a button that stays down, must not keep new rows away. */
const LONGEST_MS = 3_000;

/** Somebody aims at a row: no other row may slip under the pointer between the look and the click. */
export class Hands {
  private pressedUntil = 0;
  private movedUntil = 0;
  private waitingSince: number | undefined;

  press(now = Date.now()): void {
    this.pressedUntil = now + LONGEST_MS;
  }
  release(now = Date.now()): void {
    if (this.pressedUntil > now) this.pressedUntil = now + AFTER_PRESS_MS;
  }
  move(now = Date.now()): void {
    this.movedUntil = now + AFTER_MOVE_MS;
  }
  /** How long rows that would move others have to wait still; 0 when they may come in. */
  wait(now = Date.now()): number {
    this.waitingSince ??= now;
    const moved = Math.min(this.movedUntil, this.waitingSince + LONGEST_MS);
    const wait = Math.max(0, this.pressedUntil - now, moved - now);
    if (wait === 0) this.waitingSince = undefined;
    return wait;
  }
}
