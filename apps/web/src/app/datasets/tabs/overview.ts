import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { RouterLink } from '@angular/router';
import { SCAN_METADATA_KEYS } from '@scizoo/domain';
import { TranslocoDirective } from '@jsverse/transloco';
import { Words } from '../../core/words';
import { CopyButton } from '../../ui/copy-button';
import { Icon } from '../../ui/icon';
import { MarkdownText } from '../../ui/markdown-text';
import { humanKey, leavesOf, nodesOf } from '../../ui/metadata';
import { Plot } from '../../ui/plot';
import { QuantityText } from '../../ui/quantity-text';
import { ScanMentions } from '../../ui/scan-mentions';
import { DatasetImages } from '../images';
import { OpenDataset } from '../open-dataset';
import { ScanOfDataset } from '../scan-of-dataset';

const MOST_CAPTURED = 10;

/** What the dataset is, at a glance: points, comment, the most useful values, people, pictures. */
@Component({
  selector: 'sz-dataset-overview',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CopyButton,
    DatasetImages,
    Icon,
    MarkdownText,
    Plot,
    QuantityText,
    RouterLink,
    ScanMentions,
    TranslocoDirective,
  ],
  templateUrl: './overview.html',
  styleUrl: './overview.css',
})
export class DatasetOverview {
  protected readonly open = inject(OpenDataset);
  protected readonly scan = inject(ScanOfDataset);
  protected readonly words = inject(Words);
  protected readonly dataset = this.open.dataset;
  protected readonly editing = signal(false);
  protected readonly human = humanKey;
  private readonly nodes = computed(() => nodesOf(this.dataset()?.scientificMetadata ?? {}).shown);
  protected readonly allCaptured = computed(() => leavesOf(this.nodes()).length);
  protected readonly captured = computed(() => {
    const agreed = new Set<string>(SCAN_METADATA_KEYS);
    return this.nodes()
      .filter(({ path, reading }) => reading !== undefined && !agreed.has(path))
      .slice(0, MOST_CAPTURED);
  });
  protected readonly techniques = computed(() =>
    (this.dataset()?.techniques ?? []).map(({ name, pid }) => name || pid),
  );

  constructor() {
    effect(() => {
      this.open.pid();
      this.editing.set(false);
    });
  }
  protected save(text: string): void {
    this.editing.set(false);
    this.scan.saveComment(text);
  }
  protected undo(): void {
    this.scan.dropDraft();
    this.editing.set(false);
  }
}
