import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import type { WritableSignal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { DENSITIES, LANGUAGES, Preferences, START_PAGES, THEMES, ZONES } from '../core/preferences';

interface Setting {
  readonly name: string;
  readonly label: string;
  readonly choices: readonly string[];
  /** Message keys are this and the choice. */
  readonly words: string;
  readonly value: WritableSignal<string>;
}
const setting = (name: string, label: string, words: string, choices: readonly string[], value: unknown): Setting => ({
  name,
  label,
  words,
  choices,
  value: value as WritableSignal<string>,
});

/** How the program looks in this browser. */
@Component({
  selector: 'sz-account-settings',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `<section *transloco="let t">
    <h2 class="visually-hidden">{{ t('account.tab.settings') }}</h2>
    <p class="dim">{{ t('account.settingsHint') }}</p>
    @for (one of settings; track one.name) {
      <fieldset>
        <legend>{{ t(one.label) }}</legend>
        @for (choice of one.choices; track choice) {
          <label [class.chosen]="one.value() === choice">
            <input
              type="radio"
              [name]="one.name"
              [value]="choice"
              [checked]="one.value() === choice"
              (change)="one.value.set(choice)"
            />
            <span [attr.lang]="one.name === 'language' ? choice : null">{{ t(one.words + choice) }}</span>
          </label>
        }
      </fieldset>
    }
  </section>`,
  styleUrls: ['../records/record-page.css', './account.css'],
})
export class AccountSettings {
  private readonly preferences = inject(Preferences);
  protected readonly settings: readonly Setting[] = [
    setting('theme', 'shell.theme', 'theme.', THEMES, this.preferences.theme),
    setting('language', 'shell.language', 'language.', LANGUAGES, this.preferences.language),
    setting('zone', 'shell.zone', 'zone.', ZONES, this.preferences.zone),
    setting('density', 'shell.rows', 'density.', DENSITIES, this.preferences.density),
    setting('start', 'account.startPage', 'account.start.', START_PAGES, this.preferences.startPage),
  ];
}
