import { CdkFixedSizeVirtualScroll, CdkVirtualForOf, CdkVirtualScrollViewport } from '@angular/cdk/scrolling';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import type { FilesPage } from '../core/api-types';
import { bytes, count } from '../core/numbers';
import { Preferences } from '../core/preferences';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Words } from '../core/words';
import { CopyButton } from '../ui/copy-button';
import { Empty } from '../ui/empty';
import { Icon } from '../ui/icon';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import { DownloadBar } from './download-bar';
import { Downloads } from './downloads';

const FIRST_PAGE = 200;
const LATER_PAGE = 500;
const TYPING_MS = 250;
const ROW_HEIGHT = 32;
/** So near to the last loaded row, the next page is fetched. */
const AHEAD = 40;

/** The files of a dataset, pages from the server as one scrolls; a hundred thousand are no more work than ten. */
@Component({
  selector: 'sz-dataset-files',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CopyButton,
    DownloadBar,
    Empty,
    Icon,
    ProblemPanel,
    TranslocoDirective,
    When,
  ],
  templateUrl: './files.html',
  styleUrl: './files.css',
  providers: [Downloads],
})
export class DatasetFiles {
  readonly pid = input.required<string>();
  readonly folder = input('');
  /** Bytes and number of all files. */
  readonly size = input(0);
  readonly count = input(0);
  protected readonly downloads = inject(Downloads);
  private readonly api = inject(Api);
  private readonly preferences = inject(Preferences);
  protected readonly words = inject(Words);
  private readonly viewport = viewChild(CdkVirtualScrollViewport);
  protected readonly rowHeight = ROW_HEIGHT;
  protected readonly search = signal('');
  protected readonly files = signal<FilesPage['files']>([]);
  protected readonly total = signal(0);
  protected readonly next = signal<string | null>(null);
  protected readonly problem = signal<Problem | null>(null);
  protected readonly loading = signal(true);
  /** Few files need no scrolling of their own. */
  protected readonly height = computed(() => `min(70dvh, ${Math.max(1, this.files().length) * ROW_HEIGHT + 2}px)`);
  private readonly question = computed(() => ({ pid: this.pid(), text: this.search() }));
  private typing: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  constructor() {
    effect(() => {
      this.downloads.pid.set(this.pid());
      untracked(() => this.downloads.clear());
    });
    effect(() => {
      this.question();
      untracked(() => void this.load(null));
    });
    effect((onCleanup) => {
      const scrolled = this.viewport()?.renderedRangeStream.subscribe(({ end }) => this.ahead(end));
      onCleanup(() => scrolled?.unsubscribe());
    });
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }
  private ahead(end: number): void {
    const next = this.next();
    if (next !== null && !this.loading() && !this.problem() && end > this.files().length - AHEAD) void this.load(next);
  }
  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.search.set(text.trim()), TYPING_MS);
  }
  protected async load(cursor: string | null): Promise<void> {
    const turn = (this.turn += 1);
    const { pid, text } = this.question();
    this.loading.set(true);
    this.problem.set(null);
    try {
      const query = { limit: cursor ? LATER_PAGE : FIRST_PAGE, text, cursor };
      const page = await this.api.get<FilesPage>(`/api/v4/datasets/${part(pid)}/files`, query);
      if (turn !== this.turn) return;
      this.files.update((files) => (cursor ? [...files, ...page.files] : page.files));
      this.next.set(page.next);
      this.total.set(page.total);
      if (!cursor) this.viewport()?.scrollToIndex(0);
    } catch (fault) {
      if (turn === this.turn) this.problem.set(asProblem(fault));
    } finally {
      if (turn === this.turn) this.loading.set(false);
    }
  }
  protected readonly keyOf = (at: number, { path }: FilesPage['files'][number]): string => `${at} ${path}`;
  protected counted(amount: number): string {
    return count(amount, this.preferences.language());
  }
  protected sizeOf(size: number): { value: string; unit: string } {
    return bytes(size, this.preferences.language());
  }
  protected fullPath(path: string): string {
    return path.startsWith('/') || !this.folder() ? path : `${this.folder().replace(/\/$/, '')}/${path}`;
  }
}
