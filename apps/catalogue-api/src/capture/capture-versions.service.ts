import { Injectable } from '@nestjs/common';
import {
  type Caller,
  captureDifference,
  type CaptureFault,
  conflict,
  emptyContent,
  hasErrors,
  invalid,
  itemsOf,
  notFound,
  reasonText,
  SciZooError,
} from '@scizoo/domain';
import { type CaptureActivated, CaptureConfigurationContent, makeEvent, sourceOf } from '@scizoo/messaging';
import type { ClientSession } from 'mongoose';
import { checked } from '../schema/checked';
import { CaptureDevices } from './capture-devices.service';
import { CaptureOutbox } from './capture-outbox';
import { CaptureRepository } from './capture.repository';
import type {
  CaptureActivation,
  CaptureSchedule,
  CaptureScheduling,
  CaptureVersion,
  CaptureVersionHead,
  ChangedCaptureVersion,
  CheckedCaptureVersion,
  NewCaptureVersion,
  VersionState,
} from './capture.shapes';
import { visitNear, Visits } from './visit-schedule';

/** Who moves the visits, and the configurations that are scheduled for them. */
export const USER_OFFICE: Caller = { username: 'user office', groups: [] };
const stale = () => new SciZooError('stale', 'Somebody else has changed this version meanwhile');
const faultText = ({ key, code, detail }: CaptureFault): string =>
  [key, code, detail].filter((part) => part !== undefined && part !== '').join(': ');

/** The life of a version: draft → checked → active, or put aside; every step in one transaction. */
@Injectable()
export class CaptureVersions {
  constructor(
    private readonly versions: CaptureRepository,
    private readonly devices: CaptureDevices,
    private readonly outbox: CaptureOutbox,
    private readonly visits: Visits,
  ) {}

  active(beamline: string): Promise<CaptureVersion | undefined> {
    return this.versions.active(beamline);
  }
  async get(beamline: string, version: number, session?: ClientSession): Promise<CaptureVersion> {
    const found = await this.versions.find(beamline, version, session);
    if (!found) throw notFound(`${beamline} has no version ${version}`);
    return found;
  }

  /** A new draft: from a file, from another beamline, from a version, or from what is active. */
  create(beamline: string, asked: NewCaptureVersion, caller: Caller): Promise<CaptureVersion> {
    return this.versions.transaction(async (session) => {
      const open = await this.versions.openDraft(beamline, session);
      if (open && !asked.replaceDraft)
        throw conflict(reasonText('capture-edited', { version: open.version, by: open.updatedBy }));
      if (open) await this.putAside(await this.get(beamline, open.version, session), caller, session);
      const { content, basedOn, origin } = await this.beginning(beamline, asked, session);
      const version = await this.versions.nextVersion(beamline, session);
      const draft = newDraft({ beamline, version, content, basedOn, origin }, caller);
      await this.versions.insert(draft, session);
      return draft;
    });
  }
  private async beginning(
    beamline: string,
    { content, fromBeamline, basedOn }: NewCaptureVersion,
    session: ClientSession,
  ): Promise<Pick<CaptureVersion, 'content' | 'basedOn' | 'origin'>> {
    if (content) return { content, origin: 'file' };
    if (fromBeamline) {
      const other = await this.versions.active(fromBeamline, session);
      if (!other) throw notFound(reasonText('capture-nothing-to-copy', { beamline: fromBeamline }));
      return { content: other.content, origin: `${fromBeamline} version ${other.version}` };
    }
    const base = basedOn ? await this.get(beamline, basedOn, session) : await this.versions.active(beamline, session);
    return { content: base?.content ?? (emptyContent() as CaptureConfigurationContent), basedOn: base?.version };
  }

  /** @throws 412 when somebody else was faster; what they saved stands in the version */
  change(
    beamline: string,
    version: number,
    { revision, content }: ChangedCaptureVersion,
    caller: Caller,
  ): Promise<CaptureVersion> {
    return this.move(beamline, version, { revision, from: ['draft', 'checked'] }, caller, () => ({
      content,
      state: 'draft' as const,
      items: itemsOf(content).length,
      checkedAt: undefined,
      checkedBy: undefined,
    }));
  }

  discard(beamline: string, version: number, revision: number, caller: Caller): Promise<CaptureVersion> {
    return this.move(beamline, version, { revision, from: ['draft', 'checked'] }, caller, () => ({
      state: 'retired' as const,
    }));
  }

