import { Injectable } from '@nestjs/common';
import { Rounds } from '../../database/rounds';
import { Surroundings } from '../../surroundings';
import { BookFiles } from './book-files.service';

/** Takes away what drafts have left behind: a browser that was closed for good throws nothing away by itself. */
@Injectable()
export class FileUpkeep {
  constructor(rounds: Rounds, files: BookFiles, { logger }: Surroundings) {
    rounds.every(
      {
        what: 'files of the logbook',
        whenFailed: 'files of the logbook are looked at again',
        everyMs: 3600 * 1000,
      },
      async () => {
        const gone = await files.removeForgotten();
        if (gone > 0) logger.info({ files: gone }, 'files of drafts of the logbook that never became entries are gone');
      },
    );
  }
}
