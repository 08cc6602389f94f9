import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { part } from '../core/api';
import type { DownloadLink, OfferedDestination, OfferedJob } from '../core/api-types';
import { bytes, count } from '../core/numbers';
import { Notices } from '../core/notices';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session';
import { duration } from '../core/time';
import { Words } from '../core/words';
import { confirmed } from '../ui/confirm.dialog';
import { CopyButton } from '../ui/copy-button';
import { Icon } from '../ui/icon';
import { When } from '../ui/when';
import type { Wanted } from './downloads';
import { Downloads } from './downloads';

/** From here on it matters to know before the start how long it takes. */
const LARGE_BYTES = 1e9;
const MINUTE_MS = 60_000;
function timeAt(size: number, bitsPerSecond: number): string {
  const minutes = Math.ceil((size * 8000) / bitsPerSecond / MINUTE_MS);
  return minutes < 60 ? `${minutes} min` : duration(minutes * MINUTE_MS);
}
/** How long so many bytes are on their way, as far as the network decides; null for little. */
export const takesOf = (size: number): { slow: string; fast: string } | null =>
  size < LARGE_BYTES ? null : { slow: timeAt(size, 1e8), fast: timeAt(size, 1e9) };

/** Above the files of a dataset: all or the chosen ones as a zip, and a link to them for a program. */
@Component({
  selector: 'sz-download-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Icon, MatMenu, MatMenuItem, MatMenuTrigger, TranslocoDirective, When],
  template: `<ng-container *transloco="let t">
    @if (downloads.isPossible()) {
      <div class="acts" role="group" [attr.aria-label]="t('download.title')">
        @if (chosenCount(); as n) {
          <button type="button" class="btn primary" [disabled]="downloads.busy()" (click)="get(chosen())">
            <sz-icon name="download" [size]="14" />{{
              words.many('download.chosen', n, { size: sizeText(chosenSize()) })
            }}
          </button>
          <button type="button" class="btn" [disabled]="downloads.busy()" (click)="copy(chosen())">
            {{ t('download.linkChosen') }}
          </button>
          <button type="button" class="btn plain" (click)="downloads.clear()">{{ t('download.clear') }}</button>
        } @else {
          <button
            type="button"
            class="btn"
            [disabled]="downloads.busy() || tooLarge() !== null"
            aria-describedby="download-hint"
            (click)="get({})"
          >
            <sz-icon name="download" [size]="14" />{{ t('download.all', { size: sizeText(size()) }) }}
          </button>
          <button type="button" class="btn" [disabled]="downloads.busy() || tooLarge() !== null" (click)="copy({})">
            {{ t('download.link') }}
          </button>
          <span id="download-hint" class="dim">{{ tooLarge() ?? t('download.hint') }}</span>
        }
        @if (takes(); as times) {
          <span class="dim">{{ t('download.takes', times) }}</span>
        }
      </div>
    } @else if (downloads.ways.value()) {
      <p class="dim acts">{{ t('download.notHere') }}</p>
    }
    @if (downloads.ways.value()?.jobs; as offered) {
      @if (session.lastUser()) {
        <div class="acts">
          @if (destinations().length) {
            <button type="button" class="btn" [disabled]="downloads.busy()" [matMenuTriggerFor]="places">
              <sz-icon name="out" [size]="14" />{{ t('download.globus') }}
            </button>
            <mat-menu #places="matMenu">
              @for (place of destinations(); track place.id) {
                <button mat-menu-item (click)="send(place)">{{ place.name }}</button>
              }
            </mat-menu>
          }
          <a class="btn" [href]="notebook()" [title]="t('download.notebookHint')" download>{{
            t('download.notebook')
          }}</a>
          @if (downloads.ways.value()?.jupyterHub; as hub) {
            <a class="btn" [href]="hub" target="_blank" rel="noopener noreferrer">{{ t('download.hub') }}</a>
          }
          @for (job of offered; track job.type) {
            <button type="button" class="btn" [disabled]="downloads.busy()" (click)="order(job)">
              {{ t('jobs.start.' + job.type) }}
            </button>
          }
        </div>
      }
    }
    @if (downloads.problem(); as fault) {
      <p class="fault" role="alert">{{ words.ofProblem(fault) }}</p>
    }
    @if (made(); as link) {
      <div class="made" role="status">
        <p>
          {{ t('download.linkMade') }} <sz-when [moment]="'' + link.expiresAt" parts="minute" />.
          {{ t('download.linkRule') }}
        </p>
        <p class="link">
          <code class="mono">{{ link.url }}</code> <sz-copy [text]="link.url" [label]="t('download.copyLink')" />
        </p>
        <p class="link">
          <code class="mono">{{ command() }}</code> <sz-copy [text]="command()" [label]="t('download.copyCommand')" />
        </p>
        <button type="button" class="btn" (click)="made.set(null)">{{ t('act.close') }}</button>
      </div>
    }
  </ng-container>`,
  styles: `
    .acts {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 8px 10px;
      margin: 0 0 12px;
    }
    .fault {
      color: var(--bad);
    }
    .made {
      margin: 0 0 14px;
      padding: 10px 14px;
      border: 1px solid var(--line);
      border-radius: 8px;
    }
    .made p {
      margin: 0 0 8px;
    }
    .link {
      display: flex;
      align-items: center;
      gap: 8px;
    }
    .link code {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
  `,
})
export class DownloadBar {
  /** Of all files of the dataset, as the catalogue has counted them. */
  readonly size = input.required<number>();
  readonly files = input.required<number>();
  protected readonly downloads = inject(Downloads);
  protected readonly words = inject(Words);
  private readonly dialogs = inject(MatDialog);
  private readonly notices = inject(Notices);
  private readonly preferences = inject(Preferences);
  private readonly router = inject(Router);
  protected readonly made = signal<DownloadLink | null>(null);
  protected readonly session = inject(Session);
  protected readonly notebook = computed(() => `/api/v4/datasets/${part(this.downloads.pid())}/notebook`);
  protected readonly destinations = computed(() => this.downloads.ways.value()?.destinations ?? []);
  protected readonly chosenCount = computed(() => this.downloads.chosen().size);
  protected readonly chosenSize = this.downloads.chosenBytes;
  protected readonly command = computed(() => `curl -OJ '${this.made()?.url ?? ''}'`);
  protected readonly tooLarge = computed(() => {
    const limits = this.downloads.ways.value();
    if (!limits) return null;
    if (this.size() > limits.maxBytes)
      return this.words.say('download.tooLarge', { most: this.sizeText(limits.maxBytes) });
    const most = count(limits.maxFiles, this.preferences.language());
    return this.files() > limits.maxFiles ? this.words.say('download.tooMany', { most }) : null;
  });

