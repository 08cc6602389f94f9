import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { listText } from '@scizoo/domain';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { CopyButton } from '../ui/copy-button';
import { QuantityText } from '../ui/quantity-text';
import type { Reading } from './capture-types';
import { CaptureEditor } from './editor';

interface LastScan {
  readonly label: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** "Read now": all values as they would be recorded, with the time each takes, and what the last scan had. */
@Component({
  selector: 'sz-try-it',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, QuantityText, TranslocoDirective],
  templateUrl: './try-it.html',
  styleUrl: './try-it.css',
})
export class TryIt {
  protected readonly editor = inject(CaptureEditor);
  protected readonly words = inject(Words);
  private readonly api = inject(Api);
  protected readonly reading = signal(false);
  protected readonly fault = signal('');
  protected readonly last = signal<LastScan | null>(null);
  protected readonly groups = computed(() =>
    this.editor
      .content()
      .groups.map(({ name, enabled, items }) => ({
        name,
        enabled,
        rows: items.flatMap(({ key, name: label, unit }) => {
          const reading = this.editor.readings().get(key);
          return reading ? [{ key, label, reading: { ...reading, unit: reading.unit ?? unit } }] : [];
        }),
      }))
      .filter(({ rows }) => rows.length > 0),
  );
  protected readonly good = computed(() => [...this.editor.readings().values()].filter(({ error }) => !error).length);
  protected readonly json = computed(() =>
    JSON.stringify(
      Object.fromEntries([...this.editor.readings()].flatMap(([key, reading]) => recorded(key, reading))),
      null,
      2,
    ),
  );
  protected readonly differences = computed(() => {
    const last = this.last();
    if (!last) return [];
    return [...this.editor.readings()].flatMap(([key, reading]) => {
      const before = last.values[key];
      const label = this.editor.items().find((item) => item.key === key)?.name ?? key;
      const isSame = JSON.stringify(valueIn(before)) === JSON.stringify(reading.value);
      return isSame ? [] : [{ key, label, before, now: reading }];
    });
  });

  protected async read(): Promise<void> {
    this.reading.set(true);
    this.fault.set('');
    try {
      await this.editor.readNow();
    } catch (fault) {
      this.fault.set(this.words.inDetail(asProblem(fault)));
    } finally {
      this.reading.set(false);
    }
  }
  protected async compare(): Promise<void> {
    this.fault.set('');
    try {
      const query = { instrument: this.editor.beamline(), limit: 1 };
      const { rows } = await this.api.get<{ rows: { pid: string; runNumber: string | null }[] }>(
        '/api/v4/scan-log',
        query,
      );
      const [row] = rows;
      if (!row) return this.fault.set(this.words.say('scidog.noScan'));
      const path = `/api/v4/datasets/${part(row.pid)}`;
      const dataset = await this.api.get<{ scientificMetadata?: Record<string, unknown> }>(path);
      this.last.set({ label: row.runNumber ?? row.pid, values: dataset.scientificMetadata ?? {} });
      if (this.editor.readings().size === 0) await this.read();
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }
}

/** Under which keys a reading stands in the record: of a large list only its figures. */
function recorded(key: string, { value, unit, quality, readAt, error }: Reading): [string, object][] {
  if (error) return [[key, { error, quality }]];
  if (!isSummary(value)) return [[key, { value, unit, quality, readAt }]];
  const { shape, missing, min, max, mean } = value;
  const figures = Object.entries({ min, max, mean }).filter(([, figure]) => figure !== undefined);
  return [
    [key, { value: listText(shape, missing), quality, readAt }],
    ...figures.map(([name, figure]): [string, object] => [`${key}_${name}`, { value: figure, unit, quality, readAt }]),
  ];
}
interface Summary {
  readonly shape: readonly number[];
  readonly missing?: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
}
const isSummary = (value: unknown): value is Summary =>
  typeof value === 'object' && value !== null && 'shape' in value && Array.isArray(value.shape);
const valueIn = (entry: unknown): unknown =>
  typeof entry === 'object' && entry !== null && 'value' in entry ? entry.value : entry;
