import { Injectable } from '@angular/core';
import type { Values } from './form-fields';

const PREFIX = 'scizoo.form.';

/** What was typed into a form and not sent; it survives a reload of this tab. */
@Injectable({ providedIn: 'root' })
export class Drafts {
  find(name: string): Values | null {
    try {
      const found = JSON.parse(sessionStorage.getItem(PREFIX + name) ?? 'null') as unknown;
      return typeof found === 'object' ? (found as Values | null) : null;
    } catch {
      return null;
    }
  }
  keep(name: string, values: Values): void {
    try {
      sessionStorage.setItem(PREFIX + name, JSON.stringify(values));
    } catch {
      // Storage is full or forbidden: the form still works, only a reload would lose it.
    }
  }
  drop(name: string): void {
    sessionStorage.removeItem(PREFIX + name);
  }
}
