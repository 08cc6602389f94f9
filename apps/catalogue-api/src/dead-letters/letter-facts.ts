import { parseScanKey, SciZooError } from '@scizoo/domain';

/** What can be told of a message that nobody could read: key first, because it stands when the event itself does not. */
const BEAMLINE_OF_KEY = /^(?:sardana|file|form)\/[^/]+\/([a-z0-9.-]+)\//;
const BEAMLINE_OF_SOURCE = /"source"\s*:\s*"urn:scizoo:[a-z0-9-]+:([a-z0-9.-]+)"/;
const EVENT_TYPE = /"type"\s*:\s*"(org\.scizoo\.[\w.]{1,100})"/;
const SUBJECT = /"subject"\s*:\s*"([^"\\]{1,2000})"/;
const MAX_GROUP = 120;

export function beamlineOf(key: string | null, excerpt: string): string | undefined {
  return BEAMLINE_OF_KEY.exec(key ?? '')?.[1] ?? BEAMLINE_OF_SOURCE.exec(excerpt)?.[1];
}
export const eventTypeOf = (excerpt: string): string | undefined => EVENT_TYPE.exec(excerpt)?.[1];

/** The scan that the message is about. */
export function subjectOf(key: string | null, excerpt: string): string | undefined {
  const candidates = [key ?? '', SUBJECT.exec(excerpt)?.[1] ?? ''];
  return candidates.find(isScanKey);
}
function isScanKey(text: string): boolean {
  try {
    parseScanKey(text);
    return true;
  } catch (error) {
    if (error instanceof SciZooError) return false;
    throw error;
  }
}

/** The first reason without numbers and names, so that letters of one cause stand together. */
export function reasonGroupOf(errorClass: string, reasons: readonly string[]): string {
  const text = (reasons[0] ?? errorClass)
    .replace(/"[^"]*"|'[^']*'/g, '…')
    .replace(/urn:scizoo:\S+/g, '…')
    .replace(/\b\d[\d.:TZ-]*\b/g, '#')
    .trim();
  const detail = /is not valid$/.test(text) ? (reasons[1] ?? '').split(' ')[0] : '';
  return (detail ? `${text}: ${detail}` : text).slice(0, MAX_GROUP) || errorClass;
}
