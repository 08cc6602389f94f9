import { invalid } from './errors';
import { reasonText } from './reasons';
import { remembered } from './remembered';

/**
 * The key of a measurement: subject of its events, Kafka key, and name from which the dataset PID is derived. Parts are
 * percent-encoded and joined by `/`, so a key is one line of plain ASCII:
 * `sardana/demo/b310a/b310a%2Fdoor%2F01/64/2026-11-23T02:41:03.120Z`.
 */
export interface SardanaScan {
  readonly kind: 'sardana';
  readonly facility: string;
  /** Lower case, as in the instrument record's `uniqueName`. */
  readonly beamline: string;
  readonly door: string;
  /** Scan number; can be set back by staff, so it is unique only together with the start time. */
  readonly serial: number;
  /** UTC with milliseconds. */
  readonly startTime: string;
}
export interface FileMeasurement {
  readonly kind: 'file';
  readonly facility: string;
  readonly beamline: string;
  readonly host: string;
  readonly folder: string;
  readonly stem: string;
  /** First modification time, UTC with milliseconds. */
  readonly firstModified: string;
}
export interface FormSubmission {
  readonly kind: 'form';
  readonly facility: string;
  readonly beamline: string;
  readonly proposal: string;
  readonly visit: string;
}
export type ScanKey = SardanaScan | FileMeasurement | FormSubmission;

const encode = (part: string | number) => encodeURIComponent(String(part)).replaceAll('%3A', ':');

export function formatScanKey(key: ScanKey): string {
  const parts: (string | number)[] =
    key.kind === 'sardana'
      ? [key.door, key.serial, key.startTime]
      : key.kind === 'file'
        ? [key.host, key.folder, key.stem, key.firstModified]
        : [key.proposal, key.visit];
  return [key.kind, key.facility, key.beamline, ...parts].map(encode).join('/');
}

const UTC_MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const lengths = { sardana: 6, file: 7, form: 5 } as const;

const MOST_REMEMBERED = 5000;
/** @throws SciZooError `invalid`, naming what is wrong */
export const parseScanKey = remembered(MOST_REMEMBERED, readScanKey);

function readScanKey(text: string): ScanKey {
  let parts: string[];
  try {
    parts = text.split('/').map(decodeURIComponent);
  } catch {
    throw invalid(reasonText('scan-key-percent'));
  }
  const [kind, facility, beamline, ...rest] = parts as [string, string, string, ...string[]];
  if (kind !== 'sardana' && kind !== 'file' && kind !== 'form') throw invalid(reasonText('scan-key-kind'));
  if (parts.length !== lengths[kind] || parts.some((part) => part === ''))
    throw invalid(reasonText('scan-key-parts', { kind, parts: lengths[kind] }));
  if (beamline !== beamline.toLowerCase()) throw invalid(reasonText('scan-key-case'));
  const [a, b, c, d] = rest as [string, string, string, string];
  if (kind === 'form') return { kind, facility, beamline, proposal: a, visit: b };
  const time = kind === 'sardana' ? c : d;
  if (!UTC_MILLISECONDS.test(time) || Number.isNaN(Date.parse(time))) throw invalid(reasonText('scan-key-time'));
  if (kind === 'file') return { kind, facility, beamline, host: a, folder: b, stem: c, firstModified: d };
  if (!/^\d{1,15}$/.test(b)) throw invalid(reasonText('scan-key-number'));
  return { kind, facility, beamline, door: a, serial: Number(b), startTime: c };
}
