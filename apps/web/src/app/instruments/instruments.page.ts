import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { ActivatedRoute, Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../core/api';
import { Session } from '../core/session';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import type { Instrument } from '../records/record-types';
import { Empty } from '../ui/empty';
import { ProblemPanel } from '../ui/problem-panel';
import { descriptionOf, locationOf, staffOf, techniquesOf } from './instrument-facts';

const MOST = 1000;

/** The instruments of the facility. They are few, so the words filter what is here. */
@Component({
  selector: 'sz-instruments-page',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Empty, ProblemPanel, RouterLink, TranslocoDirective],
  template: `<ng-container *transloco="let t">
    <h1 class="visually-hidden">{{ t('instruments.title') }}</h1>
    <div class="tools">
      <label class="find">
        <span class="visually-hidden">{{ t('instruments.search') }}</span>
        <input
          #find
          class="field"
          type="search"
          data-search
          [placeholder]="t('instruments.search')"
          [value]="q() ?? ''"
          (input)="search(find.value)"
        />
      </label>
      <span class="count" role="status">
        @if (all.value()) {
          {{ words.many('instruments.count', shown().length) }}
        }
      </span>
    </div>
    @if (all.problem(); as fault) {
      <sz-problem [problem]="fault" [heading]="t('instruments.failed')" (again)="all.again()" />
    } @else if (all.value(); as found) {
      @if (shown().length) {
        <table [attr.aria-label]="t('instruments.title')">
          <thead>
            <tr>
              <th scope="col">{{ t('instruments.name') }}</th>
              <th scope="col">{{ t('dataset.description') }}</th>
              <th scope="col">{{ t('instruments.techniques') }}</th>
              <th scope="col">{{ t('instruments.location') }}</th>
              @if (session.user()) {
                <th scope="col">
                  <span class="visually-hidden">{{ t('scanLog.title') }}</span>
                </th>
              }
            </tr>
          </thead>
          <tbody>
            @for (one of shown(); track one.pid) {
              <tr [attr.data-instrument]="one.uniqueName">
                <td class="lead">
                  <a class="row-link" [routerLink]="['/instruments', one.pid]">{{ one.name }}</a>
                  <span class="mono dim id">{{ one.uniqueName }}</span>
                </td>
                <td class="text">{{ descriptionOf(one) }}</td>
                <td>{{ techniquesOf(one) }}</td>
                <td>{{ locationOf(one) }}</td>
                @if (session.user()) {
                  <td class="end">
                    <a
                      class="over"
                      routerLink="/scan-log"
                      [queryParams]="{ instrument: one.uniqueName }"
                      [attr.aria-label]="t('instruments.logOf', { name: one.name })"
                      >{{ t('scanLog.title') }}</a
                    >
                  </td>
                }
              </tr>
            }
          </tbody>
        </table>
      } @else if (found.length) {
        <sz-empty mark="cow" [heading]="t('instruments.noneFound')" />
      } @else {
        <sz-empty mark="cow" [heading]="t('instruments.none')" [text]="t('instruments.noneText')" />
      }
    } @else {
      <div class="waits" role="status" [attr.aria-label]="t('record.loading')">
        @for (n of [1, 2, 3]; track n) {
          <span class="skeleton"></span>
        }
      </div>
    }
  </ng-container>`,
  styleUrls: ['../records/record-list.css', '../records/list-tools.css'],
  styles: `
    .id {
      margin-left: 8px;
    }
  `,
})
export class InstrumentsPage {
  readonly q = input<string>();
  private readonly api = inject(Api);
  private readonly router = inject(Router);
  private readonly route = inject(ActivatedRoute);
  protected readonly session = inject(Session);
  protected readonly words = inject(Words);
  protected readonly descriptionOf = descriptionOf;
  protected readonly techniquesOf = techniquesOf;
  protected readonly locationOf = locationOf;

  protected readonly all = loaded(
    () => 'all',
    (_all, signal) => {
      const filter = JSON.stringify({ limits: { limit: MOST, order: 'name:asc' } });
      return this.api.get<Instrument[]>('/api/v3/instruments', { filter }, signal);
    },
  );
  protected readonly shown = computed(() => {
    const words = (this.q() ?? '').toLowerCase().split(/\s+/).filter(Boolean);
    return (this.all.value() ?? []).filter((one) => {
      const facts = [descriptionOf(one), techniquesOf(one), locationOf(one), staffOf(one)];
      const text = [one.name, one.uniqueName, ...facts].join(' ').toLowerCase();
      return words.every((word) => text.includes(word));
    });
  });
  protected search(text: string): void {
    const to = { relativeTo: this.route, queryParams: { q: text.trim() || null }, replaceUrl: true };
    void this.router.navigate([], { ...to, queryParamsHandling: 'merge' });
  }
}
