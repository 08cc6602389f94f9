import { parseEvent, TopicCopy, type TopicCopyOptions } from '@scizoo/messaging';
import type { Logger } from '@scizoo/service-kit';

/** When a proposal has a beamline. */
export interface Period {
  readonly beamline: string;
  readonly start: string;
  readonly end: string;
}
const KEPT_MS = 30 * 24 * 3600 * 1000;

/** Periods in a message of the topic of proposals that may still matter; none of a withdrawn one or one that is long over. */
export function periodsIn(value: Buffer, now = Date.now()): Period[] | undefined {
  const event = parseEvent(value);
  if (event.type !== 'org.scizoo.proposal.changed.v1') return undefined;
  const { measurementPeriods = [] } = event.data as {
    measurementPeriods?: { instrument: string; start: string; end: string }[];
  };
  const kept = measurementPeriods
    .filter(({ end }) => Date.parse(end) > now - KEPT_MS)
    .map(({ instrument, start, end }) => ({ beamline: instrument.toLowerCase(), start, end }));
  return kept.length > 0 ? kept : undefined;
}

/** The proposal that has the beamline alone at a time; of two that share it, nobody can tell whose scan it is. */
export function proposalAt(
  schedule: ReadonlyMap<string, readonly Period[]>,
  beamline: string,
  time: string,
): string | undefined {
  const at = Date.parse(time);
  const found = [...schedule].filter(([, periods]) =>
    periods.some(
      (period) => period.beamline === beamline && Date.parse(period.start) <= at && at < Date.parse(period.end),
    ),
  );
  return found.length === 1 ? found[0]?.[0] : undefined;
}

/** The schedule of the user office as the proposals tell it, from Kafka; the last known one is kept on disk. */
export function openSchedule(
  options: Omit<TopicCopyOptions<Period[]>, 'read'> & { readonly logger: Logger },
): Promise<TopicCopy<Period[]>> {
  return TopicCopy.open<Period[]>({
    ...options,
    read: (proposal, value) => {
      try {
        return periodsIn(value);
      } catch (error) {
        options.logger.warn(
          { proposal, reason: (error as Error).message },
          'proposal not understood, not in the schedule',
        );
        return undefined;
      }
    },
  });
}
