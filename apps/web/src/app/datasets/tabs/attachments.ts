import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Schema } from '@scizoo/catalogue-client';
import { Api } from '../../core/api';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';
import { ProblemPanel } from '../../ui/problem-panel';
import { DatasetImages } from '../images';
import { OpenDataset } from '../open-dataset';
import { ScanOfDataset } from '../scan-of-dataset';

type Attachment = Schema<'AttachmentRecord'>;
const MOST = 100;

/** Pictures taken during the scan, and whatever else programs have attached. */
@Component({
  selector: 'sz-dataset-attachments',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [DatasetImages, Icon, ProblemPanel, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    @if (open.dataset(); as found) {
      @if (scan.images().length || scan.mayAnnotate() || others().length === 0) {
        <sz-dataset-images
          [pid]="found.pid"
          [name]="found.datasetName"
          [images]="scan.images()"
          [editable]="scan.mayAnnotate()"
        />
      }
      @if (others().length) {
        <h3>{{ t('attachments.others') }}</h3>
        <ul>
          @for (one of others(); track one.aid) {
            <li>
              @if (pictureOf(one); as src) {
                <a target="_blank" rel="noopener" [href]="src" [attr.download]="one.caption || one.aid">
                  <img loading="lazy" [src]="src" [alt]="one.caption" />
                </a>
              } @else {
                <span class="kind"><sz-icon name="image" [size]="24" /></span>
              }
              <span class="dim">{{ one.caption || one.aid }}</span>
            </li>
          }
        </ul>
      } @else if (attachments.problem(); as fault) {
        <sz-problem [problem]="fault" [heading]="t('attachments.failed')" (again)="attachments.again()" />
      }
    }
  </ng-container>`,
  styles: `
    h3 {
      margin: 22px 0 10px;
      color: var(--faint);
      font-size: 12px;
      font-weight: 500;
    }
    ul {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(160px, 1fr));
      gap: 16px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    li {
      display: grid;
      align-content: start;
      gap: 4px;
      overflow-wrap: anywhere;
    }
    img,
    .kind {
      display: grid;
      place-items: center;
      width: 100%;
      aspect-ratio: 3 / 2;
      object-fit: cover;
      border-radius: 7px;
      background: var(--chip);
      color: var(--faint);
    }
  `,
})
export class DatasetAttachments {
  protected readonly open = inject(OpenDataset);
  protected readonly scan = inject(ScanOfDataset);
  protected readonly words = inject(Words);
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly attachments = loaded(
    () => this.open.dataset()?.pid ?? null,
    (pid, signal) => {
      const route = this.session.lastUser() ? 'attachments' : 'attachments/public';
      const filter = JSON.stringify({ where: { 'relationships.targetId': pid }, limits: { limit: MOST } });
      return this.api.get<Attachment[]>(`/api/v4/${route}`, { filter }, signal);
    },
  );
  protected readonly others = computed(() => {
    const shown = new Set(this.scan.images().map(({ aid }) => aid));
    return (this.attachments.value() ?? []).filter(({ aid }) => !shown.has(aid));
  });
  /** Only pictures are drawn; a data address of another kind could be anything. */
  protected pictureOf({ thumbnail }: Attachment): string | null {
    return thumbnail && /^data:image\/(png|jpeg|webp|gif);/.test(thumbnail) ? thumbnail : null;
  }
}
