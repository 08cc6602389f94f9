import { Injectable, inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { Words } from './words';

const UNDO_MS = 12_000;

/** Short messages at the lower edge, read out politely. */
@Injectable({ providedIn: 'root' })
export class Notices {
  private readonly bar = inject(MatSnackBar);
  private readonly words = inject(Words);

  say(text: string): void {
    this.bar.open(text, undefined, { duration: 6000, horizontalPosition: 'start', politeness: 'polite' });
  }
  /** A message that can be taken back for at least ten seconds. */
  offer(text: string, undo: () => void): void {
    const shown = this.bar.open(text, this.words.say('act.undo'), {
      duration: UNDO_MS,
      horizontalPosition: 'start',
      politeness: 'polite',
    });
    shown.onAction().subscribe(undo);
  }
}
