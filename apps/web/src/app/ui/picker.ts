import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, computed, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from './icon';

export interface Choice {
  value: string;
  label: string;
  hint?: string;
  aside?: string;
}
let made = 0;

/** Type-ahead choice of one; what is typed matches number, title and name. */
@Component({
  selector: 'sz-picker',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkConnectedOverlay, CdkOverlayOrigin, Icon, TranslocoDirective],
  templateUrl: './picker.html',
  styleUrl: './picker.css',
})
export class Picker {
  readonly label = input.required<string>();
  readonly choices = input.required<readonly Choice[]>();
  readonly value = input<string | null>(null);
  readonly placeholder = input('');
  readonly clearable = input(true);
  /** A typed text that is no choice may be taken as it is. */
  readonly free = input(false);
  readonly picked = output<string | null>();
  readonly asked = output<string>();

  protected readonly listId = `picker-${(made += 1)}`;
  protected readonly open = signal(false);
  protected readonly typed = signal('');
  protected readonly active = signal(-1);
  protected readonly chosenText = computed(() => {
    const chosen = this.choices().find((choice) => choice.value === this.value());
    return chosen ? [chosen.label, chosen.hint].filter(Boolean).join('  ') : (this.value() ?? '');
  });
  protected readonly shown = computed(() => {
    const words = this.typed().toLowerCase().split(/\s+/).filter(Boolean);
    return this.choices()
      .filter(({ label, hint = '' }) => words.every((word) => `${label} ${hint}`.toLowerCase().includes(word)))
      .slice(0, 60);
  });

  protected show(): void {
    if (this.open()) return;
    this.typed.set('');
    this.active.set(this.choices().findIndex((choice) => choice.value === this.value()));
    this.open.set(true);
    this.asked.emit('');
  }
  protected close(): void {
    this.open.set(false);
  }
  protected type(text: string): void {
    this.open.set(true);
    this.typed.set(text);
    this.active.set(text === '' || this.shown().length === 0 ? -1 : 0);
    this.asked.emit(text);
  }
  protected pick(value: string | null): void {
    this.close();
    if (value !== this.value()) this.picked.emit(value);
  }
  protected onKey(event: KeyboardEvent): void {
    const last = this.shown().length - 1;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!this.open()) return this.show();
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.active.set(Math.max(0, Math.min(last, this.active() + step)));
    } else if (event.key === 'Escape' && this.open()) {
      event.stopPropagation();
      this.close();
    } else if (event.key === 'Enter') {
      this.take();
    }
  }
  private take(): void {
    if (!this.open()) return this.show();
    const choice = this.shown()[this.active()];
    if (choice) this.pick(choice.value);
    else if (this.free() && this.typed().trim() !== '') this.pick(this.typed().trim());
    else if (this.typed() === '' && this.clearable()) this.close();
  }
}
