import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { CaptureItem, CaptureSource, CaptureSourceKind, PlausibleValues } from '@scizoo/domain';
import { CAPTURE_SOURCES, formFields, ITEM_TYPES, READ_WHEN } from '@scizoo/domain';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { changeItem, itemAt, keyFrom } from './edits';
import { CaptureEditor } from './editor';

type NumberField = 'timeoutMs' | 'intervalMs';

/** Everything about one item; what is typed is checked at once and saved a moment later. */
@Component({
  selector: 'sz-item-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  templateUrl: './item-panel.html',
  styleUrl: './item-panel.css',
})
export class ItemPanel {
  readonly closed = output();
  protected readonly editor = inject(CaptureEditor);
  protected readonly words = inject(Words);
  protected readonly kinds = CAPTURE_SOURCES;
  protected readonly moments = READ_WHEN;
  protected readonly types = ITEM_TYPES;
  protected readonly item = computed(() => itemAt(this.editor.content(), this.editor.selected()));
  protected readonly faults = computed(() => {
    const place = this.editor.selected();
    return this.editor.faults().filter(({ group, item }) => group === place?.group && item === place?.item);
  });
  protected readonly forms = computed(() => this.editor.content().forms ?? []);
  protected readonly fields = computed(() => {
    const form = this.forms().find(({ name }) => name === this.item()?.source.form);
    return form ? formFields(form) : [];
  });

  protected set(changed: Partial<CaptureItem>): void {
    const place = this.editor.selected();
    if (place) this.editor.edit(changeItem(this.editor.content(), place, changed));
  }
  /** The key follows the name until somebody has chosen one. */
  protected setName(name: string): void {
    const item = this.item();
    const content = this.editor.content();
    const place = this.editor.selected();
    if (!item || !place) return;
    const others = changeItem(content, place, { key: '' });
    const follows = item.key === '' || item.key === keyFrom(item.name, others);
    this.set({ name, ...(follows && { key: keyFrom(name, others) }) });
  }
  protected setText(field: 'unit' | 'description' | 'nexus' | 'panet', text: string): void {
    this.set({ [field]: text.trim() === '' ? undefined : text });
  }
  protected setNumber(field: NumberField, text: string): void {
    this.set({ [field]: text === '' ? undefined : Math.round(Number(text)) });
  }
  protected setPlausible(field: keyof PlausibleValues, text: string): void {
    const number = text === '' || Number.isNaN(Number(text)) ? undefined : Number(text);
    this.set({ plausible: { ...this.item()?.plausible, [field]: number } });
  }
  protected setKind(kind: CaptureSourceKind): void {
    this.set({ source: { kind } });
  }
  protected setSource(changed: Partial<CaptureSource>): void {
    const source = this.item()?.source;
    if (!source) return;
    this.set({ source: { ...source, ...changed } });
    const { device, attribute } = { ...source, ...changed };
    if (source.kind === 'tango' && attribute && device?.split('/').length === 3) void this.editor.lookUp(device);
  }
  /** Numbers and yes/no as what they are; everything else is text. */
  protected constantOf(text: string): unknown {
    const trimmed = text.trim();
    if (trimmed === 'true' || trimmed === 'false') return trimmed === 'true';
    return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
  }
  protected shownConstant(value: unknown): string {
    return value === undefined || value === null ? '' : String(value);
  }
}