  /** Looks at everything that can be looked at; without errors the version is checked. */
  async check(beamline: string, version: number, revision: number, caller: Caller): Promise<CheckedCaptureVersion> {
    const { content } = await this.get(beamline, version);
    const { faults, devicesUnchecked } = await this.devices.check(beamline, content);
    const isGood = !hasErrors(faults);
    const moved = await this.move(beamline, version, { revision, from: ['draft', 'checked'] }, caller, () =>
      isGood
        ? { state: 'checked' as const, checkedAt: new Date(), checkedBy: caller.username }
        : { state: 'draft' as const, checkedAt: undefined, checkedBy: undefined },
    );
    return { version: moved, faults, ...(devicesUnchecked && { devicesUnchecked }) };
  }

  /** From the next scan on. @throws 400 with the errors of a version that has some */
  async activate(
    beamline: string,
    version: number,
    { revision, reason }: CaptureActivation,
    caller: Caller,
  ): Promise<CaptureVersion> {
    await this.assertGood(beamline, version);
    return this.makeActive(beamline, version, { revision, from: ['checked', 'draft'], reason }, caller);
  }

  async schedule(
    beamline: string,
    version: number,
    { revision, reason, at, proposalId }: CaptureScheduling,
    caller: Caller,
  ): Promise<CaptureVersion> {
    // without one it would be the zone of this machine, which nobody at the beamline knows
    if (!/(?:Z|[+-]\d{2}:?\d{2})$/i.test(at))
      throw invalid('The time of a schedule names its zone, as in 2026-11-30T08:00:00Z');
    const time = new Date(at);
    if (time.getTime() <= Date.now()) throw invalid(reasonText('capture-past'));
    await this.assertGood(beamline, version);
    const visits = proposalId ? await this.visits.of(proposalId, beamline) : undefined;
    const visitStart = visitNear(visits ?? [], time)?.start;
    return this.move(beamline, version, { revision, from: ['checked', 'draft'] }, caller, () => ({
      state: 'scheduled' as const,
      reason,
      schedule: {
        at: time,
        by: caller.username,
        ...(proposalId && { proposalId }),
        ...(visitStart && { visitStart }),
      },
    }));
  }
  /** By the keeper, when the visit has moved. */
  reschedule({ beamline, version, revision }: CaptureVersionHead, schedule: CaptureSchedule): Promise<CaptureVersion> {
    return this.move(beamline, version, { revision, from: ['scheduled'] }, USER_OFFICE, () => ({ schedule }));
  }
  /** Back to the draft, if no other is open; else put aside. */
  unschedule(beamline: string, version: number, revision: number, caller: Caller): Promise<CaptureVersion> {
    return this.move(beamline, version, { revision, from: ['scheduled'] }, caller, async (_, session) => ({
      state: (await this.versions.openDraft(beamline, session)) ? ('retired' as const) : ('checked' as const),
      schedule: undefined,
      reason: undefined,
    }));
  }
  /** By the keeper, when its time has come. */
  activateScheduled(beamline: string, version: number, revision: number, by: string): Promise<CaptureVersion> {
    return this.makeActive(beamline, version, { revision, from: ['scheduled'] }, { username: by, groups: [] });
  }

  /** What an earlier version says becomes active again, as a new version: the history only grows. */
  rollBack(beamline: string, version: number, reason: string, caller: Caller): Promise<CaptureVersion> {
    return this.announced(async (session) => {
      const earlier = await this.get(beamline, version, session);
      if (!earlier.activatedAt) throw conflict(reasonText('capture-never-active', { version }));
      if (earlier.state === 'active') throw conflict(reasonText('capture-is-active', { version }));
      const number = await this.versions.nextVersion(beamline, session);
      const draft = newDraft({ beamline, version: number, content: earlier.content, basedOn: version }, caller);
      return this.enter({ ...draft, reason }, caller, session, (entered) => this.versions.insert(entered, session));
    });
  }

  private async assertGood(beamline: string, version: number): Promise<void> {
    const { content } = await this.get(beamline, version);
    checked(CaptureConfigurationContent, content);
    const { faults } = await this.devices.check(beamline, content);
    const errors = faults.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw invalid(reasonText('capture-errors', { faults: errors.map(faultText).join('; ') }));
  }

