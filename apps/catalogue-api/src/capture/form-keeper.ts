import { Injectable } from '@nestjs/common';
import { Rounds } from '../database/rounds';
import { FormsService } from './forms.service';

/** Gives new scans the answers of open forms. */
@Injectable()
export class FormKeeper {
  constructor(rounds: Rounds, forms: FormsService) {
    rounds.every(
      {
        what: 'open forms',
        whenFailed: 'forms will be given to new scans a moment later',
        everyMs: 2000,
        lease: { name: 'forms', ms: 10_000 },
      },
      () => forms.deliverOpen(),
    );
  }
}
