import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import { Icon } from '../icon';
import { OpenView } from './open-view';
import type { View } from './view';

/** The open view by its name, whether it was changed, and the way to the others. */
@Component({
  selector: 'sz-view-menu',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatMenu, MatMenuItem, MatMenuTrigger, RouterLink, TranslocoDirective],
  templateUrl: './view-menu.html',
  styles: `
    .btn {
      max-width: 230px;
      height: var(--view-button, 30px);
    }
    .word {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .dot {
      flex: none;
      width: 7px;
      height: 7px;
      border-radius: 50%;
      background: var(--warn);
    }
    .of {
      color: var(--faint);
      font-size: 12px;
    }
    @media (max-width: 900px) {
      .word {
        display: none;
      }
    }
  `,
})
export class ViewMenu {
  protected readonly open = inject(OpenView);
  protected readonly words = inject(Words);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  protected readonly sections = computed(() => {
    const store = this.open.store();
    if (!store) return [];
    return [
      { title: 'views.own', views: store.own() },
      { title: 'views.ofGroups', views: store.ofGroups() },
      { title: 'views.proposed', views: store.proposed() },
    ].filter(({ views }) => views.length > 0);
  });

  /** Whose a view is that is not one's own. */
  protected from(view: View): string {
    if (view.kind === 'own') return '';
    const place = view.kind === 'group' ? view.group : this.open.nameOfInstrument(view.instrument);
    return `${view.owner ?? ''} · ${place ?? ''}`;
  }
  protected opened(): void {
    void this.open.store()?.refresh();
  }
  protected async save(view: View): Promise<void> {
    try {
      await this.open.store()?.update(view, this.open.content(view.kind, view.name));
      this.notices.say(this.words.say('views.saved', { name: view.name }));
    } catch (fault) {
      this.notices.say(this.told(fault));
    }
  }
  protected discard(view: View): void {
    this.open.show(view);
  }
  protected async manage(): Promise<void> {
    const { ViewsDialog } = await import('./views.dialog');
    this.dialogs.open(ViewsDialog, { data: this.open, width: '520px' });
  }
  private told(fault: unknown): string {
    const problem = asProblem(fault);
    return problem.kind === 'conflict' ? this.words.say('views.quicker') : this.words.ofProblem(problem);
  }
}
