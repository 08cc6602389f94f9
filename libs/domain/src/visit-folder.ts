/** Whose data a folder holds, where folders are laid out by visit. */
export interface VisitFolder {
  readonly beamline?: string;
  readonly proposalId?: string;
  readonly visit?: string;
}
const LAYOUTS = [
  // /…/visitors/BEAMLINE/PROPOSAL/VISIT/raw; what follows the proposal is a visit when it has a digit.
  /\/visitors\/(?<beamline>[^/]+)\/(?<proposalId>[^/]+)(?:\/(?<visit>[^/]*\d[^/]*))?(?:\/|$)/,
  // A measuring computer often has the same tree under a letter of its own: T:\bloch\20220301\2023020108\raw
  /\/(?<beamline>[a-z][\w-]*)\/(?<proposalId>\d{8})\/(?<visit>\d{8,10})(?:\/|$)/i,
];

/** What the folder says by its place, in any spelling of slashes; empty when it says nothing. */
export function visitOfFolder(folder: string | undefined): VisitFolder {
  const path = (folder ?? '').replaceAll('\\', '/');
  for (const layout of LAYOUTS) {
    const groups = layout.exec(path)?.groups;
    if (!groups) continue;
    const { beamline, proposalId, visit } = groups;
    return {
      ...(beamline !== undefined && { beamline }),
      ...(proposalId !== undefined && { proposalId }),
      ...(visit !== undefined && { visit }),
    };
  }
  return {};
}
