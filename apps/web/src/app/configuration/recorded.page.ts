import { ChangeDetectionStrategy, Component, computed, effect, inject, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { formFields, sourceText } from '@scizoo/domain';
import { Api, part } from '../core/api';
import { unitText } from '../core/numbers';
import { loaded } from '../core/settled';
import { Titles } from '../core/titles';
import { Words } from '../core/words';
import { CopyButton } from '../ui/copy-button';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { When } from '../ui/when';
import type { BeamlineShown } from './capture-types';
import { personOf } from './capture-types';

const VIEWS = ['tree', 'table', 'json'] as const;

/** "What is recorded here?": the active version to read, to print and to copy, for everybody who has signed in. */
@Component({
  selector: 'sz-recorded-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CopyButton, Empty, ProblemPanel, RouterLink, TranslocoDirective, When],
  templateUrl: './recorded.page.html',
  styleUrl: './recorded.page.css',
})
export class RecordedPage {
  readonly beamline = input.required<string>();
  readonly view = input<string>();
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly views = VIEWS;
  protected readonly personOf = personOf;
  protected readonly sourceText = sourceText;
  protected readonly unitText = unitText;
  protected readonly formFields = formFields;
  protected readonly shown = loaded(
    () => this.beamline(),
    (beamline, signal) => this.api.get<BeamlineShown>(`/api/v4/capture/${part(beamline)}`, {}, signal),
  );
  protected readonly open = computed(() => VIEWS.find((view) => view === this.view()) ?? 'table');
  protected readonly json = computed(() => JSON.stringify(this.shown.value()?.active?.content ?? {}, null, 2));
  protected readonly forms = computed(() => this.shown.value()?.active?.content.forms ?? []);

  constructor() {
    const titles = inject(Titles);
    effect(() => titles.set(this.shown.value()?.name ?? this.beamline(), this.words.say('scidog.recordedTitle')));
  }
  protected print(): void {
    window.print();
  }
}
