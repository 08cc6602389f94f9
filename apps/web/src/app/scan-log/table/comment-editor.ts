import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterNextRender,
  inject,
  input,
  output,
  viewChild,
} from '@angular/core';
import type { ScanScope } from '../../ui/scan-links';
import { ScanMentions } from '../../ui/scan-mentions';

export type EditorExit = 'down' | 'right' | 'stay';

/** Text with a caret in the place of the cell. Enter saves and goes down, Tab saves and goes right, Escape undoes. */
@Component({
  selector: 'sz-comment-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ScanMentions],
  template: `<textarea
    #area
    rows="1"
    [szScanMentions]="scope()"
    [attr.aria-label]="label()"
    [value]="text()"
    maxlength="20000"
    (input)="typed.emit(area.value)"
    (keydown)="onKey($event, area.value)"
    (blur)="leave(area.value)"
    (click)="$event.stopPropagation()"
    (dblclick)="$event.stopPropagation()"
  ></textarea>`,
  styles: `
    :host {
      position: absolute;
      inset: 2px 2px auto 2px;
      z-index: 4;
    }
    textarea {
      display: block;
      width: 100%;
      min-height: calc(var(--row) - 4px);
      max-height: 220px;
      field-sizing: content;
      padding: 4px 6px;
      line-height: 1.4;
      border: 0;
      border-radius: 5px;
      background: var(--raised);
      color: var(--text);
      box-shadow:
        0 0 0 1.5px var(--accent),
        0 6px 20px var(--shadow);
      resize: none;
      caret-color: var(--accent);
      outline: none;
    }
  `,
})
export class CommentEditor {
  readonly text = input('');
  readonly label = input.required<string>();
  /** Whose scans are offered for `@12`. */
  readonly scope = input<ScanScope | null>(null);
  readonly typed = output<string>();
  readonly saved = output<{ text: string; exit: EditorExit }>();
  readonly undone = output();
  private readonly area = viewChild.required<ElementRef<HTMLTextAreaElement>>('area');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private over = false;

  constructor() {
    afterNextRender(() => {
      const area = this.area().nativeElement;
      area.focus({ preventScroll: true });
      area.setSelectionRange(area.value.length, area.value.length);
    });
  }

  protected onKey(event: KeyboardEvent, text: string): void {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === 'Escape') {
      event.preventDefault();
      this.finish(() => this.undone.emit());
    } else if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.finish(() => this.saved.emit({ text, exit: 'down' }));
    } else if (event.key === 'Tab' && !event.shiftKey) {
      event.preventDefault();
      this.finish(() => this.saved.emit({ text, exit: 'right' }));
    }
  }
  /** Going elsewhere keeps what was typed; a row that scrolls out of sight takes its editor along, the draft stays. */
  protected leave(text: string): void {
    if (!this.host.nativeElement.isConnected) return;
    this.finish(() => this.saved.emit({ text, exit: 'stay' }));
  }
  private finish(act: () => void): void {
    if (this.over) return;
    this.over = true;
    act();
  }
}
