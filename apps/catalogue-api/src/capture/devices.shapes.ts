import { CaptureItem } from '@scizoo/messaging';
import { field } from '@scizoo/service-kit';

export class DeviceRow {
  @field.text({ required: true, example: 'B310A-E01/DIA/TCO-02' })
  name!: string;
  @field.yesNo({ required: true, description: 'Whether a server runs it' })
  exported!: boolean;
}
export class DeviceAttribute {
  @field.text({ required: true })
  name!: string;
  @field.text({ required: true })
  label!: string;
  @field.text({ required: true, example: 'DevDouble' })
  dataType!: string;
  @field.text({ required: true, oneOf: ['scalar', 'spectrum', 'image'] })
  format!: 'scalar' | 'spectrum' | 'image';
  @field.text({ required: true })
  unit!: string;
  @field.text({ required: true })
  description!: string;
  @field.yesNo({ required: true })
  isWritable!: boolean;
  @field.textList({ required: true })
  enumLabels!: readonly string[];
  @field.text()
  min?: string;
  @field.text()
  max?: string;
  @field.text()
  minAlarm?: string;
  @field.text()
  maxAlarm?: string;
}
export class Device {
  @field.text({ required: true })
  name!: string;
  @field.yesNo({ required: true })
  reachable!: boolean;
  @field.text({ description: 'Why it is not reachable' })
  reason?: string;
  @field.text()
  state?: string;
  @field.list(() => DeviceAttribute, { required: true })
  attributes!: readonly DeviceAttribute[];
}
export class DeviceReading {
  @field.text({ required: true, description: 'Key of the item, or name of the attribute' })
  name!: string;
  @field.any({ description: 'As it would be recorded; absent with an error' })
  value?: unknown;
  @field.text()
  unit?: string;
  @field.text({ oneOf: ['valid', 'changing', 'warning', 'alarm', 'invalid'] })
  quality?: string;
  @field.text()
  readAt?: string;
  @field.number({ required: true, description: 'milliseconds' })
  tookMs!: number;
  @field.text()
  error?: string;
}
export class ValueNow extends DeviceReading {
  @field.text({ required: true })
  key!: string;
}
export class NowAnswer {
  @field.moment({ required: true })
  readAt!: Date;
  @field.list(() => ValueNow, { required: true })
  values!: ValueNow[];
}
export class ReadDevices {
  @field.textList({ maxItems: 500, items: { minLength: 1, maxLength: 512 }, description: 'device/attribute' })
  names?: string[];
  @field.list(() => CaptureItem, { maxItems: 2000, description: 'Items, read as a scan would' })
  items?: CaptureItem[];
  @field.integer({ min: 50, max: 60_000, description: 'milliseconds for all; else 3000' })
  timeoutMs?: number;
}
export class ReadingsAnswer {
  @field.number({ required: true, description: 'milliseconds for all' })
  tookMs!: number;
  @field.list(() => DeviceReading, { required: true })
  readings!: DeviceReading[];
}
