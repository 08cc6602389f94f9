import { Injectable } from '@nestjs/common';
import { InjectConnection } from '@nestjs/mongoose';
import { type Caller, forbidden, notFound, type Owned, reasonText } from '@scizoo/domain';
import type { CaptureConfigurationContent } from '@scizoo/messaging';
import type { Reading } from '@scizoo/tango-gateway';
import type { Connection } from 'mongoose';
import { AccessService } from '../access';
import { BeamlineRights } from './beamline-rights';
import { CaptureDevices } from './capture-devices.service';
import { CaptureVersions } from './capture-versions.service';
import type { NowAnswer } from './devices.shapes';
import { Visits } from './visit-schedule';

/** However many people ask, the control system is asked so often at most. */
const KEPT_MS = 2000;

/** What a beamline records, read at this moment: for an entry of the logbook, while there is no scan. */
@Injectable()
export class CaptureNow {
  private readonly kept = new Map<string, { readonly at: number; readonly answer: Promise<NowAnswer> }>();

  constructor(
    @InjectConnection() private readonly connection: Connection,
    private readonly rights: BeamlineRights,
    private readonly access: AccessService,
    private readonly versions: CaptureVersions,
    private readonly devices: CaptureDevices,
    private readonly visits: Visits,
  ) {}

  /** @throws 403 for those who neither work at the beamline nor measure there now */
  async read(beamline: string, proposalId: string | undefined, caller: Caller): Promise<NowAnswer> {
    const { mayEdit } = await this.rights.one(caller, beamline);
    if (!mayEdit && !(await this.measuresNow(beamline, proposalId, caller)))
      throw forbidden(reasonText('capture-now-group'));
    const active = await this.versions.active(beamline);
    if (!active) throw notFound(`${beamline} records nothing yet`);
    const key = `${beamline}:${active.version}:${proposalId ?? ''}`;
    const kept = this.kept.get(key);
    if (kept && performance.now() - kept.at < KEPT_MS) return kept.answer;
    const answer = this.readContent(beamline, active.content, proposalId);
    for (const [other, { at }] of this.kept) if (performance.now() - at >= KEPT_MS) this.kept.delete(other);
    this.kept.set(key, { at: performance.now(), answer });
    // A fault is not kept: who tries again asks again.
    answer.catch(() => this.kept.delete(key));
    return answer;
  }

  private async readContent(
    beamline: string,
    content: CaptureConfigurationContent,
    proposalId: string | undefined,
  ): Promise<NowAnswer> {
    const items = content.groups
      .filter(({ enabled, limits }) => enabled && isFor(limits?.proposals, proposalId))
      .flatMap((group) => group.items)
      .filter(({ source }) => source.kind === 'tango' || source.kind === 'sardana');
    const readings: ReadonlyMap<string, Reading> =
      items.length > 0 ? await this.devices.readItems(beamline, items, content.timeBudgetMs) : new Map();
    const values = items.flatMap(({ key, name, unit }) => {
      const reading = readings.get(key);
      return reading ? [{ ...reading, key, name, unit: reading.unit || unit }] : [];
    });
    return { readAt: new Date(), values };
  }
  private async measuresNow(beamline: string, proposalId: string | undefined, caller: Caller): Promise<boolean> {
    if (proposalId === undefined) return false;
    const proposal = await this.connection
      .collection<Owned & { _id: string }>('proposals')
      .findOne({ _id: proposalId }, { projection: { ownerGroup: 1, instrumentGroup: 1 } });
    if (!proposal || !this.access.mayAnnotate(caller, proposal)) return false;
    const now = new Date();
    return ((await this.visits.of(proposalId, beamline)) ?? []).some(({ start, end }) => start <= now && end >= now);
  }
}

/** Groups that one proposal alone records are no business of another one. */
const isFor = (proposals: readonly string[] | null | undefined, proposalId: string | undefined): boolean =>
  !proposals?.length ||
  proposalId === undefined ||
  proposals.some((one) => one.toLowerCase() === proposalId.toLowerCase());
