import { basename, dirname } from 'node:path';
import { DA30_FOLDER, DA30_ZIP } from './da30';
import type { FileFormat } from './file-format';
import { SES_IGOR, SES_PACKED } from './igor';
import { SES_H5 } from './ses-h5';
import { SES_TEXT } from './ses-text';
import { SPECS_ITX } from './specs-itx';
import { SPECS_SLE } from './specs-sle';
import { SPECS_XML } from './specs-xml';
import { SPECS_XY } from './specs-xy';

export { type FileFormat, type FileHeader, ForeignFile, type LocalTime } from './file-format';
/** In the order in which they are asked. */
export const FORMATS: readonly FileFormat[] = [
  SES_TEXT,
  SES_IGOR,
  SES_PACKED,
  DA30_FOLDER,
  DA30_ZIP,
  SES_H5,
  SPECS_XY,
  SPECS_SLE,
  SPECS_ITX,
  SPECS_XML,
];

export function formatOf(path: string): { format: FileFormat; stem: string } | undefined {
  const [name, folder] = [basename(path), basename(dirname(path))];
  // Hidden: locks of editors, and what a Mac leaves beside each file on a network drive.
  if (name.startsWith('.')) return undefined;
  for (const format of FORMATS) {
    const stem = format.stemOf(name, folder);
    if (stem !== undefined) return { format, stem };
  }
  return undefined;
}
