import type { ItemProblem } from '@scizoo/domain';
import type { AlarmKind, Condition } from '../alarms/hysteresis';
import { isSilent, type StoredService } from '../operations/services.service';
import type { QueueState } from '../operations/services.shapes';
import type { BeamlineHealthDetail } from './capture-health.shapes';

export interface Limits {
  readonly lagMessages: number;
  readonly spoolBytes: number;
  readonly quietHours: number;
}
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MEGABYTE = 1024 * 1024;
/** A message may be on its way for some seconds; times of records are told apart by much less than this. */
const CLOCK_OFF_MS = 60_000;
/** Events may wait on a disk for a moment; for as long as this somebody should know. */
const SPOOLING_MS = 60_000;
/** Below so many letters a rate says nothing. */
const LETTERS_AT_LEAST = 3;
const RATE_AT_MOST = 0.01;

const PROBLEM_KINDS: Readonly<Record<ItemProblem, AlarmKind>> = {
  missing: 'item-missing',
  'out-of-range': 'item-out-of-range',
  frozen: 'item-frozen',
  'unit-changed': 'item-unit-changed',
};
const PROBLEM_TEXTS: Readonly<Record<ItemProblem, string>> = {
  missing: 'is not recorded any more',
  'out-of-range': 'is outside its limits',
  frozen: 'does not change any more',
  'unit-changed': 'comes in another unit',
};
/** Alarms carry the code, as words for people who read another language. */
const LAG_TEXTS = { paused: 'SciCow is paused', still: 'nothing moves', behind: 'SciCow is behind' } as const;
const shown = (value: unknown): string => JSON.stringify(value ?? null).slice(0, 100);

/** What is wrong with the recording of a beamline; an item that is not required may be absent. */
export function ofBeamline(health: BeamlineHealthDetail, hasVisit: boolean, now: Date, limits: Limits): Condition[] {
  const { beamline } = health;
  const items = health.items.flatMap((item) =>
    item.problems
      .filter((problem) => problem !== 'missing' || item.isRequired)
      .map((problem): Condition => ({
        kind: PROBLEM_KINDS[problem],
        beamline,
        about: item.key,
        text: `${item.name} ${PROBLEM_TEXTS[problem]}${item.lastError && problem === 'missing' ? `: ${item.lastError}` : ''}`,
        details: {
          item: item.name,
          value: shown(item.lastValue),
          unit: item.unit ?? '',
          error: item.lastError ?? '',
          arrived: item.arrived,
          expected: item.expected,
        },
        isSure: true,
      })),
  );
  const lost = health.lostScans.map(({ door, number }): Condition => ({
    kind: 'scan-missing',
    beamline,
    about: `${door}#${number}`,
    text: `Scan ${number} of ${door || beamline} never arrived`,
    details: { door, number },
    isSure: true,
  }));
  const silence = now.getTime() - (health.newestAt?.getTime() ?? 0);
  const hours = Math.floor(silence / HOUR_MS);
  const isQuiet = limits.quietHours > 0 && hasVisit && silence > limits.quietHours * HOUR_MS;
  const quiet: Condition = {
    kind: 'nothing-arrives',
    beamline,
    about: 'records',
    text: `No record for ${hours} h although a visit is running`,
    details: { hours },
  };
  return [...items, ...lost, ...(isQuiet ? [quiet] : [])];
}

/** Concerns a beamline when the service serves one alone, else the facility. */
const placeOf = ({ beamlines }: StoredService) => (beamlines.length === 1 ? { beamline: beamlines[0] as string } : {});

