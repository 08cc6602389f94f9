/** Clock times in a chosen zone. All arithmetic goes through Intl, so that summer time is the platform's business. */
const formats = new Map<string, Intl.DateTimeFormat>();
function partsFormat(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

export interface Clock {
  day: string;
  time: string;
}
/** `day` 2026-11-22 and `time` 14:05:31 in the zone. */
export function clockOf(moment: string | number | Date, zone: string): Clock {
  const found: Record<string, string> = {};
  for (const { type, value } of partsFormat(zone).formatToParts(new Date(moment))) found[type] = value;
  return {
    day: `${found['year']}-${found['month']}-${found['day']}`,
    time: `${found['hour']}:${found['minute']}:${found['second']}`,
  };
}

/** Days of many rows: hours never span two days in any zone of whole or half hours, so one look-up per half hour does. */
const days = new Map<string, string>();
export function dayOf(moment: string, zone: string): string {
  const key = `${zone}|${Math.floor(Date.parse(moment) / 900_000)}`;
  let day = days.get(key);
  if (day === undefined) {
    day = clockOf(moment, zone).day;
    if (days.size > 20_000) days.clear();
    days.set(key, day);
  }
  return day;
}

const offsetAt = (utc: number, zone: string): number => {
  const { day, time } = clockOf(utc, zone);
  return Date.parse(`${day}T${time}Z`) - Math.floor(utc / 1000) * 1000;
};
/** The moment at which a clock in the zone shows `local` (2026-11-22T14:05 with or without seconds). */
export function momentOf(local: string, zone: string): Date {
  const wall = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  const guess = wall - offsetAt(wall, zone);
  return new Date(wall - offsetAt(guess, zone));
}
export const localOf = (moment: string | number | Date, zone: string): string => {
  const { day, time } = clockOf(moment, zone);
  return `${day}T${time.slice(0, 5)}`;
};

/** Shifts of eight hours begin at these hours of the facility's clock. */
const SHIFT_STARTS = [6, 14, 22] as const;
export function shiftStart(now: number, zone: string): Date {
  const { day, time } = clockOf(now, zone);
  const hour = Number(time.slice(0, 2));
  const start = [...SHIFT_STARTS].reverse().find((from) => from <= hour);
  if (start !== undefined) return momentOf(`${day}T${String(start).padStart(2, '0')}:00`, zone);
  const yesterday = clockOf(momentOf(`${day}T12:00`, zone).getTime() - 86_400_000, zone).day;
  return momentOf(`${yesterday}T${SHIFT_STARTS[2]}:00`, zone);
}
export const dayStart = (now: number, zone: string): Date => momentOf(`${clockOf(now, zone).day}T00:00`, zone);

/** The shift in which a moment lies, by its day and the hour of its start: `2026-11-22 06`. */
export const shiftOf = (moment: string, zone: string): string => {
  const key = `shift|${zone}|${Math.floor(Date.parse(moment) / 900_000)}`;
  let shift = days.get(key);
  if (shift === undefined) {
    const { day, time } = clockOf(shiftStart(Date.parse(moment), zone), zone);
    shift = `${day} ${time.slice(0, 2)}`;
    days.set(key, shift);
  }
  return shift;
};
/** Hours of a shift that begins at this hour: `22:00 – 06:00`. */
export const shiftHours = (start: number): string =>
  [start, (start + 8) % 24].map((hour) => `${String(hour).padStart(2, '0')}:00`).join(' – ');

/** 8 s, 3 min 12 s, 2 h 05 min */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}
