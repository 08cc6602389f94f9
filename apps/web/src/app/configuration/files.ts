import type { CaptureContent } from '@scizoo/domain';
import type { Version } from './capture-types';

const FORMAT = 'scizoo.capture-configuration';

/** Saves a version as a file that another beamline, or this one later, can bring in again. */
export function fileOfVersion({ beamline, version, content }: Version): void {
  const text = JSON.stringify({ format: FORMAT, formatVersion: 1, beamline, version, content }, null, 2);
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  link.download = `${beamline}-version-${version}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** The content of such a file, null for any other; the catalogue checks it in full. */
export async function contentOfFile(file: File): Promise<CaptureContent | null> {
  try {
    const read = JSON.parse(await file.text()) as { format?: unknown; content?: CaptureContent } | null;
    return read?.format === FORMAT && Array.isArray(read.content?.groups) ? read.content : null;
  } catch {
    return null;
  }
}