export function ofService(service: StoredService, now: Date, limits: Limits): Condition[] {
  const { _id: about, service: name, instance, checks, figures } = service;
  const place = placeOf(service);
  const seconds = Math.round((now.getTime() - service.heardAt.getTime()) / 1000);
  const details = { service: name, instance };
  // What a silent service last said of itself is not news any more.
  if (isSilent(service, now)) {
    const text = `${name} on ${instance} has not been heard of for ${seconds} s`;
    return [{ kind: 'service-silent', ...place, about, text, details: { ...details, seconds }, isSure: true }];
  }
  const conditions: Condition[] = [];
  const down = checks.filter(({ isUp }) => !isUp);
  if (service.isIll) {
    const what = down.map((check) => `${check.name}: ${check.message ?? 'down'}`).join('; ') || 'not ready';
    const text = `${name} on ${instance} cannot work: ${what}`.slice(0, 500);
    conditions.push({ kind: 'service-ill', ...place, about, text, details: { ...details, what: what.slice(0, 300) } });
  }
  const ahead = service.clockAheadMs ?? 0;
  if (Math.abs(ahead) > CLOCK_OFF_MS) {
    const off = Math.round(Math.abs(ahead) / 1000);
    const direction = ahead > 0 ? 'ahead' : 'behind';
    const text = `The clock of ${instance} (${name}) is ${off} s ${direction}: times of its records are wrong`;
    conditions.push({ kind: 'clock-wrong', ...place, about, text, details: { ...details, off, direction } });
  }
  const bytes = figures['spoolBytes'] ?? 0;
  const waitsMs = service.spooledSince ? now.getTime() - service.spooledSince.getTime() : 0;
  if (bytes > 0 && (bytes > limits.spoolBytes || waitsMs > SPOOLING_MS)) {
    const megabytes = Math.round((bytes / MEGABYTE) * 10) / 10;
    const text = `${megabytes} MB of events wait on the disk of ${name} on ${instance}`;
    conditions.push({ kind: 'spool', ...place, about, text, details: { ...details, megabytes } });
  }
  const refused = figures['refused'] ?? 0;
  if (refused > 0) {
    const why = (checks.find((check) => check.name === 'events set aside')?.message ?? '').slice(0, 300);
    const text = `${name} on ${instance} has set aside what Kafka never takes (${refused}): ${why || 'see refused.ndjson'}`;
    const told = { ...details, refused, why: why || 'refused.ndjson' };
    conditions.push({ kind: 'events-refused', ...place, about, text, details: told, isSure: true });
  }
  return conditions;
}

export function ofQueue({ lag, isStalled, fault }: QueueState, isPaused: boolean, limits: Limits): Condition[] {
  if (fault !== null)
    return [
      {
        kind: 'kafka-away',
        about: 'kafka',
        text: `Kafka does not answer: ${fault}`.slice(0, 300),
        details: { fault: fault.slice(0, 300) },
      },
    ];
  const isBehind = (lag ?? 0) > limits.lagMessages;
  if (!isBehind && !isStalled) return [];
  const why = isPaused ? 'paused' : isStalled ? 'still' : 'behind';
  const text = `${lag} messages wait in Kafka: ${LAG_TEXTS[why]}`;
  // That nothing moves has been seen for half a minute already.
  return [{ kind: 'lag', about: 'scicow', text, details: { lag: lag ?? 0, why }, isSure: isStalled }];
}

export interface LettersOfBeamline {
  readonly beamline: string | null;
  readonly open: number;
  readonly oldest: Date;
}
/** @param hour messages of the last hour: taken, and refused */
export function ofLetters(
  letters: readonly LettersOfBeamline[],
  hour: { readonly taken: number; readonly rejected: number },
  now: Date,
): Condition[] {
  const old = letters
    .filter(({ oldest }) => now.getTime() - oldest.getTime() > DAY_MS)
    .map(({ beamline, open }): Condition => ({
      kind: 'dead-letters-old',
      ...(beamline !== null && { beamline }),
      about: 'dead letters',
      text: `Dead letters lie there for more than a day (${open} open)`,
      details: { open },
      isSure: true,
    }));
  const share = hour.rejected / Math.max(1, hour.taken + hour.rejected);
  if (hour.rejected < LETTERS_AT_LEAST || share <= RATE_AT_MOST) return old;
  const percent = Math.round(share * 1000) / 10;
  const text = `${percent} % of the messages of the last hour were refused (${hour.rejected})`;
  const details = { percent, rejected: hour.rejected };
  return [...old, { kind: 'dead-letters-many', about: 'dead letters', text, details, isSure: true }];
}
