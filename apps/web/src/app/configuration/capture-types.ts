import type { Schema } from '@scizoo/catalogue-client';
import type { CaptureContent, CaptureFault, CaptureFaultCode } from '@scizoo/domain';

/** What the capture routes say, with contents in the words of the domain. */
export type VersionHead = Schema<'CaptureVersionHead'>;
export type Version = Omit<Schema<'CaptureVersion'>, 'content'> & { readonly content: CaptureContent };
export type Beamline = Schema<'CaptureBeamline'>;
export type BeamlineShown = Omit<Schema<'CaptureOfBeamline'>, 'active'> & { readonly active?: Version | null };
/** Who stands behind an account that a version names. */
export const personOf = ({ names }: VersionHead, account: string): string => {
  const name = (names as Readonly<Record<string, string>> | null | undefined)?.[account];
  return name ?? account;
};
export type Present = Schema<'CapturePresent'>;
export type Reading = Schema<'DeviceReading'>;
export type DeviceRow = Schema<'DeviceRow'>;
export type Device = Schema<'Device'>;
export type DeviceAttribute = Schema<'DeviceAttribute'>;
export interface Checked {
  readonly version: Version;
  readonly faults: CaptureFault[];
  readonly devicesUnchecked?: string | null;
}
export type { CaptureFault, CaptureFaultCode };

/** Place of an item in the configuration. */
export interface Place {
  readonly group: number;
  readonly item: number;
}
export const isSamePlace = (a: Place | null, b: Place | null): boolean => a?.group === b?.group && a?.item === b?.item;
