import { CdkListbox, CdkOption } from '@angular/cdk/listbox';
import { CdkConnectedOverlay, CdkOverlayOrigin } from '@angular/cdk/overlay';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterRenderEffect,
  computed,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Schema } from '@scizoo/catalogue-client';
import { Api } from '../../core/api';
import { loaded } from '../../core/settled';
import { Words } from '../../core/words';
import { Icon } from '../../ui/icon';

export type FoundPerson = Schema<'FoundPerson'>;
export type FoundOrganisation = Schema<'FoundOrganisation'>;
type Found = FoundPerson | FoundOrganisation;

const ROUTES = { orcid: '/api/v4/registries/people', ror: '/api/v4/registries/organisations' } as const;
const SHORTEST = 2;
interface Line {
  readonly found: Found;
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly spoken: string;
}
const line = (found: Found, name: string, id: string, about: readonly (string | null | undefined)[]): Line => {
  const told = about.filter(Boolean).join(', ');
  return { found, id, name, about: told, spoken: [name, id, told].filter(Boolean).join(', ') };
};
const lineOf = (found: Found): Line =>
  'orcid' in found
    ? line(found, [found.givenName, found.familyName].filter(Boolean).join(' '), found.orcid, found.homes)
    : line(found, found.name, found.ror.replace('https://', ''), [...found.otherNames, found.place]);

/** Asks a registry by what is typed beside it, when somebody wants that; what is picked goes to whoever made it. */
@Component({
  selector: 'sz-registry-look-up',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkConnectedOverlay, CdkListbox, CdkOption, CdkOverlayOrigin, Icon, TranslocoDirective],
  templateUrl: './registry-look-up.html',
  styleUrls: ['./publish-form.css', './registry-look-up.css'],
})
export class RegistryLookUp {
  readonly registry = input.required<'orcid' | 'ror'>();
  /** What is asked for. */
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  readonly picked = output<Found>();
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly open = signal(false);
  protected readonly isTooShort = computed(() => this.text().trim().length < SHORTEST);
  protected readonly answer = loaded(
    () => (this.open() ? this.text().trim() : null),
    (text, signal) => this.api.get<Found[]>(ROUTES[this.registry()], { text }, signal),
  );
  protected readonly lines = computed(() => this.answer.value()?.map(lineOf) ?? null);
  private readonly button = viewChild.required<ElementRef<HTMLButtonElement>>('button');
  private readonly list = viewChild(CdkListbox);

  constructor() {
    // The caret goes where the arrows are of use, as soon as there is something to choose.
    afterRenderEffect(() => this.list()?.focus());
  }

  protected toggle(): void {
    this.open.update((open) => !open && !this.isTooShort());
  }
  protected close(): void {
    if (!this.open()) return;
    this.open.set(false);
    this.button().nativeElement.focus();
  }
  protected onKey({ key }: KeyboardEvent): void {
    if (key === 'Tab') this.close();
  }
  /** The list does not know what its options are. */
  protected take(chosen: readonly unknown[]): void {
    const [first] = chosen as readonly Line[];
    if (!first) return;
    this.close();
    this.picked.emit(first.found);
  }
}