  private makeActive(
    beamline: string,
    version: number,
    { revision, from, reason }: { revision: number; from: readonly VersionState[]; reason?: string },
    caller: Caller,
  ): Promise<CaptureVersion> {
    return this.announced(async (session) => {
      const current = await this.get(beamline, version, session);
      assertState(current, from);
      if (current.revision !== revision) throw stale();
      const next = { ...current, reason: reason ?? current.reason, revision: revision + 1 };
      return this.enter(next, caller, session, async (entered) => {
        if (!(await this.versions.replace(entered, revision, session))) throw stale();
      });
    });
  }

  /** One version in, the one before out, and the event for Kafka: together or not at all. */
  private async enter(
    version: CaptureVersion,
    caller: Caller,
    session: ClientSession,
    write: (entered: CaptureVersion) => Promise<void>,
  ): Promise<CaptureVersion> {
    const { beamline } = version;
    const before = await this.versions.active(beamline, session);
    const now = new Date();
    if (before) {
      const retired = { ...before, state: 'retired' as const, retiredAt: now, revision: before.revision + 1 };
      if (!(await this.versions.replace(retired, before.revision, session))) throw stale();
    }
    const entered: CaptureVersion = {
      ...version,
      state: 'active',
      activatedAt: now,
      activatedBy: caller.username,
      updatedAt: now,
      updatedBy: caller.username,
    };
    await write(entered);
    const sequence = await this.versions.nextActivation(beamline, session);
    await this.versions.post(activationEvent(entered, sequence), session);
    return entered;
  }
  private async announced(work: (session: ClientSession) => Promise<CaptureVersion>): Promise<CaptureVersion> {
    const version = await this.versions.transaction(work);
    this.outbox.sendSoon();
    return version;
  }

  private async putAside(version: CaptureVersion, caller: Caller, session: ClientSession): Promise<void> {
    const aside = { ...touched(version, caller), state: 'retired' as const };
    if (!(await this.versions.replace(aside, version.revision, session))) throw stale();
  }

  private move(
    beamline: string,
    version: number,
    { revision, from }: { revision: number; from: readonly VersionState[] },
    caller: Caller,
    change: (
      current: CaptureVersion,
      session: ClientSession,
    ) => Partial<CaptureVersion> | Promise<Partial<CaptureVersion>>,
  ): Promise<CaptureVersion> {
    return this.versions.transaction(async (session) => {
      const current = await this.get(beamline, version, session);
      assertState(current, from);
      if (current.revision !== revision) throw stale();
      const next = without({ ...touched(current, caller), ...(await change(current, session)) });
      if (!(await this.versions.replace(next, revision, session))) throw stale();
      return next;
    });
  }

  /** How many things an open draft says differently from what is active. */
  async changes(beamline: string, version: number): Promise<number> {
    const [draft, active] = await Promise.all([this.get(beamline, version), this.versions.active(beamline)]);
    return captureDifference(active?.content ?? emptyContent(), draft.content).length;
  }
}

const touched = (version: CaptureVersion, caller: Caller): CaptureVersion => ({
  ...version,
  revision: version.revision + 1,
  updatedAt: new Date(),
  updatedBy: caller.username,
});
const without = (version: CaptureVersion): CaptureVersion =>
  Object.fromEntries(Object.entries(version).filter(([, value]) => value !== undefined)) as unknown as CaptureVersion;

function assertState({ state, version }: CaptureVersion, from: readonly VersionState[]): void {
  if (!from.includes(state)) throw conflict(`Version ${version} is ${state}`);
}

function newDraft(
  about: Pick<CaptureVersion, 'beamline' | 'version' | 'content' | 'basedOn' | 'origin'>,
  { username }: Caller,
): CaptureVersion {
  const now = new Date();
  const who = { createdBy: username, createdAt: now, updatedBy: username, updatedAt: now };
  return without({ ...about, ...who, state: 'draft', revision: 1, items: itemsOf(about.content).length });
}

function activationEvent(version: CaptureVersion, sequence: number) {
  const { beamline, content, activatedAt, activatedBy, reason } = version;
  const data: CaptureActivated = {
    ...content,
    beamline,
    version: version.version,
    activatedAt: (activatedAt as Date).toISOString(),
    activatedBy: activatedBy as string,
    ...(reason && { reason }),
  };
  const about = { subject: beamline, source: sourceOf('catalogue', beamline), sequence, time: activatedAt };
  return makeEvent('org.scizoo.capture.activated.v1', about, data);
}