  protected readonly takes = computed(() => {
    if (this.chosenCount() > 0) return takesOf(this.chosenSize());
    return this.tooLarge() === null ? takesOf(this.size()) : null;
  });

  protected chosen(): Wanted {
    return { files: [...this.downloads.chosen().keys()] };
  }
  protected sizeText(size: number): string {
    const { value, unit } = bytes(size, this.preferences.language());
    return `${value} ${unit}`;
  }
  protected async get(wanted: Wanted): Promise<void> {
    this.tell(await this.downloads.get(wanted));
  }
  protected async copy(wanted: Wanted): Promise<void> {
    const link = await this.downloads.link(wanted);
    this.made.set(link);
    this.tell(link);
  }
  protected async order(job: OfferedJob): Promise<void> {
    const question = {
      title: this.words.say(`jobs.startTitle.${job.type}`),
      text: this.words.say(`jobs.startText.${job.type}`),
      act: this.words.say(`jobs.start.${job.type}`),
    };
    if (!(await confirmed(this.dialogs, question))) return;
    await this.follow(await this.downloads.order(job));
  }
  /** What is chosen, else all. */
  protected async send({ id: destination, name, ownerGroup }: OfferedDestination): Promise<void> {
    const files = [...this.downloads.chosen().keys()];
    const question = {
      title: this.words.say('download.globusTitle', { name }),
      text:
        files.length > 0
          ? this.words.many('download.globusChosen', files.length)
          : this.words.say('download.globusAll'),
      act: this.words.say('download.globusSend'),
    };
    if (!(await confirmed(this.dialogs, question))) return;
    await this.follow(await this.downloads.order({ type: 'globus', ownerGroup }, { files, destination }));
  }
  private async follow(id: string | null): Promise<void> {
    if (id !== null) await this.router.navigate(['/jobs', id]);
  }
  private tell(link: DownloadLink | null): void {
    if (link && link.leftOut.length > 0) this.notices.say(this.words.many('download.leftOut', link.leftOut.length));
  }
}
