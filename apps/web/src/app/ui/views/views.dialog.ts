import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal } from '@angular/core';
import { MAT_DIALOG_DATA, MatDialog, MatDialogClose, MatDialogTitle } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Notices } from '../../core/notices';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import { confirmed } from '../confirm.dialog';
import { Icon } from '../icon';
import type { OpenView } from './open-view';
import type { View, ViewPlace } from './view';

const OWN = 'own';
/** Keeps the present table under a name, for oneself or for others; which view opens first; and away with one. */
@Component({
  selector: 'sz-views-dialog',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatDialogClose, MatDialogTitle, TranslocoDirective],
  templateUrl: './views.dialog.html',
  styleUrl: './views.dialog.css',
})
export class ViewsDialog {
  protected readonly open = inject<OpenView>(MAT_DIALOG_DATA);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly words = inject(Words);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  protected readonly store = this.open.store()!;
  protected readonly fault = signal('');
  protected readonly busy = signal(false);
  /** Key of the view that is given another name. */
  protected readonly naming = signal<string | null>(null);
  /** `own`, `group:<name>` or `instrument:<name>`. */
  protected readonly place = signal(OWN);
  protected readonly replaced = computed(() => {
    const { kind, instrument } = placeOf(this.place());
    return kind === 'instrument' ? this.store.proposedFor(instrument ?? null) : null;
  });

  protected placeName(view: View): string {
    if (view.kind === 'own') return this.words.say('views.onlyMe');
    const values = { owner: view.owner ?? '', group: view.group, name: this.open.nameOfInstrument(view.instrument) };
    return this.words.say(view.kind === 'group' ? 'views.sharedBy' : 'views.proposedBy', values);
  }
  protected async save(event: Event, field: HTMLInputElement): Promise<void> {
    event.preventDefault();
    const name = field.value.trim();
    if (name === '' || this.busy()) return;
    const place = placeOf(this.place());
    const before = this.before(name, place);
    if (before && !(await this.mayReplace(before))) return;
    await this.during(async () => {
      const made = await this.store.create(this.open.content(place.kind, name), place);
      this.open.show(made, true);
      this.notices.say(this.words.say('views.saved', { name }));
    });
  }
  /** The view that would be lost by saving. */
  private before(name: string, { kind }: ViewPlace): View | null {
    if (kind === 'instrument') return this.replaced();
    return kind === 'own' ? (this.store.own().find((view) => view.name === name) ?? null) : null;
  }
  private mayReplace(view: View): Promise<boolean> {
    const { name } = view;
    return confirmed(this.dialogs, {
      title: this.words.say('views.replaceTitle', { name }),
      text: this.words.say(view.kind === 'own' ? 'views.replaceOwn' : 'views.replaceProposed', { owner: view.owner }),
      act: this.words.say('views.replace'),
    });
  }
  protected startNaming(view: View): void {
    this.naming.set(view.key);
    setTimeout(() => this.host.nativeElement.querySelector<HTMLInputElement>('li form input')?.select());
  }
  protected rename(event: Event, view: View, typed: string): Promise<void> | void {
    event.preventDefault();
    const name = typed.trim();
    if (name === '' || name === view.name) return this.naming.set(null);
    if (view.kind === 'own' && this.store.own().some((one) => one.name === name))
      return this.fault.set(this.words.say('views.nameTaken', { name }));
    return this.during(async () => {
      await this.open.rename(view, name);
      this.naming.set(null);
      this.notices.say(this.words.say('views.renamed', { name }));
    });
  }
  protected standard(view: View): Promise<void> {
    return this.during(() => this.store.makeStandard(this.isStandard(view) ? null : view));
  }
  protected isStandard(view: View): boolean {
    return this.store.standard()?.key === view.key;
  }
  /** What only its owner sees comes back by an undo; others are asked about first. */
  protected async remove(view: View): Promise<void> {
    const { name } = view;
    const isOwn = view.kind === 'own';
    const text = this.words.say(view.kind === 'group' ? 'views.removeShared' : 'views.removeProposed', {
      group: view.group,
      instrument: this.open.nameOfInstrument(view.instrument),
    });
    const title = this.words.say('views.remove', { name });
    if (!isOwn && !(await confirmed(this.dialogs, { title, text, act: this.words.say('views.removeAct') }))) return;
    const wasStandard = this.isStandard(view);
    await this.during(async () => {
      await this.store.remove(view);
      const gone = this.words.say('views.removed', { name });
      if (!isOwn) return this.notices.say(gone);
      this.notices.offer(gone, () => void this.during(() => this.restore(view, wasStandard)));
    });
  }
  private async restore(view: View, isStandard: boolean): Promise<void> {
    const back = await this.store.create(view, { kind: 'own' });
    if (isStandard) await this.store.makeStandard(back);
  }
  private async during(work: () => Promise<void>): Promise<void> {
    this.fault.set('');
    this.busy.set(true);
    try {
      await work();
    } catch (fault) {
      const problem = asProblem(fault);
      this.fault.set(problem.kind === 'conflict' && problem.message ? problem.message : this.words.ofProblem(problem));
    } finally {
      this.busy.set(false);
    }
  }
}

function placeOf(value: string): ViewPlace {
  const [, kind, name = ''] = /^(group|instrument):(.*)$/.exec(value) ?? [];
  if (kind === 'group') return { kind, group: name };
  return kind === 'instrument' ? { kind, instrument: name } : { kind: OWN };
}
