import { CdkTrapFocus } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SCAN_METADATA_KEYS } from '@scizoo/domain';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset, ScanLogRow, ScanPoints } from '../../core/api-types';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { CopyButton } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { MarkdownText } from '../../ui/markdown-text';
import type { MetadataNode } from '../../ui/metadata';
import { humanKey, nodesOf } from '../../ui/metadata';
import { POINT_NUMBER, Plot } from '../../ui/plot';
import { QuantityText } from '../../ui/quantity-text';
import { ScanFlags } from '../../ui/scan-flags';
import { Stars } from '../../ui/stars';
import { StateBadge } from '../../ui/state-badge';
import { When } from '../../ui/when';
import { Annotations } from '../annotations';
import { curvesOf } from './points';

/** The scan in focus: plot, pictures and what was captured with it. */
@Component({
  selector: 'sz-scan-drawer',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CdkTrapFocus,
    CopyButton,
    Icon,
    MarkdownText,
    Plot,
    QuantityText,
    RouterLink,
    ScanFlags,
    Stars,
    StateBadge,
    TranslocoDirective,
    When,
  ],
  templateUrl: './drawer.html',
  styleUrl: './drawer.css',
})
export class ScanDrawer {
  readonly row = input.required<ScanLogRow>();
  readonly narrow = input(false);
  readonly closed = output();
  readonly comment = output();
  readonly upload = output();
  readonly note = output();
  readonly toLogbook = output();
  readonly view = output<number>();
  private readonly api = inject(Api);
  private readonly annotations = inject(Annotations);
  protected readonly words = inject(Words);

  protected readonly scan = computed(() => this.row().runNumber ?? this.row().datasetName);
  protected readonly commentText = computed(() => String(this.annotations.shown(this.row(), 'comment') ?? ''));
  protected readonly scope = computed(() => {
    const { proposalIds, instrument } = this.row();
    return { proposal: proposalIds[0] ?? null, instrument };
  });
  protected readonly rating = computed(() => Number(this.annotations.shown(this.row(), 'dataQualityMetrics')) || null);

  private readonly asked = computed(() => ({ pid: this.row().pid, state: this.row().state, end: this.row().endTime }), {
    equal: (a, b) => a.pid === b.pid && a.state === b.state && a.end === b.end,
  });
  protected readonly dataset = loaded(
    () => this.asked(),
    ({ pid }, signal) => this.api.get<Dataset>(`/api/v4/datasets/${part(pid)}`, {}, signal),
    { same: (a, b) => a.pid === b.pid, spacing: 1000 },
  );
  private readonly measured = computed(
    () => ({ pid: this.row().pid, done: this.row().pointsDone, state: this.row().state }),
    {
      equal: (a, b) => a.pid === b.pid && a.done === b.done && a.state === b.state,
    },
  );
  protected readonly points = loaded(
    () => this.measured(),
    ({ pid }, signal) => this.api.get<ScanPoints>(`/api/v4/datasets/${part(pid)}/points`, {}, signal),
    { same: (a, b) => a.pid === b.pid, spacing: 700 },
  );
  protected readonly curves = computed(() => {
    const found = this.points.value();
    return found ? curvesOf(this.row(), found) : null;
  });
  protected readonly plotLabel = computed(() => {
    const drawn = this.curves();
    if (!drawn) return '';
    const ys = drawn.ys.map(({ name }) => name).join(', ');
    return this.words.many('drawer.plot', drawn.x.values.length, {
      ys,
      x: drawn.x.name === POINT_NUMBER ? this.words.say('plot.point') : drawn.x.name,
    });
  });
  protected readonly captured = computed(() => {
    const { shown } = nodesOf(this.dataset.value()?.scientificMetadata ?? {});
    const agreed = new Set<string>(SCAN_METADATA_KEYS);
    return shown.filter(({ path, reading }) => reading !== undefined && !agreed.has(path));
  });

  protected readonly bookOf = computed(() => {
    const [proposal] = this.row().proposalIds;
    return proposal ? `proposal:${proposal}` : `beamline:${this.row().instrument}`;
  });

  protected human(node: MetadataNode): string {
    return humanKey(node.path.replaceAll('.', ' · '));
  }
  protected rate(stars: number | null): void {
    this.annotations.set(this.row(), 'dataQualityMetrics', stars);
  }
}
