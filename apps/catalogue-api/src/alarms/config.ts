import { field } from '@scizoo/service-kit';
import { RetrievalConfig } from '../retrieval/config';

/** Settings of capture health and its alarms. */
export class AlarmsConfig extends RetrievalConfig {
  @field.integer({ min: 200, max: 600_000, description: 'Time between two looks at the capture health, ms' })
  captureHealthEveryMs = 10_000;
  @field.integer({
    min: 1,
    max: 10_000_000,
    description: 'Messages that wait for SciCow from which an alarm is raised',
  })
  alarmLagMessages = 5000;
  @field.integer({ min: 1, max: 1_000_000, description: 'Megabytes that wait on the disk of a service, likewise' })
  alarmSpoolMb = 50;
  @field.integer({ min: 0, max: 1000, description: 'Hours without a record during a scheduled visit; 0: no alarm' })
  alarmQuietHours = 0;
  @field.integer({ min: 0, max: 3_600_000, description: 'So long a fault must last before its alarm is raised, ms' })
  alarmRaiseAfterMs = 15_000;
  @field.integer({ min: 0, max: 3_600_000, description: 'So long it must be over before the alarm is cleared, ms' })
  alarmClearAfterMs = 15_000;
  @field.integer({ min: 0, max: 3_600_000, description: 'A number left out counts as lost after so long, ms' })
  alarmScanGraceMs = 60_000;
  @field.integer({ min: 0, max: 3_600_000, description: 'What happens within this time goes out in one message, ms' })
  alarmDigestMs = 30_000;
  @field.textList({
    items: { minLength: 1, maxLength: 256 },
    description: 'Hosts (`host` or `host:port`) to which alarms may be sent as webhooks; no other is called',
  })
  alarmWebhookHosts: string[] = [];
}
