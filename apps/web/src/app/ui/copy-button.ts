import { ChangeDetectionStrategy, Component, input, signal } from '@angular/core';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { inject } from '@angular/core';
import { Words } from '../core/words';
import { Icon } from './icon';

/** Copies a text; the tick stays for a moment, and it is read out. */
@Component({
  selector: 'sz-copy',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon],
  template: `<button
    type="button"
    class="icon-btn small"
    [attr.aria-label]="label()"
    [title]="label()"
    [tabindex]="reachable() ? 0 : -1"
    (click)="copy($event)"
  >
    <sz-icon [name]="done() ? 'check' : 'copy'" [size]="14" />
  </button>`,
})
export class CopyButton {
  readonly text = input.required<string>();
  /** What the button does, as its accessible name. */
  readonly label = input.required<string>();
  /** In a grid the grid itself is the one stop for the Tab key. */
  readonly reachable = input(true);
  protected readonly done = signal(false);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly words = inject(Words);

  protected async copy(event: Event): Promise<void> {
    event.stopPropagation();
    event.preventDefault();
    await navigator.clipboard.writeText(this.text());
    this.done.set(true);
    void this.announcer.announce(this.words.say('act.copied'));
    setTimeout(() => this.done.set(false), 1500);
  }
}
