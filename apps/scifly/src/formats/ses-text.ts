import { basename } from 'node:path';
import { type FileFormat, ForeignFile } from './file-format';
import { SesLines, sesHeader } from './ses-header';
import { linesOf } from './text-of';

const FIRST_LINE = /^\s*\[(info|ses)\]/i;
/** A fact may begin with a digit too (`2nd grating=`), but no row of numbers has a name in it. */
const ROW = /^\s*[-+]?\d[^=]*$/;
const AS_SES_NAMES_IT = /_\d{3,}\.txt$/i;

/**
 * Scienta SES, `NAME_0001.txt`: all regions one after the other, each header before its numbers. Users save under other names
 * too, so any text is looked into; of one without the counter of SES nothing is told unless it begins as SES begins.
 */
export const SES_TEXT: FileFormat = {
  name: 'ses-txt',
  stemOf: (fileName) => /^(.+)\.txt$/i.exec(fileName)?.[1],
  async read(path) {
    const collected = new SesLines();
    let isFirst = true;
    for await (const line of linesOf(path)) {
      if (isFirst && line.trim() === '') continue;
      if (isFirst && !FIRST_LINE.test(line)) throw notOfSes(path);
      isFirst = false;
      // Rows of numbers are most of the file.
      if (ROW.test(line)) continue;
      collected.take(line);
    }
    return sesHeader(collected.regions, collected.missing);
  },
};

function notOfSes(path: string): Error {
  const fault = 'does not begin with [Info]: not a text file of SES';
  return AS_SES_NAMES_IT.test(basename(path)) ? new Error(fault) : new ForeignFile(fault);
}
