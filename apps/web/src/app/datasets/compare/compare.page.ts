import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../../core/api';
import type { Dataset } from '../../core/api-types';
import { asProblem } from '../../core/problem';
import { Session } from '../../core/session';
import { loaded } from '../../core/settled';
import { Titles } from '../../core/titles';
import { Words } from '../../core/words';
import { MOST_COMPARED } from '../../ui/selection/selection';
import { Empty } from '../../ui/empty';
import { Icon } from '../../ui/icon';
import { humanKey } from '../../ui/metadata';
import { compared } from '../../ui/metadata-changes';
import { ProblemPanel } from '../../ui/problem-panel';
import { QuantityText } from '../../ui/quantity-text';
import { Stars } from '../../ui/stars';
import { When } from '../../ui/when';

/** Two to eight datasets side by side: what differs first, what is equal folded away. */
@Component({
  selector: 'sz-compare-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, Icon, ProblemPanel, QuantityText, RouterLink, Stars, TranslocoDirective, When],
  templateUrl: './compare.page.html',
  styleUrl: './compare.page.css',
})
export class ComparePage {
  /** From the address, once for each dataset. */
  readonly pid = input<string | string[]>();
  private readonly api = inject(Api);
  private readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly humanKey = humanKey;
  private readonly pids = computed(() => [...new Set([this.pid() ?? []].flat())].slice(0, MOST_COMPARED), {
    equal: (a, b) => a.join('\n') === b.join('\n'),
  });

  /** What one may not see, or what is gone, stays out; the others are compared all the same. */
  protected readonly found = loaded(
    () => ({ pids: this.pids(), user: this.session.lastUser()?.id }),
    async ({ pids }, signal) => {
      await this.session.load();
      const route = this.session.lastUser() ? 'datasets' : 'datasets/public';
      const all = await Promise.all(
        pids.map((pid) =>
          this.api.get<Dataset | null>(`/api/v4/${route}/${part(pid)}`, {}, signal).catch((fault: unknown) => {
            if (['missing', 'forbidden', 'gone'].includes(asProblem(fault).kind)) return null;
            throw fault;
          }),
        ),
      );
      return all.filter((one) => one !== null);
    },
  );
  protected readonly datasets = computed(() => this.found.value() ?? []);
  protected readonly missing = computed(() => (this.found.value() ? this.pids().length - this.datasets().length : 0));
  private readonly rows = computed(() => compared(this.datasets().map((one) => one.scientificMetadata ?? {})));
  protected readonly different = computed(() => this.rows().filter(({ differs }) => differs));
  protected readonly equal = computed(() => this.rows().filter(({ differs }) => !differs));

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.words.many('compare.title', this.datasets().length)));
  }
  /** The others, without this one. */
  protected without(pid: string): string[] {
    return this.pids().filter((one) => one !== pid);
  }
  protected stars({ dataQualityMetrics }: Dataset): number | null {
    return Number(dataQualityMetrics) || null;
  }
}
