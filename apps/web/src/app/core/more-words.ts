import { Injectable, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import type { CanActivateFn } from '@angular/router';
import type { Translation } from '@jsverse/transloco';
import { TranslocoService } from '@jsverse/transloco';
import { skip } from 'rxjs';

type File = { default: Translation };
const FILES = {
  publishing: {
    en: (): Promise<File> => import('../messages/publishing.en.json'),
    sv: (): Promise<File> => import('../messages/publishing.sv.json'),
  },
  logbook: {
    en: (): Promise<File> => import('../messages/logbook.en.json'),
    sv: (): Promise<File> => import('../messages/logbook.sv.json'),
  },
} as const;
export type MessageFile = keyof typeof FILES;

/** The many words of some pages; they come with these pages, so that the first list does not wait for them. */
@Injectable({ providedIn: 'root' })
export class MoreWords {
  private readonly transloco = inject(TranslocoService);
  private readonly known = new Map<string, Promise<void>>();
  private readonly wanted = new Set<MessageFile>();

  constructor() {
    this.transloco.langChanges$.pipe(skip(1), takeUntilDestroyed()).subscribe(() => {
      for (const file of this.wanted) void this.load(file);
    });
  }
  load(file: MessageFile): Promise<void> {
    this.wanted.add(file);
    const language = this.transloco.getActiveLang() === 'sv' ? 'sv' : 'en';
    const key = `${file}.${language}`;
    const loading = this.known.get(key) ?? this.fetch(file, language);
    this.known.set(key, loading);
    return loading;
  }
  private async fetch(file: MessageFile, language: 'en' | 'sv'): Promise<void> {
    const { default: words } = await FILES[file][language]();
    this.transloco.setTranslation(words, language, { merge: true });
  }
}

/** A page is shown when its words are there. */
export const withWords =
  (file: MessageFile): CanActivateFn =>
  async () => {
    await inject(MoreWords).load(file);
    return true;
  };
