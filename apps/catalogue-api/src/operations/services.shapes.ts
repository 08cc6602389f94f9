import { field } from '@scizoo/service-kit';

const SERVICE = { minLength: 1, maxLength: 64, pattern: '^[a-z0-9-]+$' } as const;

/** What a service tells about itself every few seconds. */
export class HeartbeatBody {
  @field.text({ required: true, ...SERVICE, example: 'scifish' })
  service!: string;
  @field.text({ required: true, minLength: 1, maxLength: 200, description: 'Tells copies apart: host and port' })
  instance!: string;
  @field.textList({ maxItems: 200, items: { minLength: 1, maxLength: 256 }, description: 'Absent: all beamlines' })
  beamlines?: string[];
  @field.moment({ required: true })
  startedAt!: string;
  @field.moment({ description: 'Its clock; one that is far from ours makes the times of its records suspicious' })
  sentAt?: string;
  @field.integer({ required: true, min: 100, max: 600_000, description: 'milliseconds to the next one' })
  everyMs!: number;
  @field.text({ required: true, oneOf: ['ok', 'error'] })
  status!: 'ok' | 'error';
  @field.free({ required: true, maxDepth: 3, maxKeys: 200, description: 'Part → `{status, message}`' })
  checks!: Record<string, { status?: unknown; message?: unknown }>;
  @field.free({ required: true, maxDepth: 1, maxKeys: 100, description: 'Numbers by name, such as spoolBytes' })
  figures!: Record<string, unknown>;
}

const REPLAY_STATES = ['waiting', 'running', 'done', 'failed'] as const;
export type ReplayState = (typeof REPLAY_STATES)[number];

/** Past messages to hand in once more. */
export class ReplayRequest {
  @field.moment({ description: 'From when the broker got them; or a scan' })
  from?: string;
  @field.moment({ description: 'Else until now' })
  to?: string;
  @field.text({ minLength: 1, maxLength: 2000, description: 'Scan key; only messages of this scan' })
  scan?: string;
  @field.text({ minLength: 1, maxLength: 256, description: 'Only messages of this beamline' })
  beamline?: string;
  @field.text({ required: true, minLength: 3, maxLength: 1000 })
  reason!: string;
}
export class ReplayCounts {
  @field.integer({ required: true, description: 'Messages handed in' })
  read!: number;
  @field.integer({ required: true })
  applied!: number;
  @field.integer({ required: true, description: 'Known already: changed nothing' })
  duplicate!: number;
  @field.integer({ required: true })
  superseded!: number;
  @field.integer({ required: true })
  rejected!: number;
}
/** What SciCow tells about a replay while it runs. */
export class ReplayProgress {
  @field.text({ required: true, oneOf: ['running', 'done', 'failed'] })
  state!: 'running' | 'done' | 'failed';
  @field.nested(() => ReplayCounts, { required: true })
  counts!: ReplayCounts;
  @field.text({ maxLength: 1000 })
  error?: string;
}
export class Replay {
  @field.text({ required: true })
  id!: string;
  @field.moment({ required: true })
  from!: Date | string;
  @field.moment()
  to!: Date | string | null;
  @field.text()
  scan!: string | null;
  @field.text()
  beamline!: string | null;
  @field.text({ required: true })
  reason!: string;
  @field.text({ required: true })
  askedBy!: string;
  @field.moment({ required: true })
  askedAt!: Date | string;
  @field.text({ required: true, oneOf: REPLAY_STATES })
  state!: ReplayState;
  @field.nested(() => ReplayCounts, { required: true })
  counts!: ReplayCounts;
  @field.text()
  error!: string | null;
  @field.moment()
  endedAt!: Date | string | null;
}
export class ReplayTask {
  @field.text({ required: true })
  id!: string;
  @field.moment({ required: true })
  from!: Date | string;
  @field.moment()
  to?: Date | string;
  @field.text()
  scan?: string;
  @field.text()
  beamline?: string;
}

/** What the operators wish from the service that has just told of itself. */
export class HeartbeatAnswer {
  @field.yesNo({ required: true })
  isPaused!: boolean;
  @field.nested(() => ReplayTask, { description: 'A replay that this copy shall do now' })
  replay!: ReplayTask | null;
}

export class ServiceCheck {
  @field.text({ required: true })
  name!: string;
  @field.yesNo({ required: true })
  isUp!: boolean;
  @field.text()
  message!: string | null;
}
export class ServiceFigure {
  @field.text({ required: true })
  name!: string;
  @field.number({ required: true })
  value!: number;
}
const SERVICE_STATES = ['ok', 'ill', 'silent', 'paused'] as const;
export type ServiceState = (typeof SERVICE_STATES)[number];
export class ServiceRow {
  @field.text({ required: true })
  id!: string;
  @field.text({ required: true })
  service!: string;
  @field.text({ required: true })
  instance!: string;
  @field.textList({ required: true, description: 'Empty: all' })
  beamlines!: readonly string[];
  @field.text({ required: true, oneOf: SERVICE_STATES })
  state!: ServiceState;
  @field.moment({ required: true })
  startedAt!: Date;
  @field.moment({ required: true })
  heardAt!: Date;
  @field.list(() => ServiceCheck, { required: true })
  checks!: readonly ServiceCheck[];
  @field.list(() => ServiceFigure, { required: true })
  figures!: readonly ServiceFigure[];
}
export class QueueState {
  @field.integer({ description: 'Messages that SciCow has not handled; null when Kafka cannot be asked' })
  lag!: number | null;
  @field.yesNo({ required: true, description: 'Messages wait and nothing moves' })
  isStalled!: boolean;
  @field.text()
  fault!: string | null;
}
export class PauseState {
  @field.yesNo({ required: true })
  isPaused!: boolean;
  @field.text()
  by!: string | null;
  @field.moment()
  at!: Date | null;
  @field.text()
  reason!: string | null;
}
export class ServicesOverview {
  @field.list(() => ServiceRow, { required: true })
  services!: readonly ServiceRow[];
  @field.nested(() => QueueState, { required: true })
  queue!: QueueState;
  @field.nested(() => PauseState, { required: true })
  scicow!: PauseState;
  @field.yesNo({ required: true, description: 'The caller may pause, resume and forget' })
  mayManage!: boolean;
}
export class PauseRequest {
  @field.yesNo({ required: true })
  isPaused!: boolean;
  @field.text({ maxLength: 1000 })
  reason?: string;
}
