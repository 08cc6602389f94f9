import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import type { Connection } from 'mongoose';
import type { CaptureSchedule } from './capture.shapes';

export interface Visit {
  readonly start: Date;
  readonly end: Date;
}
interface ProposalWithVisits {
  readonly MeasurementPeriodList?: readonly (Visit & { readonly instrument: string })[];
  readonly metadata?: { readonly withdrawn?: unknown };
}

/** When proposals have their time, as the user office told last. */
@Injectable()
export class Visits {
  constructor(@InjectConnection() private readonly connection: Connection) {}

  /** None when the proposal was withdrawn; undefined when nobody has told of it yet. */
  async of(proposalId: string, beamline: string): Promise<Visit[] | undefined> {
    const proposal = await this.connection
      .collection<ProposalWithVisits & { _id: string }>('proposals')
      .findOne({ _id: proposalId }, { projection: { MeasurementPeriodList: 1, 'metadata.withdrawn': 1 } });
    if (!proposal) return undefined;
    if (proposal.metadata?.withdrawn !== undefined) return [];
    return (proposal.MeasurementPeriodList ?? []).filter(({ instrument }) => instrument === beamline);
  }
}

/** The visit that a time is meant for. */
export const visitNear = (visits: readonly Visit[], at: Date): Visit | undefined =>
  [...visits].sort((a, b) => distance(a, at) - distance(b, at))[0];
const distance = ({ start }: Visit, at: Date): number => Math.abs(start.getTime() - at.getTime());

/**
 * What becomes of a schedule when the visit has moved: the time goes with it by as much, to the nearest of the visits that
 * are still to come or under way; `off` when there is none any more. Undefined: it stays.
 */
export function followed(
  { visitStart, ...schedule }: CaptureSchedule,
  visits: readonly Visit[],
  now: Date,
): CaptureSchedule | 'off' | undefined {
  if (!visitStart || visits.some(({ start }) => start.getTime() === visitStart.getTime())) return undefined;
  const visit = visitNear(
    visits.filter(({ end }) => end > now),
    visitStart,
  );
  if (!visit) return 'off';
  const at = new Date(schedule.at.getTime() + visit.start.getTime() - visitStart.getTime());
  return { ...schedule, at, visitStart: visit.start };
}
