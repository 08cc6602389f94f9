import { DateTime } from 'luxon';

const FORMATS = ['dd/MM/yyyy HH:mm:ss', 'dd/MM/yyyy HH:mm'];
const DAY = 'dd/MM/yyyy';

function parsed(text: string, format: string, zone: string): DateTime | undefined {
  const moment = DateTime.fromFormat(text.trim(), format, { zone, locale: 'en' });
  return moment.isValid ? moment : undefined;
}

/**
 * A time of the facility's clock, `31/12/2026 08:00:00` or `31/12/2026`, as UTC. A day alone means its first moment as a
 * start, its last as an end. An hour that comes twice in autumn is the earlier one as a start and the later one as an end,
 * so that a period never gets shorter; one that spring leaves out is moved on by the hour.
 * @throws Error when it is no time
 */
export function utcOf(text: string, zone: string, side: 'start' | 'end'): string {
  for (const format of FORMATS) {
    const moment = parsed(text, format, zone);
    if (moment) return atSide(moment, side);
  }
  const day = parsed(text, DAY, zone);
  if (!day) throw new Error(`"${text}" is no time such as 31/12/2026 08:00:00`);
  return atSide(side === 'start' ? day.startOf('day') : day.endOf('day').set({ millisecond: 0 }), side);
}

function atSide(moment: DateTime, side: 'start' | 'end'): string {
  const choices = moment.getPossibleOffsets().map((choice) => choice.toMillis());
  const chosen = side === 'start' ? Math.min(...choices) : Math.max(...choices);
  return new Date(chosen).toISOString();
}
