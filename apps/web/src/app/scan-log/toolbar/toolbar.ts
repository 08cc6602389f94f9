import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { MatMenu, MatMenuItem, MatMenuTrigger } from '@angular/material/menu';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api } from '../../core/api';
import type { ProposalBrief, ScanState } from '../../core/api-types';
import { FacilityInfo } from '../../core/facility';
import { bytes } from '../../core/numbers';
import { Preferences } from '../../core/preferences';
import { Ticker } from '../../core/ticker';
import { clockOf } from '../../core/time';
import { Words } from '../../core/words';
import { Chip } from '../../ui/chip';
import { Icon } from '../../ui/icon';
import type { Choice } from '../../ui/picker';
import { Picker } from '../../ui/picker';
import { StateBadge } from '../../ui/state-badge';
import { ViewMenu } from '../../ui/views/view-menu';
import type { ScanLogAddress } from '../address';
import { GROUPS, RANGES, chosenFiltersOf, spanOf } from '../address';
import { NoteActs } from '../notes/note-acts';
import { ScanLogStore } from '../store';

const TYPING_MS = 250;

/** What is shown: proposal, instrument, time, filters; and how alive it is. */
@Component({
  selector: 'sz-scan-toolbar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Chip,
    Icon,
    MatMenu,
    MatMenuItem,
    MatMenuTrigger,
    Picker,
    StateBadge,
    RouterLink,
    TranslocoDirective,
    ViewMenu,
  ],
  templateUrl: './toolbar.html',
  styleUrl: './toolbar.css',
})
export class ScanToolbar {
  readonly changed = output<Partial<ScanLogAddress>>();
  readonly columns = output();
  readonly filters = output();
  readonly export = output();
  readonly report = output();
  readonly span = output();
  readonly note = output();
  readonly pauseToggled = output();
  readonly leave = output();
  protected readonly store = inject(ScanLogStore);
  protected readonly noteActs = inject(NoteActs);
  private readonly api = inject(Api);
  private readonly facility = inject(FacilityInfo);
  private readonly preferences = inject(Preferences);
  private readonly ticker = inject(Ticker);
  protected readonly words = inject(Words);
  private readonly findField = viewChild.required<ElementRef<HTMLInputElement>>('find');
  private typing: ReturnType<typeof setTimeout> | undefined;
  private asked = false;

  protected readonly groups = GROUPS;
  protected readonly ranges = RANGES;
  protected readonly address = this.store.address;
  protected readonly instruments = computed(() => this.facility.facility()?.instruments ?? []);
  protected readonly chosen = computed(() => chosenFiltersOf(this.address()));
  /** The filters that are just words: what is hidden, what is asked for, and equal values. */
  protected readonly furtherChips = computed((): { label: string; without: Partial<ScanLogAddress> }[] => {
    const { hide, has, type, motor, detector } = this.address();
    const is = (name: string, value: string | null, without: Partial<ScanLogAddress>) =>
      value ? [{ label: this.words.say(`filter.is.${name}`, { value }), without }] : [];
    return [
      ...hide.map((one) => ({
        label: this.words.say(`filter.hide.${one}`),
        without: { hide: hide.filter((name) => name !== one) },
      })),
      ...has.map((one) => ({
        label: this.words.say(`filter.has.${one}`),
        without: { has: has.filter((name) => name !== one) },
      })),
      ...is('type', type, { type: null }),
      ...is('motor', motor, { motor: null }),
      ...is('detector', detector, { detector: null }),
    ];
  });
  private readonly known = signal<readonly ProposalBrief[]>([]);
  protected readonly proposals = computed<Choice[]>(() => {
    const counted = new Map((this.store.summary()?.proposals ?? []).map((one) => [one.proposalId, one]));
    const listed: Choice[] = this.known().map(({ proposalId, title, pi_firstname, pi_lastname }) => ({
      value: proposalId,
      label: proposalId,
      hint: [title, [pi_firstname, pi_lastname].filter(Boolean).join(' ')].filter(Boolean).join(' · '),
      aside: counted.get(proposalId)?.count.toString(),
    }));
    const others: Choice[] = [...counted.values()]
      .filter(({ proposalId }) => !listed.some(({ value }) => value === proposalId))
      .map(({ proposalId, title, count }) => ({
        value: proposalId,
        label: proposalId,
        hint: title ?? undefined,
        aside: String(count),
      }));
    return [...listed, ...others].sort((a, b) => Number(b.aside ?? 0) - Number(a.aside ?? 0));
  });

  protected readonly fromText = computed(() => {
    const from =
      spanOf(this.address(), this.ticker.now(), this.preferences.timeZone()).from ?? this.store.summary()?.first;
    return from ? this.minute(from) : this.words.say('scanLog.start');
  });
  protected readonly tillText = computed(() => {
    const { till } = this.address();
    return till && !this.address().range ? this.minute(till) : this.words.say('scanLog.now');
  });
  protected readonly countText = computed(() => {
    const summary = this.store.summary();
    const total = this.store.total();
    const scans = this.words.many(summary?.capped ? 'scanLog.scansCapped' : 'scanLog.scans', total);
    if (!summary?.totalSize) return scans;
    const { value, unit } = bytes(summary.totalSize, this.preferences.language());
    return `${scans}, ${value} ${unit}`;
  });
  protected readonly liveText = computed(() => {
    if (this.store.paused()) {
      const held = this.store.held().size;
      return held ? this.words.many('live.pausedWith', held) : this.words.say('live.paused');
    }
    const last = this.store.live.lastEvent();
    const state = this.words.say(`live.${this.store.live.state()}`);
    return last === null ? state : `${state} · ${this.age(this.ticker.now() - last)}`;
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.typing));
  }
  private minute(moment: string): string {
    const { day, time } = clockOf(moment, this.preferences.timeZone());
    return `${day} ${time.slice(0, 5)}`;
  }
  private age(ms: number): string {
    const seconds = Math.max(0, Math.round(ms / 1000));
    if (seconds < 60) return this.words.say('live.secondsAgo', { n: seconds });
    if (seconds < 3600) return this.words.say('live.minutesAgo', { n: Math.floor(seconds / 60) });
    return this.words.say('live.hoursAgo', { n: Math.floor(seconds / 3600) });
  }

  protected askProposals(): void {
    if (this.asked) return;
    this.asked = true;
    const limits = JSON.stringify({ limit: 200, order: 'startTime:desc' });
    this.api
      .get<ProposalBrief[]>('/api/v3/proposals/fullquery', { fields: '{}', limits })
      .then((list) => this.known.set(list))
      .catch(() => (this.asked = false));
  }
  protected typeText(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.changed.emit({ text: text.trim() }), TYPING_MS);
  }
  protected toggleState(state: ScanState): void {
    const { states } = this.address();
    this.changed.emit({ states: states.includes(state) ? states.filter((one) => one !== state) : [...states, state] });
  }
  protected leaveFind(field: HTMLInputElement): void {
    if (field.value) {
      field.value = '';
      this.typeText('');
    } else this.leave.emit();
  }
  focusFind(): void {
    this.findField().nativeElement.focus();
    this.findField().nativeElement.select();
  }
}
