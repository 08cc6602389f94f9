import { ITEM_PROBLEMS, type ItemProblem } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';

export class LostScan {
  @field.text({ required: true })
  door!: string;
  @field.integer({ required: true })
  number!: number;
}
export class CapturedItemHealth {
  @field.text({ required: true })
  key!: string;
  @field.text({ required: true })
  name!: string;
  @field.yesNo({ required: true })
  isRequired!: boolean;
  @field.integer({ required: true, description: 'Scans in which it was to be recorded' })
  expected!: number;
  @field.integer({ required: true, description: 'and in which it was' })
  arrived!: number;
  @field.text()
  lastError!: string | null;
  @field.moment()
  lastErrorAt!: Date | null;
  @field.any()
  lastValue!: unknown;
  @field.text()
  unit!: string | null;
  @field.textList({ required: true, items: { oneOf: ITEM_PROBLEMS } })
  problems!: readonly ItemProblem[];
}
/** How recording fares at a beamline. */
export class BeamlineHealth {
  @field.text({ required: true })
  beamline!: string;
  @field.text({ required: true })
  name!: string;
  @field.moment({ required: true, description: 'When this was found out' })
  at!: Date;
  @field.integer({ description: 'Version of the capture configuration; null: there is none' })
  configuration!: number | null;
  @field.integer({ required: true, description: 'Finished scans looked at' })
  scans!: number;
  @field.integer({ required: true, description: 'Values that were to be recorded in them' })
  expected!: number;
  @field.integer({ required: true })
  arrived!: number;
  @field.moment({ description: 'When the newest record came or changed' })
  newestAt!: Date | null;
  @field.text()
  newestPid!: string | null;
  @field.integer({ required: true, description: 'Open dead letters' })
  deadLetters!: number;
  @field.integer({ required: true, description: 'Alarms that are raised' })
  alarms!: number;
}
export class BeamlineHealthDetail extends BeamlineHealth {
  @field.list(() => LostScan, { required: true, description: 'Numbers that are missing among those of the last day' })
  lostScans!: readonly LostScan[];
  @field.list(() => CapturedItemHealth, { required: true })
  items!: readonly CapturedItemHealth[];
}
