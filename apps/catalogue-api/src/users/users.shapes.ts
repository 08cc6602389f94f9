import { derive, field } from '@scizoo/service-kit';
import { UserSettingsRecord } from './user.record';

export const NewUserSettings = derive('NewUserSettings', UserSettingsRecord);
export const UserSettingsChange = derive('UserSettingsChange', UserSettingsRecord, { partial: true });

export class PasswordChange {
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  currentPassword!: string;
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  newPassword!: string;
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  confirmPassword!: string;
}
export class PasswordReset {
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  newPassword!: string;
  @field.text({ required: true, minLength: 1, maxLength: 1024 })
  confirmPassword!: string;
}
export class TokenRequest {
  @field.text({ maxLength: 32, description: 'Duration (`1h`, `7d`), seconds, or `never`' })
  expiresIn?: string;
}
export class SettingsAnswer extends UserSettingsRecord {
  @field.text({ required: true })
  _id!: string;
}
export class AuthorizationAnswer {
  @field.yesNo({ required: true })
  authorization!: boolean;
}
export class IdentityProfile {
  @field.text()
  displayName?: string;
  @field.text()
  email?: string;
  @field.text()
  username?: string;
  @field.text()
  thumbnailPhoto?: string;
  @field.text()
  id?: string;
  @field.any()
  emails?: { value: string }[];
  @field.textList()
  accessGroups?: string[];
}
export class IdentityAnswer {
  @field.text({ required: true })
  _id!: string;
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  userId!: string;
  @field.text()
  authStrategy?: string;
  @field.text()
  provider?: string;
  @field.text()
  externalId?: string;
  @field.any()
  credentials?: unknown;
  @field.moment()
  created?: string;
  @field.moment()
  modified?: string;
  @field.nested(() => IdentityProfile)
  profile?: IdentityProfile;
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_557_600 };
const HUNDRED_YEARS_S = 100 * 31_557_600;

/** `1h`, `7 d`, seconds as text, `never`; undefined for anything else. */
export function secondsOf(expiresIn: string): number | undefined {
  if (expiresIn === 'never') return HUNDRED_YEARS_S;
  const [, amount, unit = 's'] = /^(\d{1,9}) ?([smhdwy])?$/.exec(expiresIn.trim()) ?? [];
  return amount === undefined ? undefined : Math.min(Number(amount) * (UNITS[unit] ?? 1), HUNDRED_YEARS_S);
}
