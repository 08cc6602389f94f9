import { Injectable, computed, signal } from '@angular/core';
import type { SessionBody, User } from './api-types';
import { request } from './http';
import { Problem, asProblem } from './problem';

const PATH = '/api/v4/session';
/** Renew this long before the access cookie ends. */
const MARGIN_MS = 60_000;
const EXPIRY_KEY = 'scizoo.session.expires';

/** Who is signed in. The credential itself is a cookie that scripts cannot read; tabs share it. */
@Injectable({ providedIn: 'root' })
export class Session {
  private readonly current = signal<User | null>(null);
  private readonly over = signal(false);
  private readonly fault = signal<Problem | null>(null);
  private csrf = '';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private refreshing: Promise<boolean> | undefined;
  private loading: Promise<void> | undefined;
  private readonly tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('scizoo-session') : undefined;

  /** The last known user; while `ended()` the page stays, but nobody counts as signed in. */
  readonly lastUser = this.current.asReadonly();
  readonly ended = this.over.asReadonly();
  readonly user = computed(() => (this.over() ? null : this.current()));
  /** Set when it could not be found out who is signed in. */
  readonly problem = this.fault.asReadonly();

  constructor() {
    if (this.tabs) this.tabs.onmessage = () => void this.load(true);
  }

  load(again = false): Promise<void> {
    if (!this.loading || again) this.loading = this.ask();
    return this.loading;
  }

  private async ask(): Promise<void> {
    try {
      this.take(await request<SessionBody>(PATH));
      this.fault.set(null);
      if (!this.current() && localStorage.getItem(EXPIRY_KEY)) await this.refresh();
    } catch (fault) {
      this.fault.set(asProblem(fault));
    }
  }

  /** Without a `method` the catalogue tries all that take a password. */
  async signIn(username: string, password: string, method?: 'local' | 'ldap'): Promise<void> {
    const before = this.current();
    const json = { username, password, ...(method && { method }) };
    const body = await request<SessionBody>(PATH, { method: 'POST', json });
    // Another person at the same keyboard must not go on in the first one's page.
    if (this.over() && before && body.user && before.id !== body.user.id) location.reload();
    this.take(body);
    this.tabs?.postMessage('changed');
  }

  /** @returns where the browser signs out at the provider too, if there is one */
  async signOut(): Promise<string | undefined> {
    let away: string | undefined;
    try {
      const answer = await request<{ logoutUrl?: string | null } | null>(PATH, {
        method: 'DELETE',
        csrf: this.csrfToken(),
      });
      away = answer?.logoutUrl ?? undefined;
    } catch (fault) {
      if (asProblem(fault).kind !== 'signed-out') throw fault;
    }
    this.take({ user: null });
    this.tabs?.postMessage('changed');
    return away;
  }

  /** Renews the access cookie; one tab at a time, because a refresh cookie may be used only once. */
  refresh(): Promise<boolean> {
    this.refreshing ??= this.renew().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async renew(): Promise<boolean> {
    const seen = localStorage.getItem(EXPIRY_KEY);
    const turn = async (): Promise<boolean> => {
      const now = localStorage.getItem(EXPIRY_KEY);
      const byOther = now !== seen && now !== null && Date.parse(now) > Date.now() + MARGIN_MS;
      try {
        const call = byOther ? {} : { method: 'POST' as const, csrf: this.csrfToken() };
        const body = await request<SessionBody>(byOther ? PATH : `${PATH}/refresh`, call);
        if (!body.user) throw new Problem('signed-out', '');
        this.take(body);
        return true;
      } catch (fault) {
        const { kind } = asProblem(fault);
        if (kind === 'signed-out' || kind === 'forbidden') this.end();
        else this.schedule(Date.now() + MARGIN_MS + 15_000);
        return false;
      }
    };
    return 'locks' in navigator ? navigator.locks.request('scizoo-session', turn) : turn();
  }

  /** The server no longer accepts the session. Typed text stays; a dialog over the page offers to sign in again. */
  end(): void {
    clearTimeout(this.timer);
    localStorage.removeItem(EXPIRY_KEY);
    if (this.current()) this.over.set(true);
  }
  forget(): void {
    this.over.set(false);
    this.take({ user: null });
  }

  csrfToken(): string {
    const cookie = document.cookie.split('; ').find((part) => part.startsWith('scizoo_csrf='));
    return cookie ? decodeURIComponent(cookie.slice('scizoo_csrf='.length)) : this.csrf;
  }

  private take(body: SessionBody): void {
    clearTimeout(this.timer);
    this.csrf = body.csrfToken ?? '';
    if (!body.user && this.current() && this.over()) return;
    this.current.set(body.user ?? null);
    this.over.set(false);
    if (!body.user) localStorage.removeItem(EXPIRY_KEY);
    else if (body.expiresAt) {
      localStorage.setItem(EXPIRY_KEY, body.expiresAt);
      this.schedule(Date.parse(body.expiresAt));
    }
  }

  private schedule(expires: number): void {
    clearTimeout(this.timer);
    const wait = Math.min(Math.max(expires - Date.now() - MARGIN_MS, 5_000), 2 ** 31 - 1);
    this.timer = setTimeout(() => void this.refresh(), wait);
  }
}
