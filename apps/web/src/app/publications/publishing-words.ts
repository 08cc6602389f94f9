import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { Translation } from '@jsverse/transloco';
import { TranslocoService } from '@jsverse/transloco';
import { skip } from 'rxjs';

/** The many words of publishing; they come with its pages, so that the first list does not wait for them. */
@Injectable({ providedIn: 'root' })
export class PublishingWords {
  private readonly transloco = inject(TranslocoService);
  private readonly known = new Map<string, Promise<void>>();

  constructor() {
    this.transloco.langChanges$.pipe(skip(1), takeUntilDestroyed()).subscribe(() => void this.load());
  }
  load(): Promise<void> {
    const language = this.transloco.getActiveLang();
    const loading = this.known.get(language) ?? this.fetch(language);
    this.known.set(language, loading);
    return loading;
  }
  private async fetch(language: string): Promise<void> {
    const file: { default: Translation } =
      language === 'sv'
        ? await import('../messages/publishing.sv.json')
        : await import('../messages/publishing.en.json');
    this.transloco.setTranslation(file.default, language, { merge: true });
  }
}
