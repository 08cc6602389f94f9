import { CdkDrag, CdkDragHandle, CdkDropList, CdkDropListGroup } from '@angular/cdk/drag-drop';
import type { CdkDragDrop } from '@angular/cdk/drag-drop';
import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CaptureItem } from '@scizoo/domain';
import { sourceText } from '@scizoo/domain';
import { unitText } from '../core/numbers';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { QuantityText } from '../ui/quantity-text';
import { RowActs } from '../ui/row-acts';
import type { CaptureFault, Place } from './capture-types';
import { isSamePlace } from './capture-types';
import {
  addGroup,
  addItems,
  changeGroup,
  keyFrom,
  moveGroup,
  moveItem,
  neighbour,
  removeGroup,
  removeItem,
} from './edits';
import { CaptureEditor } from './editor';

/** Groups with their items: dragged, or moved with Alt and the arrows. */
@Component({
  selector: 'sz-item-groups',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDragHandle, CdkDropList, CdkDropListGroup, Icon, QuantityText, RowActs, TranslocoDirective],
  templateUrl: './item-groups.html',
  styleUrl: './item-groups.css',
})
export class ItemGroups {
  /** Items that somebody else has open: key → who. */
  readonly busy = input<ReadonlyMap<string, string>>(new Map());
  protected readonly editor = inject(CaptureEditor);
  protected readonly words = inject(Words);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);
  protected readonly sourceText = sourceText;
  protected readonly unitText = unitText;
  protected readonly groups = computed(() => this.editor.content().groups);
  private readonly faultsByPlace = computed(() => {
    const byPlace = new Map<string, CaptureFault[]>();
    for (const fault of this.editor.faults()) {
      const key = `${fault.group}/${fault.item}`;
      byPlace.set(key, [...(byPlace.get(key) ?? []), fault]);
    }
    return byPlace;
  });

  protected readonly isTold = computed(
    () => this.editor.readings().size > 0 || this.busy().size > 0 || this.editor.faults().length > 0,
  );

  protected deviceOf({ source }: CaptureItem): string {
    return sourceText(source).slice(0, -this.attributeOf({ source }).length || undefined);
  }
  /** The last part of an address; of what has none, nothing. */
  protected attributeOf({ source }: Pick<CaptureItem, 'source'>): string {
    return source.kind === 'tango' && source.attribute ? `/${source.attribute}` : '';
  }

  protected faultsOf(group: number, item?: number): readonly CaptureFault[] {
    return this.faultsByPlace().get(`${group}/${item}`) ?? [];
  }
  protected worst(faults: readonly CaptureFault[]): string {
    return faults.some(({ severity }) => severity === 'error') ? 'error' : faults.length > 0 ? 'warning' : '';
  }
  protected isSelected(group: number, item: number): boolean {
    return isSamePlace(this.editor.selected(), { group, item });
  }
  protected select(group: number, item: number): void {
    this.editor.selected.set({ group, item });
  }

  protected dropped(event: CdkDragDrop<number, number, number>): void {
    const from = { group: event.previousContainer.data, item: event.previousIndex };
    const to = { group: event.container.data, item: event.currentIndex };
    if (!isSamePlace(from, to)) this.moved(from, to);
  }
  protected key(event: KeyboardEvent, group: number, item: number): void {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : 0;
    if (event.key === 'Delete' && this.editor.isDraft()) this.remove(group, item);
    if (step === 0) return;
    event.preventDefault();
    const to = neighbour(this.editor.content(), { group, item }, step);
    if (!event.altKey) this.focusBeside(event.target as HTMLElement, step);
    else if (to && this.editor.isDraft()) this.moved({ group, item }, to);
  }
  private moved(from: Place, to: Place): void {
    const before = this.editor.content();
    const { name = '' } = before.groups[from.group]?.items[from.item] ?? {};
    this.editor.edit(moveItem(before, from, to));
    this.editor.selected.set(to);
    const group = before.groups[to.group]?.name ?? '';
    void this.announcer.announce(this.words.say('scidog.movedTo', { name, group, place: to.item + 1 }));
    setTimeout(() => this.rows()[this.indexOf(to)]?.focus());
  }
  private rows(): HTMLElement[] {
    return [...this.host.nativeElement.querySelectorAll<HTMLElement>('.item .open')];
  }
  private indexOf({ group, item }: Place): number {
    return this.groups()
      .slice(0, group)
      .reduce((sum, { items }) => sum + items.length, item);
  }
  private focusBeside(target: HTMLElement, step: number): void {
    const rows = this.rows();
    rows[rows.indexOf(target) + step]?.focus();
  }

  protected remove(group: number, item: number): void {
    const { name = '' } = this.groups()[group]?.items[item] ?? {};
    this.editor.selected.set(null);
    const told = this.words.say('scidog.removed', { name });
    this.editor.editWithUndo(removeItem(this.editor.content(), { group, item }), told);
  }
  protected addItem(group: number): void {
    const content = this.editor.content();
    const name = this.words.say('scidog.newItem');
    const item = { name, key: keyFrom(name, content), when: 'both' as const, source: { kind: 'tango' as const } };
    this.editor.edit(addItems(content, group, [item]));
    this.editor.selected.set({ group, item: content.groups[group]?.items.length ?? 0 });
  }
  protected addGroup(): void {
    this.editor.edit(addGroup(this.editor.content(), this.words.say('scidog.newGroup')));
  }
  protected rename(group: number, name: string): void {
    this.editor.edit(changeGroup(this.editor.content(), group, { name }));
  }
  protected toggle(group: number, enabled: boolean): void {
    this.editor.edit(changeGroup(this.editor.content(), group, { enabled }));
  }
  protected limit(group: number, which: 'scanKinds' | 'techniques' | 'proposals', text: string): void {
    const list = text.split(',').map((word) => word.trim()).filter(Boolean); // prettier-ignore
    const limits = { ...this.groups()[group]?.limits, [which]: list };
    this.editor.edit(changeGroup(this.editor.content(), group, { limits }));
  }
  protected limitsText(group: number, which: 'scanKinds' | 'techniques' | 'proposals'): string {
    return (this.groups()[group]?.limits?.[which] ?? []).join(', ');
  }
  protected hasLimits(group: number): boolean {
    return Object.values(this.groups()[group]?.limits ?? {}).some((list) => (list?.length ?? 0) > 0);
  }
  protected moveGroup(group: number, to: number): void {
    this.editor.edit(moveGroup(this.editor.content(), group, to));
  }
  protected removeGroup(group: number): void {
    const { name = '' } = this.groups()[group] ?? {};
    this.editor.selected.set(null);
    this.editor.editWithUndo(removeGroup(this.editor.content(), group), this.words.say('scidog.removed', { name }));
  }
}
