import type { CaptureContent, CaptureGroup, CaptureItem, CaptureSourceKind } from './configuration';

export type ReadMoment = 'start' | 'end' | 'point' | 'change';

/** What is known of a scan when its items are chosen. */
export interface ScanFacets {
  /** Name of the macro: `ascan`, `mesh`. */
  readonly scanKind?: string | null;
  readonly technique?: string | null;
  readonly proposal?: string | null;
}

const isListed = (list: readonly string[] | null | undefined, value: string | null | undefined): boolean =>
  !list || list.length === 0 || (!!value && list.some((entry) => entry.toLowerCase() === value.toLowerCase()));

/** Whether a group is switched on and holds for the scan. */
export function groupHolds({ enabled, limits }: CaptureGroup, scan: ScanFacets): boolean {
  return (
    enabled &&
    isListed(limits?.scanKinds, scan.scanKind) &&
    isListed(limits?.techniques, scan.technique) &&
    isListed(limits?.proposals, scan.proposal)
  );
}

export const isReadAt = ({ when }: CaptureItem, moment: ReadMoment): boolean =>
  when === moment || (when === 'both' && (moment === 'start' || moment === 'end'));

/** Items to read for a scan at a moment, in the order of the configuration. */
export function itemsToRead(
  content: CaptureContent,
  moment: ReadMoment,
  scan: ScanFacets,
  kinds?: readonly CaptureSourceKind[],
): CaptureItem[] {
  return content.groups
    .filter((group) => groupHolds(group, scan))
    .flatMap(({ items }) => items.filter((item) => isReadAt(item, moment)))
    .filter(({ source }) => !kinds || kinds.includes(source.kind));
}
