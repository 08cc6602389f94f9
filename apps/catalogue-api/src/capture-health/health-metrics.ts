import { Injectable } from '@nestjs/common';
import { Gauge, metrics as registry } from '@scizoo/service-kit';
import { AlarmsService } from '../alarms/alarms.service';
import { DeadLettersService } from '../dead-letters/dead-letters.service';
import { QueueWatch } from '../operations/queue-watch';
import { CaptureHealthService } from './capture-health.service';

function create() {
  const registers = [registry()];
  const gauge = <T extends string>(name: string, help: string, ...labelNames: T[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    expected: gauge('scizoo_capture_expected_values', 'Values that the latest scans were to have', 'beamline'),
    arrived: gauge('scizoo_capture_arrived_values', 'Values that the latest scans have', 'beamline'),
    lost: gauge('scizoo_capture_missing_scans', 'Scan numbers of the last day that never arrived', 'beamline'),
    newest: gauge('scizoo_newest_record_age_seconds', 'Age of the newest record', 'beamline'),
    letters: gauge('scizoo_open_dead_letters', 'Dead letters that nobody has dealt with', 'beamline', 'reason'),
    alarms: gauge('scizoo_alarms', 'Alarms that are raised', 'beamline', 'kind'),
    lag: gauge('scizoo_queue_lag', 'Messages that SciCow has not handled, as the broker knows it'),
  };
}
let created: ReturnType<typeof create> | undefined;

/** What the capture health found, for Prometheus; every copy of this program tells the same. */
@Injectable()
export class HealthMetrics {
  constructor(
    private readonly health: CaptureHealthService,
    private readonly letters: DeadLettersService,
    private readonly alarms: AlarmsService,
    private readonly queue: QueueWatch,
  ) {}

  async renew(now: Date): Promise<void> {
    const gauges = (created ??= create());
    for (const { beamline, expected, arrived, lostScans, newestAt } of await this.health.all()) {
      gauges.expected.set({ beamline }, expected);
      gauges.arrived.set({ beamline }, arrived);
      gauges.lost.set({ beamline }, lostScans.length);
      if (newestAt) gauges.newest.set({ beamline }, Math.round((now.getTime() - newestAt.getTime()) / 1000));
    }
    gauges.letters.reset();
    for (const { beamline, reasonGroup: reason, count } of await this.letters.countsOf({}))
      gauges.letters.inc({ beamline: beamline ?? '', reason }, count);
    gauges.alarms.reset();
    for (const { beamline, kind, count } of await this.alarms.counts()) gauges.alarms.set({ beamline, kind }, count);
    const { lag } = await this.queue.state();
    if (lag !== null) gauges.lag.set(lag);
  }
}
