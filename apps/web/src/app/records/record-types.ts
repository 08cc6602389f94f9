/** Records beside datasets, as SciCat's v3 routes give them. */
import type { Schema } from '@scizoo/catalogue-client';

export type Proposal = Schema<'ProposalRecord'>;
export type MeasurementPeriod = Schema<'MeasurementPeriod'>;
export type TeamMember = Schema<'TeamMember'>;
export type Sample = Schema<'SampleRecord'>;
export type Instrument = Schema<'InstrumentRecord'>;
export type Attachment = Pick<Schema<'AttachmentV3'>, 'id' | 'caption' | 'thumbnail' | 'createdBy' | 'createdAt'>;
export type Versioned = { updatedAt?: string | null };

export const fullName = (first?: string | null, last?: string | null): string =>
  [first, last].filter((part): part is string => Boolean(part)).join(' ');
