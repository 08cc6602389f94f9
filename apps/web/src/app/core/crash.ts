import { ErrorHandler, Injectable, inject, signal } from '@angular/core';
import { Problem } from './problem';

/** What no page expected. The shell shows it in place of the page, with a way back. */
@Injectable({ providedIn: 'root' })
export class Crash {
  private readonly found = signal<Error | null>(null);
  readonly fault = this.found.asReadonly();
  report(fault: unknown): void {
    this.found.set(fault instanceof Error ? fault : new Error(String(fault)));
  }
  clear(): void {
    this.found.set(null);
  }
}

@Injectable()
export class CrashHandler implements ErrorHandler {
  private readonly crash = inject(Crash);
  handleError(fault: unknown): void {
    console.error(fault);
    // A failed request has its own words on its own panel.
    if (!(fault instanceof Problem)) this.crash.report(fault);
  }
}
