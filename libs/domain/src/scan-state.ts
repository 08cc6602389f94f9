/** States of a scan as the scan log shows them. An abort is `stopped`, reason "aborted"; an exception is `failed`. */
export const SCAN_STATES = ['running', 'finished', 'stopped', 'failed'] as const;
export type ScanState = (typeof SCAN_STATES)[number];
export const SCAN_OUTCOMES = ['finished', 'stopped', 'failed'] as const;
export type ScanOutcome = (typeof SCAN_OUTCOMES)[number];

/**
 * Scans around the present position that bring the motors back (`dscan`, `d2scan`, `dmesh`, `dscanct`), as Sardana calls
 * them: with these a beamline is aligned.
 */
export const ALIGNMENT_SCAN = /^d[0-9N]?(scan|mesh)(c|ct)?$/;

/** Members of `scientificMetadata` that every scan's dataset has; one key per captured item comes beside them. */
export const SCAN_METADATA_KEYS = [
  'scan_command',
  'scan_type',
  'scan_state',
  'scan_outcome_reason',
  'scan_files',
  'detectors',
  'motors',
  'door',
  'visit',
  'user',
  'points_done',
  'points_total',
] as const;
