import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { asProblem } from '../../core/problem';
import { Words } from '../../core/words';
import { alikeUnits } from '../list/rail/units';
import { Icon } from '../../ui/icon';
import { humanKey } from '../../ui/metadata';
import { OpenDataset } from '../open-dataset';
import type { Change } from './changes';
import { inOneLine, same } from './changes';
import type { Draft, Entry, Fault } from './entries';
import { comparable, draftOf, entriesOf, readDraft, wantsJson } from './entries';

const ROOT = 'scientificMetadata';
interface Row extends Entry {
  readonly id: string;
  readonly draft: Draft;
  readonly removed: boolean;
  /** Recorded by the beamline and kept as it is. */
  readonly frozen: boolean;
  readonly fault: Fault | null;
  readonly change: Change | null;
}
interface NewRow {
  readonly id: number;
  readonly key: string;
  readonly draft: Draft;
}

/** Values and units of the metadata, typed; only what was touched is written. */
@Component({
  selector: 'sz-metadata-editor',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  templateUrl: './metadata-editor.html',
  styleUrl: './metadata-editor.css',
})
export class MetadataEditor {
  readonly metadata = input.required<Readonly<Record<string, unknown>>>();
  readonly closed = output();
  private readonly open = inject(OpenDataset);
  protected readonly words = inject(Words);
  protected readonly saving = this.open.saving;
  protected readonly search = signal('');
  protected readonly fault = signal('');
  /** What somebody has typed, by the path as JSON; the stored value stays what it was when the editor opened. */
  private readonly begun = signal<ReadonlyMap<string, { stored: unknown; draft: Draft }>>(new Map());
  private readonly removed = signal<ReadonlyMap<string, unknown>>(new Map());
  protected readonly added = signal<readonly NewRow[]>([]);
  private made = 0;

  private readonly rows = computed<readonly Row[]>(() =>
    entriesOf(this.metadata()).map(({ path, stored }) => {
      const id = JSON.stringify(path);
      const begun = this.begun().get(id);
      const draft = begun?.draft ?? draftOf(stored);
      const removed = this.removed().has(id);
      const frozen = this.open.isFrozen(`${ROOT}.${path[0]}`) || this.open.isFrozen([ROOT, ...path].join('.'));
      const read = begun && !removed ? readDraft(begun.stored, draft) : null;
      const change = this.changeOf(path, id, read && 'value' in read ? read.value : undefined);
      return { id, path, stored, draft, removed, frozen, fault: read && 'fault' in read ? read.fault : null, change };
    }),
  );
  private changeOf(path: readonly string[], id: string, to: unknown): Change | null {
    const whole = [ROOT, ...path];
    if (this.removed().has(id)) return { path: whole, from: this.removed().get(id), to: undefined };
    const begun = this.begun().get(id);
    if (!begun || to === undefined || same(comparable(begun.stored), to)) return null;
    return { path: whole, from: begun.stored, to };
  }
  protected readonly shownRows = computed(() => {
    const words = this.search().toLowerCase().split(/\s+/).filter(Boolean);
    return this.rows().filter(({ path, draft, change }) =>
      words.every((word) => change || `${path.join('.')} ${draft.text} ${draft.unit}`.toLowerCase().includes(word)),
    );
  });
  private readonly fresh = computed(() =>
    this.added()
      .filter(({ key }) => key.trim() !== '')
      .map(({ key, draft }) => ({ key: key.trim(), read: readDraft(undefined, draft) })),
  );
  protected readonly changes = computed<Change[]>(() => [
    ...this.rows().flatMap(({ change }) => change ?? []),
    ...this.fresh().flatMap(({ key, read }) =>
      'value' in read ? [{ path: [ROOT, key], from: undefined, to: read.value }] : [],
    ),
  ]);
  protected readonly wrong = computed(
    () =>
      this.rows().some(({ fault }) => fault !== null) ||
      this.fresh().some(({ key, read }) => 'fault' in read || key in this.metadata()),
  );

  protected nameOf(path: readonly string[]): string {
    return path.map(humanKey).join(' › ');
  }
  protected isJson(stored: unknown): boolean {
    return wantsJson(stored);
  }
  protected unitsOf(unit: string): string[] {
    return alikeUnits(unit);
  }
  protected readonly textOf = inOneLine;
  protected faultOfNew(row: NewRow): string {
    if (row.key.trim() !== '' && row.key.trim() in this.metadata()) return this.words.say('edit.keyTaken');
    const read = row.key.trim() ? readDraft(undefined, row.draft) : { value: null };
    return 'fault' in read ? this.words.say(`edit.wrong.${read.fault}`) : '';
  }

  protected type(row: Row, part: Partial<Draft>): void {
    const begun = this.begun().get(row.id) ?? { stored: row.stored, draft: row.draft };
    this.begun.update((all) => new Map(all).set(row.id, { ...begun, draft: { ...begun.draft, ...part } }));
  }
  protected toggleRemoved(row: Row): void {
    const next = new Map(this.removed());
    if (!next.delete(row.id)) next.set(row.id, row.stored);
    this.removed.set(next);
  }
  protected add(): void {
    this.added.update((rows) => [...rows, { id: (this.made += 1), key: '', draft: { text: '', unit: '' } }]);
  }
  protected typeNew(row: NewRow, part: { key?: string; text?: string; unit?: string }): void {
    const { key = row.key, ...draft } = part;
    this.added.update((rows) =>
      rows.map((one) => (one.id === row.id ? { ...one, key, draft: { ...one.draft, ...draft } } : one)),
    );
  }
  protected drop(row: NewRow): void {
    this.added.update((rows) => rows.filter((one) => one.id !== row.id));
  }

  protected async save(): Promise<void> {
    const changes = this.changes();
    this.fault.set('');
    try {
      const written = await this.open.save(changes, this.words.many('edit.savedEntries', changes.length));
      if (written) this.closed.emit();
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
}
