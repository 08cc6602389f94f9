import type { Schema } from '@scizoo/catalogue-client';
import type { Sent } from '../core/api-types';

export type Alarm = Sent<Schema<'AlarmRow'>>;
export type BeamlineHealth = Sent<Schema<'BeamlineHealth'>>;
export type BeamlineHealthDetail = Sent<Schema<'BeamlineHealthDetail'>>;
export type ItemHealth = Schema<'CapturedItemHealth'>;
export type Overview = Schema<'ServicesOverview'>;
export type ServiceRow = Schema<'ServiceRow'>;
export type Replay = Sent<Schema<'Replay'>>;
export type LetterRow = Sent<Schema<'DeadLetterRow'>>;
export type LetterPageRows = { rows: LetterRow[]; next: string | null };
export type LetterCount = Sent<Schema<'DeadLetterCount'>>;
export type LetterDetail = Sent<Schema<'DeadLetterDetail'>>;
export type Verdict = Schema<'LetterVerdict'>;
export type Receiver = Schema<'Receiver'>;
export type CreatedReceiver = Schema<'CreatedReceiver'>;
