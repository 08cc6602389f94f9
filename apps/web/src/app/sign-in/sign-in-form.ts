import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  input,
  signal,
  viewChild,
} from '@angular/core';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { FacilityInfo } from '../core/facility';
import type { Problem } from '../core/problem';
import { asProblem } from '../core/problem';
import { Session } from '../core/session';
import { Ticker } from '../core/ticker';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import type { SignInWay } from './ways';
import { hrefOf, providersOf, waysOf, withPassword } from './ways';

@Component({
  selector: 'sz-sign-in-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, TranslocoDirective],
  templateUrl: './sign-in-form.html',
  styleUrl: './sign-in-form.css',
})
export class SignInForm {
  readonly username = input('');
  /** The page that a provider sends the browser back to; else the open one. */
  readonly next = input<string>();
  private readonly facility = inject(FacilityInfo);
  private readonly router = inject(Router);
  private readonly session = inject(Session);
  private readonly words = inject(Words);
  private readonly ticker = inject(Ticker);
  private readonly name = viewChild<ElementRef<HTMLInputElement>>('name');
  private readonly password = viewChild<ElementRef<HTMLInputElement>>('password');
  protected readonly busy = signal(false);
  protected readonly shown = signal(false);
  protected readonly capsLock = signal(false);
  protected readonly fault = signal<Problem | null>(null);
  private readonly openAgain = signal(0);
  protected readonly wait = computed(() => Math.max(0, Math.ceil((this.openAgain() - this.ticker.now()) / 1000)));

  private readonly ways = computed(() => waysOf(this.facility.facility()));
  protected readonly providers = computed(() => providersOf(this.ways()));
  protected readonly passwords = computed(() => withPassword(this.ways()));
  /** Null: all that take a password, one after the other. */
  protected readonly method = signal<'local' | 'ldap' | null>(null);

  protected hrefOf(way: SignInWay): string {
    return hrefOf(way, this.next() ?? this.router.url);
  }
  protected choose(kind: string): void {
    this.method.set(kind === 'local' || kind === 'ldap' ? kind : null);
  }
  protected watchCaps(event: KeyboardEvent): void {
    if (typeof event.getModifierState === 'function') this.capsLock.set(event.getModifierState('CapsLock'));
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const [name, password] = [this.name()?.nativeElement, this.password()?.nativeElement];
    if (this.busy() || this.wait() > 0 || !name || !password) return;
    this.busy.set(true);
    this.fault.set(null);
    try {
      await this.session.signIn(name.value.trim(), password.value, this.method() ?? undefined);
    } catch (cause) {
      const fault = asProblem(cause);
      this.fault.set(fault);
      if (fault.kind === 'too-many') this.openAgain.set(Date.now() + (fault.more.retryAfter ?? 10) * 1000);
      password.focus();
      password.select();
    } finally {
      this.busy.set(false);
    }
  }

  /** A wrong password, a locked account and a server that is away ask for different things. */
  protected sentence(fault: Problem): string {
    if (fault.kind === 'signed-out' || fault.kind === 'forbidden' || fault.kind === 'invalid')
      return this.words.say('signIn.wrong');
    if (fault.kind === 'too-many')
      return this.wait() > 0 ? this.words.many('signIn.locked', this.wait()) : this.words.say('signIn.unlocked');
    if (fault.kind === 'unavailable' && /directory/i.test(fault.message)) return this.words.say('signIn.directory');
    if (fault.passing) return this.words.say('signIn.away');
    return this.words.ofProblem(fault);
  }
}
