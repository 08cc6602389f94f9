import { derive, field } from '@scizoo/service-kit';
import { PolicyRecord } from './policy.record';

export const CreatePolicy = derive('CreatePolicy', PolicyRecord);
export const UpdatePolicy = derive('UpdatePolicy', PolicyRecord, { partial: true });

export class UpdateWhere {
  @field.text({ required: true, minLength: 1, maxLength: 100_000, description: 'Owner groups, separated by commas' })
  ownerGroupList!: string;
  @field.nested(() => UpdatePolicy, { required: true })
  data!: object;
}
export class PolicyUpdateDone {
  @field.text({ required: true, example: 'successful policy update' })
  message!: string;
}
