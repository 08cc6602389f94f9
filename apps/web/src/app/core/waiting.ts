import { Injectable, signal } from '@angular/core';

/** How many edits wait to be sent; the shell tells it, the scan log counts it. */
@Injectable({ providedIn: 'root' })
export class Waiting {
  readonly edits = signal(0);
}
