import { DateTime } from 'luxon';
import type { LocalTime } from './formats';

const DATES = ['yyyy-MM-dd', 'M/d/yyyy', 'd/M/yyyy', 'M/d/yy', 'd/M/yy', 'd.M.yyyy'];
const TIMES = ['HH:mm:ss', 'h:mm:ss a', 'HH:mm', 'h:mm a'];

/**
 * The moment that a header means. `06/05/2017` can be a day in May or in June: of what it can mean the latest counts that is
 * not after the file's own time, since a file is written when or soon after it is measured.
 * @returns undefined when it is no date and time
 */
export function momentOf({ date, time, zone }: LocalTime, facilityZone: string, modifiedMs: number): Date | undefined {
  const DAY_MS = 24 * 3600 * 1000;
  const meanings = DATES.flatMap((day) =>
    TIMES.flatMap((clock) => {
      const moment = DateTime.fromFormat(`${date} ${time}`, `${day} ${clock}`, {
        zone: zone ?? facilityZone,
        locale: 'en',
      });
      return moment.isValid ? [moment.toMillis()] : [];
    }),
  ).sort((a, b) => b - a);
  // A day of grace: clocks and zones of measuring computers are what they are.
  const meant = meanings.find((moment) => moment <= modifiedMs + DAY_MS) ?? meanings.at(-1);
  return meant === undefined ? undefined : new Date(meant);
}
