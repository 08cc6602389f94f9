import type { FileFormat } from './file-format';
import { SesLines, sesHeader } from './ses-header';
import { linesOf } from './text-of';

const FIRST_LINE = /^\s*\[(info|ses)\]/i;

/** Scienta SES, `NAME_0001.txt`: all regions one after the other, each header before its numbers. */
export const SES_TEXT: FileFormat = {
  name: 'ses-txt',
  stemOf: (fileName) => /^(.+_\d{3,})\.txt$/i.exec(fileName)?.[1],
  async read(path) {
    const collected = new SesLines();
    let isFirst = true;
    for await (const line of linesOf(path)) {
      if (isFirst && line.trim() === '') continue;
      if (isFirst && !FIRST_LINE.test(line)) throw new Error('does not begin with [Info]: not a text file of SES');
      isFirst = false;
      // Rows of numbers are most of the file and begin with a blank or a digit.
      if (line.charCodeAt(0) <= 0x39) continue;
      collected.take(line);
    }
    return sesHeader(collected.regions);
  },
};
