import type { Schema } from '@scizoo/catalogue-client';

/** A publication as SciCat's v4 routes give it. */
export type Publication = Schema<'PublishedDataRecord'>;
/** How it stands on its way to a DOI, for those who work on it. */
export type Registration = Schema<'RegistrationState'>;
/** As everybody may see it. */
export type OpenPublication = Schema<'OpenPublication'>;
export type Stage = Registration['stage'];

const OF_STATUS = { private: 'draft', public: 'published', registered: 'findable', amended: 'amending' } as const;
/** Records of other catalogues know only SciCat's four states. */
export const stageOf = ({ stage, status, withdrawnAt }: Publication): Stage =>
  stage ?? (withdrawnAt ? 'withdrawn' : OF_STATUS[status ?? 'private']);
