import { A11yModule } from '@angular/cdk/a11y';
import { Overlay } from '@angular/cdk/overlay';
import { ComponentPortal } from '@angular/cdk/portal';
import { ChangeDetectionStrategy, Component, Injectable, InjectionToken, Injector, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { CopyButton } from '../copy-button';
import { Icon } from '../icon';
import { SmallTree } from '../small-tree';
import type { Folded } from './folded';

interface Shown {
  readonly folded: Folded;
  readonly title: string;
  readonly close: () => void;
}
const SHOWN = new InjectionToken<Shown>('what is unfolded');

/** The whole of a value, over its cell. */
@Component({
  selector: 'sz-unfolded',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [A11yModule, CopyButton, Icon, SmallTree, TranslocoDirective],
  template: `<section
    role="dialog"
    aria-modal="true"
    cdkTrapFocus
    cdkTrapFocusAutoCapture
    *transloco="let t"
    [attr.aria-label]="shown.title"
    (keydown.escape)="shown.close()"
  >
    <header>
      <h2>{{ shown.title }}</h2>
      <sz-copy [text]="copied" [label]="t('cell.copy')" />
      <button type="button" class="icon-btn small" [attr.aria-label]="t('act.close')" (click)="shown.close()">
        <sz-icon name="cross" [size]="14" />
      </button>
    </header>
    <div class="whole" tabindex="0" role="region" [attr.aria-label]="shown.title">
      @if (shown.folded.kind === 'tree') {
        <sz-small-tree [value]="shown.folded.value" />
      } @else {
        <p>{{ shown.folded.value }}</p>
      }
    </div>
  </section>`,
  styles: `
    section {
      display: flex;
      flex-direction: column;
      width: min(420px, 100vw - 24px);
      max-height: min(380px, 70dvh);
      border: 1px solid var(--line-strong);
      border-radius: var(--radius);
      background: var(--raised);
      box-shadow: 0 8px 28px var(--shadow);
    }
    header {
      display: flex;
      align-items: center;
      gap: 4px;
      padding: 4px 6px 4px 12px;
      border-bottom: 1px solid var(--line);
    }
    h2 {
      flex: 1;
      margin: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
      font-size: 12px;
      font-weight: 500;
      color: var(--dim);
    }
    .whole {
      padding: 8px 12px;
      overflow: auto;
    }
    p {
      margin: 0;
      white-space: pre-wrap;
      overflow-wrap: anywhere;
    }
  `,
})
export class UnfoldedValue {
  protected readonly shown = inject(SHOWN);
  protected readonly copied =
    this.shown.folded.kind === 'tree'
      ? JSON.stringify(this.shown.folded.value, null, 2)
      : String(this.shown.folded.value);
}

/** Opens values that a row has no room for. */
@Injectable({ providedIn: 'root' })
export class Unfolding {
  private readonly overlay = inject(Overlay);
  private readonly injector = inject(Injector);

  /** Over the cell of a grid, which gets the focus back. @returns whether the cell is there */
  openAt(
    grid: HTMLElement,
    { pid, column }: { readonly pid: string; readonly column: string },
    what: { readonly title: string; readonly folded: Folded },
  ): boolean {
    const row = [...grid.querySelectorAll<HTMLElement>('[data-pid]')].find((one) => one.dataset['pid'] === pid);
    const cells = [...(row?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    const cell = cells.find((one) => one.dataset['column'] === column);
    if (cell) this.open(cell, what, () => grid.focus({ preventScroll: true }));
    return cell !== undefined;
  }
  private open(cell: HTMLElement, what: { readonly title: string; readonly folded: Folded }, closed: () => void): void {
    const below = { originX: 'start', originY: 'bottom', overlayX: 'start', overlayY: 'top' } as const;
    const above = { originX: 'start', originY: 'top', overlayX: 'start', overlayY: 'bottom' } as const;
    const positionStrategy = this.overlay
      .position()
      .flexibleConnectedTo(cell)
      .withPositions([below, above])
      .withFlexibleDimensions(false)
      .withViewportMargin(12)
      .withPush(true);
    const layer = this.overlay.create({
      positionStrategy,
      hasBackdrop: true,
      backdropClass: 'cdk-overlay-transparent-backdrop',
      scrollStrategy: this.overlay.scrollStrategies.close(),
    });
    const close = (): void => layer.dispose();
    layer.backdropClick().subscribe(close);
    layer.detachments().subscribe(closed);
    const shown: Shown = { ...what, close };
    const injector = Injector.create({ parent: this.injector, providers: [{ provide: SHOWN, useValue: shown }] });
    layer.attach(new ComponentPortal(UnfoldedValue, null, injector));
  }
}
