import type { Schema } from '@scizoo/catalogue-client';

export type Stage = 'draft' | 'under review' | 'published' | 'registering' | 'findable' | 'amending' | 'withdrawn';
/** A publication as SciCat's v4 routes give it. */
export type Publication = Schema<'PublishedDataRecord'> & {
  stage?: Stage | null;
  keepEmbargo?: boolean | null;
  withdrawnAt?: string | null;
  nextVersion?: string | null;
};
/** How it stands on its way to a DOI, for those who work on it. */
export interface Registration {
  doi: string;
  stage: Stage;
  isMinting: boolean;
  reviewers: string[];
  reviews: {
    verdict: 'approved' | 'changes';
    comment?: string | null;
    by: string;
    at: string;
    isOutdated?: boolean | null;
  }[];
  task?: {
    state: 'waiting' | 'working' | 'failed';
    kind: string;
    attempts: number;
    nextTryAt?: string | null;
    fault?: { message: string; details?: string[] | null } | null;
  } | null;
  amendment?: object | null;
  drift?: { differences: string[]; isMended: boolean } | null;
  versions: { doi: string; version?: string | null; stage: Stage }[];
  withdrawalReason?: string | null;
  mayRetry: boolean;
  mayCancel: boolean;
  mayReview: boolean;
}
/** As everybody may see it. */
export type OpenPublication = Schema<'OpenPublication'>;

const OF_STATUS = { private: 'draft', public: 'published', registered: 'findable', amended: 'amending' } as const;
/** Records of other catalogues know only SciCat's four states. */
export const stageOf = ({ stage, status, withdrawnAt }: Publication): Stage =>
  stage ?? (withdrawnAt ? 'withdrawn' : OF_STATUS[status ?? 'private']);
