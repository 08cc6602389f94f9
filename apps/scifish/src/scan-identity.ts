import { formatScanKey, invalid, visitOfFolder } from '@scizoo/domain';
import type { RecordedScan } from './recorder-message';

/** Whose scan it is, and its key. */
export interface ScanIdentity {
  readonly beamline: string;
  readonly proposalId?: string;
  readonly visit?: string;
  readonly sampleId?: string;
  readonly technique?: string;
  readonly key: string;
  readonly startTime: string;
}
export interface Place {
  readonly facility: string;
  /** Of scans that name none. */
  readonly beamline?: string;
  /** Whose turn it is, for scans of which neither variables nor the folder say it. */
  readonly proposalAt?: (beamline: string, time: string) => string | undefined;
}

const word = (text: string | null | undefined, maxLength: number): string | undefined =>
  text?.trim().slice(0, maxLength) || undefined;

/** As in the instrument record's `uniqueName`; characters that cannot stand in a source become `-`. */
const beamlineName = (text: string | undefined): string | undefined =>
  text
    ?.trim()
    .toLowerCase()
    .replace(/[^a-z0-9.-]+/g, '-')
    .replace(/^-+|-+$/g, '') || undefined;

/** @throws SciZooError `invalid` when no beamline can be told */
export function identityOf(scan: RecordedScan, place: Place): ScanIdentity {
  const { ProposalId, VisitId, Beamline, SampleId, Technique } = scan.environment ?? {};
  const path = visitOfFolder(scan.ScanDir);
  const beamline = beamlineName(Beamline ?? undefined) ?? beamlineName(path.beamline) ?? place.beamline;
  if (!beamline)
    throw invalid('no beamline: set the MacroServer variable Beamline, or BEAMLINE in the settings of SciFish');
  const startTime = new Date(Math.round(scan.startts * 1000)).toISOString();
  return {
    beamline,
    proposalId: word(ProposalId, 128) ?? path.proposalId ?? place.proposalAt?.(beamline, startTime),
    visit: word(VisitId, 128) ?? path.visit,
    sampleId: word(SampleId, 256),
    technique: word(Technique, 256),
    startTime,
    key: formatScanKey({
      kind: 'sardana',
      facility: place.facility,
      beamline,
      door: scan.door,
      serial: scan.serialno,
      startTime,
    }),
  };
}
