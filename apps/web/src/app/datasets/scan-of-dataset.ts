import { Injectable, computed, effect, inject, signal } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { areTimesOdd, SCAN_STATES } from '@scizoo/domain';
import { Api, part } from '../core/api';
import type { ScanImage, ScanLogRow, ScanPoints } from '../core/api-types';
import { loaded } from '../core/settled';
import { Annotations } from '../scan-log/annotations';
import { curvesOf } from '../scan-log/drawer/points';
import { Uploads } from '../scan-log/uploads';
import { quantityOf } from '../ui/metadata';
import { OpenDataset } from './open-dataset';

/** The scan log's view of the open dataset: comment, stars, pictures, points. */
@Injectable()
export class ScanOfDataset {
  private readonly api = inject(Api);
  private readonly annotations = inject(Annotations);
  private readonly open = inject(OpenDataset);
  private readonly changedRow = signal<ScanLogRow | null>(null);
  private readonly changedImages = signal<readonly ScanImage[] | null>(null);

  private readonly row = loaded(
    () => (this.open.found.value() ? this.open.pid() : null),
    (pid, signal) => this.api.get<ScanLogRow>(`/api/v4/datasets/${part(pid)}/row`, {}, signal),
  );
  private readonly points = loaded(
    () => (this.open.found.value() ? this.open.pid() : null),
    (pid, signal) => this.api.get<ScanPoints>(`/api/v4/datasets/${part(pid)}/points`, {}, signal),
  );

  readonly current = computed(() => {
    const row = this.changedRow() ?? this.row.value();
    return row && row.pid === this.open.pid() ? row : null;
  });
  readonly mayAnnotate = computed(() => this.current()?.mayAnnotate ?? false);
  readonly comment = computed(() => {
    const row = this.current();
    return String((row ? this.annotations.shown(row, 'comment') : this.open.dataset()?.comment) ?? '');
  });
  /** Whose scans `@12` means in the comment. */
  readonly scope = computed(() => ({
    proposal: this.open.dataset()?.proposalIds?.[0] ?? null,
    instrument: this.current()?.instrument ?? null,
  }));
  readonly rating = computed(() => {
    const row = this.current();
    const stars = row ? this.annotations.shown(row, 'dataQualityMetrics') : this.open.dataset()?.dataQualityMetrics;
    return Number(stars) || null;
  });
  readonly images = computed(() => this.changedImages() ?? this.current()?.images ?? []);
  readonly state = computed(() => SCAN_STATES.find((one) => one === this.plain('scan_state')) ?? null);
  /** Staff see in the row whatever is marked; of its times everybody who sees the dataset should know. */
  readonly flags = computed(() => {
    const row = this.current();
    const dataset = this.open.dataset();
    return row?.flags ?? (dataset && this.command() !== '' && areTimesOdd(dataset) ? ['clock'] : []);
  });
  readonly command = computed(() => String(this.plain('scan_command') ?? ''));
  readonly curves = computed(() => {
    const found = this.points.value();
    const list = (key: string): string[] => {
      const value = this.plain(key);
      return Array.isArray(value) ? value.map(String) : [];
    };
    const row = {
      motors: list('motors'),
      detectors: list('detectors'),
      scanType: String(this.plain('scan_type') ?? ''),
    };
    return found ? curvesOf(row, found) : null;
  });

  constructor() {
    effect(() => {
      this.open.pid();
      this.changedRow.set(null);
      this.changedImages.set(null);
    });
    this.annotations.saved
      .pipe(takeUntilDestroyed())
      .subscribe((row) => row.pid === this.open.pid() && this.changedRow.set(row));
    const uploads = inject(Uploads);
    uploads.done.pipe(takeUntilDestroyed()).subscribe(({ pid, image }) => {
      if (pid !== this.open.pid()) return;
      const others = this.images().filter(({ aid }) => aid !== image.aid);
      this.changedImages.set([...others, image]);
    });
    uploads.removed
      .pipe(takeUntilDestroyed())
      .subscribe(
        ({ pid, aid }) =>
          pid === this.open.pid() && this.changedImages.set(this.images().filter((one) => one.aid !== aid)),
      );
  }
  private plain(key: string): unknown {
    return quantityOf(this.open.dataset()?.scientificMetadata?.[key]).value;
  }

  rate(stars: number | null): void {
    const row = this.current();
    if (row) this.annotations.set(row, 'dataQualityMetrics', stars);
  }
  draft(): string {
    return this.annotations.draftOf(this.open.pid(), 'comment') ?? this.comment();
  }
  keepDraft(text: string): void {
    const row = this.current();
    if (row) this.annotations.keepDraft(row, 'comment', text);
  }
  saveComment(text: string): void {
    const row = this.current();
    if (row) this.annotations.set(row, 'comment', text.trim());
  }
  dropDraft(): void {
    this.annotations.dropDraft(this.open.pid(), 'comment');
  }
}
