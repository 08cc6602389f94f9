import { Injectable, inject } from '@angular/core';
import { Title } from '@angular/platform-browser';
import type { RouterStateSnapshot } from '@angular/router';
import { TitleStrategy } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';
import { take } from 'rxjs';

/** Tab titles name the thing: "Scan 412 · 20260101 · SciZoo". Routes give a message key; pages refine it. */
@Injectable({ providedIn: 'root' })
export class Titles extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);

  override updateTitle(snapshot: RouterStateSnapshot): void {
    const key = this.buildTitle(snapshot);
    if (!key) this.set();
    else
      this.transloco
        .selectTranslate<string>(key)
        .pipe(take(1))
        .subscribe((text) => this.set(text));
  }
  set(...parts: string[]): void {
    this.title.setTitle([...parts.filter(Boolean), 'SciZoo'].join(' · '));
  }
}
