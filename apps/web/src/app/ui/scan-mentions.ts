import { Overlay, type OverlayRef } from '@angular/cdk/overlay';
import { ComponentPortal } from '@angular/cdk/portal';
import {
  ChangeDetectionStrategy,
  Component,
  type ComponentRef,
  DestroyRef,
  Directive,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { NumberedScan } from '../core/api-types';
import type { ScanScope } from './scan-links';
import { ScanLinks } from './scan-links';
import { mentionBefore } from './scan-mention';
import { When } from './when';

const TYPING_MS = 80;
let made = 0;

/** The scans that are offered below the text. */
@Component({
  selector: 'sz-scan-offers',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective, When],
  template: `<ul *transloco="let t" role="listbox" [id]="listId()" [attr.aria-label]="t('mention.offers')">
    @for (scan of scans(); track scan.pid; let at = $index) {
      <li
        role="option"
        [id]="listId() + '-' + at"
        [attr.aria-selected]="at === active()"
        (mousedown)="$event.preventDefault(); chosen.emit(scan)"
      >
        <b>{{ '@' + scan.number }}</b>
        <span class="mono">{{ scan.command ?? scan.datasetName }}</span>
        @if (scan.startTime; as start) {
          <sz-when [moment]="start" parts="minute" />
        }
      </li>
    }
  </ul>`,
  styles: `
    ul {
      width: min(460px, 94vw);
      margin: 2px 0;
      padding: 4px;
      list-style: none;
      background: var(--raised);
      border-radius: 8px;
      box-shadow:
        0 0 0 1px var(--line-strong),
        0 8px 24px var(--shadow);
    }
    li {
      display: flex;
      align-items: center;
      gap: 10px;
      min-height: 28px;
      padding: 0 8px;
      border-radius: 5px;
      cursor: pointer;
    }
    li[aria-selected='true'] {
      background: var(--hover);
      box-shadow: inset 2px 0 0 var(--accent);
    }
    .mono {
      flex: 1;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 12px;
    }
    sz-when {
      font-size: 12px;
      color: var(--dim);
    }
  `,
})
export class ScanOffers {
  readonly scans = input.required<readonly NumberedScan[]>();
  readonly active = input.required<number>();
  readonly listId = input.required<string>();
  readonly chosen = output<NumberedScan>();
}

/** `@12` while typing: scans of the same proposal are offered, taken by arrows and Enter, by Tab or by a click. */
@Directive({
  selector: 'textarea[szScanMentions]',
  host: {
    'aria-autocomplete': 'list',
    '[attr.aria-controls]': 'scans().length ? listId : null',
    '[attr.aria-activedescendant]': "scans().length ? listId + '-' + active() : null",
    '(input)': 'look()',
    '(click)': 'look()',
    '(blur)': 'close()',
  },
})
export class ScanMentions {
  readonly scope = input<ScanScope | null>(null, { alias: 'szScanMentions' });
  private readonly area = inject<ElementRef<HTMLTextAreaElement>>(ElementRef).nativeElement;
  private readonly links = inject(ScanLinks);
  private readonly overlay = inject(Overlay);
  protected readonly listId = `scan-offers-${(made += 1)}`;
  protected readonly scans = signal<readonly NumberedScan[]>([]);
  protected readonly active = signal(0);
  private layer: OverlayRef | undefined;
  private shown: ComponentRef<ScanOffers> | undefined;
  private asked: AbortController | undefined;
  private typing: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    // Before the editor around, for which Enter means to save.
    this.area.addEventListener('keydown', (event) => this.onKey(event), { capture: true });
    inject(DestroyRef).onDestroy(() => this.close());
  }

  protected look(): void {
    clearTimeout(this.typing);
    const scope = this.scope();
    const mention = mentionBefore(this.area.value, this.area.selectionStart);
    if (!scope?.proposal || !mention) return this.close();
    this.typing = setTimeout(() => void this.offer(scope, mention.digits), TYPING_MS);
  }
  private async offer(scope: ScanScope, digits: string): Promise<void> {
    this.asked?.abort();
    const asked = new AbortController();
    this.asked = asked;
    try {
      const scans = await this.links.offers(scope, digits, asked.signal);
      if (asked.signal.aborted) return;
      if (scans.length === 0) return this.close();
      this.scans.set(scans);
      this.active.set(0);
      this.show();
    } catch {
      // Nothing is offered; the number can be typed.
      if (!asked.signal.aborted) this.close();
    }
  }
  private show(): void {
    this.layer ??= this.overlay.create({
      positionStrategy: this.overlay
        .position()
        .flexibleConnectedTo(this.area)
        .withPositions([
          { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top' },
          { originX: 'start', originY: 'top', overlayX: 'start', overlayY: 'bottom' },
        ])
        .withPush(true),
      scrollStrategy: this.overlay.scrollStrategies.reposition(),
    });
    if (!this.shown) {
      this.shown = this.layer.attach(new ComponentPortal(ScanOffers));
      this.shown.setInput('listId', this.listId);
      this.shown.instance.chosen.subscribe((scan) => this.take(scan));
    }
    this.shown.setInput('scans', this.scans());
    this.shown.setInput('active', this.active());
    this.shown.changeDetectorRef.detectChanges();
    this.layer.updatePosition();
  }
  protected close(): void {
    clearTimeout(this.typing);
    this.asked?.abort();
    this.scans.set([]);
    this.layer?.dispose();
    this.layer = undefined;
    this.shown = undefined;
  }

  private onKey(event: KeyboardEvent): void {
    const scan = this.scans()[this.active()];
    if (!scan || event.isComposing) return;
    const act = this.actOf(event, scan);
    if (!act) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    act();
  }
  private actOf({ key, shiftKey }: KeyboardEvent, scan: NumberedScan): (() => void) | undefined {
    const count = this.scans().length;
    if (key === 'ArrowDown') return () => this.move((this.active() + 1) % count);
    if (key === 'ArrowUp') return () => this.move((this.active() + count - 1) % count);
    if (key === 'Escape') return () => this.close();
    if ((key !== 'Enter' && key !== 'Tab') || shiftKey) return undefined;
    // The number stands there already: the key means what it means without the list.
    const typed = mentionBefore(this.area.value, this.area.selectionStart)?.digits;
    if (typed === String(scan.number)) return undefined;
    return () => this.take(scan);
  }
  private move(to: number): void {
    this.active.set(to);
    this.show();
  }
  private take({ number }: NumberedScan): void {
    const caret = this.area.selectionStart;
    const mention = mentionBefore(this.area.value, caret);
    this.close();
    if (!mention) return;
    this.area.setRangeText(`@${number} `, mention.from, caret, 'end');
    this.area.dispatchEvent(new Event('input', { bubbles: true }));
    this.area.focus();
  }
}
