export const ALARM_KINDS = [
  'item-missing',
  'item-out-of-range',
  'item-frozen',
  'item-unit-changed',
  'scan-missing',
  'nothing-arrives',
  'lag',
  'kafka-away',
  'spool',
  'events-refused',
  'service-silent',
  'service-ill',
  'clock-wrong',
  'dead-letters-old',
  'dead-letters-many',
] as const;
export type AlarmKind = (typeof ALARM_KINDS)[number];

/** Something that is wrong now. Kind, beamline and `about` tell it apart from others. */
export interface Condition {
  readonly kind: AlarmKind;
  /** Absent: concerns the whole facility. */
  readonly beamline?: string;
  /** Key of the item, number of the scan, service… */
  readonly about: string;
  /** For people, in English; the web program words it from kind and details. */
  readonly text: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** It has lasted long enough already: found by its own measure. */
  readonly isSure?: boolean;
}
export interface Alarm extends Omit<Condition, 'isSure'> {
  readonly _id: string;
  readonly state: 'pending' | 'raised' | 'cleared';
  readonly since: Date;
  /** The last look at which it was there. */
  readonly seenAt: Date;
  readonly raisedAt?: Date;
  readonly clearedAt?: Date;
}
export interface Patience {
  readonly raiseAfterMs: number;
  readonly clearAfterMs: number;
}
export interface Step {
  readonly alarm: Alarm;
  readonly change?: 'raised' | 'cleared';
}

export const alarmId = ({ kind, beamline = '', about }: Pick<Condition, 'kind' | 'beamline' | 'about'>): string =>
  `${kind}|${beamline}|${about}`;

/** What becomes of an alarm when the condition is there; a fault that comes and goes raises it once. */
export function whileThere(
  known: Alarm | undefined,
  { isSure = false, ...condition }: Condition,
  now: Date,
  { raiseAfterMs }: Patience,
): Step {
  const isNew = known === undefined || known.state === 'cleared';
  const since = isNew ? now : known.since;
  const alarm = { ...known, ...condition, _id: alarmId(condition), since, seenAt: now };
  if (known?.state === 'raised') return { alarm: { ...alarm, state: 'raised' } };
  if (!isSure && now.getTime() - since.getTime() < raiseAfterMs) return { alarm: { ...alarm, state: 'pending' } };
  const { clearedAt: _, ...rest } = alarm;
  return { alarm: { ...rest, state: 'raised', raisedAt: now }, change: 'raised' };
}

/** What becomes of an alarm whose condition is not there; nothing when it was never raised. */
export function whileGone(known: Alarm, now: Date, { clearAfterMs }: Patience): Step | undefined {
  if (known.state === 'pending') return undefined;
  if (known.state === 'cleared' || now.getTime() - known.seenAt.getTime() < clearAfterMs) return { alarm: known };
  return { alarm: { ...known, state: 'cleared', clearedAt: now }, change: 'cleared' };
}
