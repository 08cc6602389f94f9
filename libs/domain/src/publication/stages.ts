import type { PublicationState } from '../publication-access';

/** Where a publication is on its way to a DOI and beyond; SciCat's four states say less. */
export const PUBLICATION_STAGES = [
  'draft',
  'under review',
  'published',
  'registering',
  'findable',
  'amending',
  'withdrawn',
] as const;
export type PublicationStage = (typeof PUBLICATION_STAGES)[number];

const OF_STATE: Readonly<Record<PublicationState, PublicationStage>> = {
  private: 'draft',
  public: 'published',
  registered: 'findable',
  amended: 'amending',
};
/** The stage of a record about which nothing is going on. */
export const restingStage = (status: PublicationState, isWithdrawn = false): PublicationStage =>
  isWithdrawn ? 'withdrawn' : OF_STATE[status];

/** What the stored stage says counts as long as it fits the state, which programs of SciCat may set too. */
export function stageIn(
  status: PublicationState,
  stored: PublicationStage | undefined,
  isWithdrawn = false,
): PublicationStage {
  if (stored === 'registering' && status !== 'registered') return stored;
  if (stored === 'under review' && status === 'private') return stored;
  return restingStage(status, isWithdrawn);
}
