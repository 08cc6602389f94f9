import { field } from '@scizoo/service-kit';
import { ALARM_KINDS, type AlarmKind } from './hysteresis';

export class AlarmDetail {
  @field.text({ required: true })
  name!: string;
  @field.any({ required: true, description: 'Text or number' })
  value!: string | number;
}
export class AlarmRow {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true, oneOf: ALARM_KINDS })
  kind!: AlarmKind;
  @field.text()
  beamline!: string | null;
  @field.text({ required: true })
  about!: string;
  @field.text({ required: true, description: 'In English' })
  text!: string;
  @field.list(() => AlarmDetail, { required: true })
  details!: readonly AlarmDetail[];
  @field.text({ required: true, oneOf: ['raised', 'cleared'] })
  state!: 'raised' | 'cleared';
  @field.moment({ required: true })
  since!: Date;
  @field.moment({ required: true })
  raisedAt!: Date;
  @field.moment()
  clearedAt!: Date | null;
  @field.text()
  seenBy!: string | null;
  @field.text()
  note!: string | null;
}
export class Acknowledgement {
  @field.text({ maxLength: 1000 })
  note?: string;
}
const RECEIVER_KINDS = ['mail', 'webhook'] as const;
export type ReceiverKind = (typeof RECEIVER_KINDS)[number];
export class NewReceiver {
  @field.text({ required: true, oneOf: RECEIVER_KINDS })
  kind!: ReceiverKind;
  @field.text({ required: true, minLength: 3, maxLength: 1000, description: 'Mail address, or address of the webhook' })
  address!: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Absent: of all beamlines and the facility; for admins' })
  beamline?: string;
}
export class Receiver extends NewReceiver {
  @field.text({ required: true })
  id!: string;
  @field.yesNo({ required: true, description: 'Switched off by hand, or after 20 failures in a row' })
  isOn!: boolean;
  @field.integer({ required: true, description: 'Failures in a row' })
  failures!: number;
  @field.text()
  lastError!: string | null;
  @field.moment()
  lastSentAt!: Date | null;
  @field.text({ required: true })
  createdBy!: string;
}
export class CreatedReceiver extends Receiver {
  @field.text({ description: 'Of a webhook: signs what is sent; shown this once' })
  secret!: string | null;
}
export class ReceiverSwitch {
  @field.yesNo({ required: true })
  isOn!: boolean;
}
