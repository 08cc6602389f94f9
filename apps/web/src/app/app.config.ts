import type { ApplicationConfig } from '@angular/core';
import { ErrorHandler, inject, isDevMode, provideAppInitializer } from '@angular/core';
import { MAT_DIALOG_DEFAULT_OPTIONS, MatDialogConfig } from '@angular/material/dialog';
import { TitleStrategy, provideRouter, withComponentInputBinding } from '@angular/router';
import { provideTransloco } from '@jsverse/transloco';
import { firstValueFrom } from 'rxjs';
import { TranslocoService } from '@jsverse/transloco';
import { CrashHandler } from './core/crash';
import { FacilityInfo } from './core/facility';
import { LANGUAGES, Preferences } from './core/preferences';
import { Session } from './core/session';
import { Titles } from './core/titles';
import { MessageFiles } from './core/words';
import { routes } from './app.routes';

/** The words must be there before the first page; who is signed in and where may come a moment later. */
async function start(): Promise<void> {
  const transloco = inject(TranslocoService);
  const language = inject(Preferences).language();
  void inject(FacilityInfo).load();
  void inject(Session).load();
  transloco.setActiveLang(language);
  await firstValueFrom(transloco.load(language));
}

export const appConfig: ApplicationConfig = {
  providers: [
    provideRouter(routes, withComponentInputBinding()),
    provideTransloco({
      config: {
        availableLangs: [...LANGUAGES],
        defaultLang: 'en',
        reRenderOnLangChange: true,
        prodMode: !isDevMode(),
      },
      loader: MessageFiles,
    }),
    provideAppInitializer(start),
    { provide: TitleStrategy, useExisting: Titles },
    { provide: ErrorHandler, useClass: CrashHandler },
    {
      provide: MAT_DIALOG_DEFAULT_OPTIONS,
      useFactory: () =>
        Object.assign(new MatDialogConfig(), { ariaModal: true, backdropClass: 'veil', panelClass: 'sheet' }),
    },
  ],
};
