import type { Schema } from '@scizoo/catalogue-client';
import type { CodedReason } from '@scizoo/domain';
import type { Sent } from '../core/api-types';

export type Alarm = Sent<Schema<'AlarmRow'>>;
export type BeamlineHealth = Sent<Schema<'BeamlineHealth'>>;
export type BeamlineHealthDetail = Sent<Schema<'BeamlineHealthDetail'>>;
export type ItemHealth = Schema<'CapturedItemHealth'>;
export type Overview = Schema<'ServicesOverview'>;
export type ServiceRow = Schema<'ServiceRow'>;
export type Replay = Sent<Schema<'Replay'>>;
type Coded = { readonly reasonCodes: readonly CodedReason[] };
export type LetterRow = Sent<Omit<Schema<'DeadLetterRow'>, 'reasonCodes'>> & Coded;
export type LetterPageRows = { rows: LetterRow[]; next: string | null };
export type LetterCount = Sent<Omit<Schema<'DeadLetterCount'>, 'reasonCode'>> & { readonly reasonCode: CodedReason };
export type LetterDetail = Sent<Omit<Schema<'DeadLetterDetail'>, 'reasonCodes' | 'acts'>> &
  Coded & { readonly acts: readonly LetterAct[] };
type LetterAct = Omit<Schema<'LetterAct'>, 'noteCode'> & { readonly noteCode?: CodedReason | null };
export type Verdict = Omit<Schema<'LetterVerdict'>, 'reasonCodes'> & Coded;
export type Receiver = Schema<'Receiver'>;
export type CreatedReceiver = Schema<'CreatedReceiver'>;
