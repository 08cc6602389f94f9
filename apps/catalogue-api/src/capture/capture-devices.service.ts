import { Injectable } from '@nestjs/common';
import {
  type AttributeFacts,
  captureFaults,
  type CaptureContent,
  type CaptureFault,
  type CaptureItem,
  DEFAULT_TIMEOUT_MS,
  itemsOf,
  notFound,
  reasonText,
  SciZooError,
  sourceText,
  tangoName,
  unavailable,
} from '@scizoo/domain';
import {
  type DeviceDescription,
  type DeviceSummary,
  type Reading,
  RemoteGateway,
  type TangoGateway,
} from '@scizoo/tango-gateway';
import { CatalogueConfig } from '../config';

export interface DeviceCheck {
  readonly faults: CaptureFault[];
  /** Why devices could not be looked at. */
  readonly devicesUnchecked?: string;
}
const DESCRIBED_AT_ONCE = 8;
const TRIED_MS = 3000;
/** What the gateway says of a name that leads nowhere, whatever else may be wrong with it. */
const LEADS_NOWHERE = /has no element|not defined in the database|attribute not found/i;

const isRead = ({ source }: CaptureItem): boolean => source.kind === 'tango' || source.kind === 'sardana';
/** In the Tango database of the beamline, under its own name: described whole, with all its attributes. */
const isBrowsed = ({ source }: CaptureItem): boolean =>
  source.kind === 'tango' && /^[^/:]+\/[^/]+\/[^/]+$/.test(source.device ?? '');

/** Tango of the beamlines, through the harvester of each (ADR 12). */
@Injectable()
export class CaptureDevices {
  private readonly gateways: ReadonlyMap<string, TangoGateway>;

  constructor({ tangoHarvesterUrls }: CatalogueConfig) {
    this.gateways = new Map(
      tangoHarvesterUrls.map((entry) => {
        const at = entry.indexOf('=');
        return [entry.slice(0, at), new RemoteGateway(entry.slice(at + 1))];
      }),
    );
  }

  has(beamline: string): boolean {
    return this.gateways.has(beamline);
  }
  list(beamline: string, pattern: string): Promise<DeviceSummary[]> {
    return this.gateway(beamline).devices(pattern);
  }
  describe(beamline: string, device: string): Promise<DeviceDescription> {
    return this.gateway(beamline).describe(device);
  }
  read(beamline: string, names: readonly string[], timeoutMs: number): Promise<Reading[]> {
    return this.gateway(beamline).read(names, { timeoutMs });
  }

  /**
   * Reads the items of Tango and of Sardana as a scan would: in parallel, each with its limit. One reading per item, by key.
   */
  async readItems(beamline: string, items: readonly CaptureItem[], budgetMs: number): Promise<Map<string, Reading>> {
    const tango = items.filter(isRead);
    const limits = Object.fromEntries(
      tango.map(({ source, timeoutMs }) => [sourceText(source), timeoutMs ?? DEFAULT_TIMEOUT_MS]),
    );
    const timeoutMs = Math.max(budgetMs, DEFAULT_TIMEOUT_MS);
    const readings = await this.gateway(beamline).read(Object.keys(limits), { timeoutMs, perAttributeMs: limits });
    const byName = new Map(readings.map((reading) => [reading.name, reading]));
    return new Map(tango.flatMap(({ key, source }) => [[key, byName.get(sourceText(source)) as Reading] as const]));
  }

  /** All checks; with those against the control system when it can be asked. */
  async check(beamline: string, content: CaptureContent): Promise<DeviceCheck> {
    const tango = itemsOf(content).filter((item) => isRead(item) && tangoName(sourceText(item.source)) !== undefined);
    if (tango.length === 0) return { faults: captureFaults(content) };
    try {
      const attributes = await this.factsOf(beamline, tango);
      const items = content.groups.flatMap((group) => (group.enabled ? group.items : []));
      const begin = performance.now();
      await this.readItems(
        beamline,
        items.filter(({ when }) => when !== 'change'),
        content.timeBudgetMs,
      );
      return { faults: captureFaults(content, { attributes, tookMs: Math.round(performance.now() - begin) }) };
    } catch (error) {
      if (!(error instanceof SciZooError)) throw error;
      return { faults: captureFaults(content), devicesUnchecked: error.message };
    }
  }

  private async factsOf(beamline: string, items: readonly CaptureItem[]): Promise<Map<string, AttributeFacts>> {
    const [described, tried] = await Promise.all([
      this.describedFacts(beamline, items.filter(isBrowsed)),
      this.triedFacts(
        beamline,
        items.filter((item) => !isBrowsed(item)),
      ),
    ]);
    return new Map([...described, ...tried]);
  }
  private async describedFacts(beamline: string, items: readonly CaptureItem[]): Promise<Map<string, AttributeFacts>> {
    const byDevice = new Map<string, Set<string>>();
    for (const { source } of items) {
      const device = (source.device ?? '').toLowerCase();
      byDevice.set(device, (byDevice.get(device) ?? new Set()).add((source.attribute ?? '').toLowerCase()));
    }
    const facts = new Map<string, AttributeFacts>();
    const waiting = [...byDevice];
    const failed: SciZooError[] = [];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [device, attributes] = next;
        const found = await this.factsOfDevice(beamline, device);
        if (found instanceof SciZooError) failed.push(found);
        for (const attribute of attributes)
          facts.set(
            `${device}/${attribute}`,
            found instanceof SciZooError ? { state: 'device-unreachable', reason: found.message } : found(attribute),
          );
      }
    };
    await Promise.all(Array.from({ length: DESCRIBED_AT_ONCE }, work));
    // One device that hangs says nothing of the others; when none can be asked, the way to them is cut.
    if (failed[0] && failed.length === byDevice.size) throw failed[0];
    return facts;
  }
  private async factsOfDevice(
    beamline: string,
    device: string,
  ): Promise<((attribute: string) => AttributeFacts) | SciZooError> {
    try {
      const { reachable, reason, attributes } = await this.describe(beamline, device);
      if (!reachable) return () => ({ state: 'device-unreachable', ...(reason && { reason }) });
      const units = new Map(attributes.map(({ name, unit }) => [name.toLowerCase(), unit]));
      return (attribute) =>
        units.has(attribute) ? { state: 'found', unit: units.get(attribute) } : { state: 'attribute-unknown' };
    } catch (error) {
      if (!(error instanceof SciZooError)) throw error;
      return error.code === 'not-found' ? () => ({ state: 'device-unknown' }) : error;
    }
  }
  /** Elements of Sardana, and devices by alias or of another database, are not browsed: that they answer is all there is. */
  private async triedFacts(beamline: string, items: readonly CaptureItem[]): Promise<Map<string, AttributeFacts>> {
    const names = [...new Set(items.map(({ source }) => sourceText(source)))];
    const readings = names.length > 0 ? await this.read(beamline, names, TRIED_MS) : [];
    return new Map(
      readings.map(({ name, unit, error }): [string, AttributeFacts] => {
        if (error === undefined) return [name.toLowerCase(), { state: 'found', ...(unit && { unit }) }];
        const state = LEADS_NOWHERE.test(error) ? 'device-unknown' : 'device-unreachable';
        return [name.toLowerCase(), { state, reason: error }];
      }),
    );
  }

  private gateway(beamline: string): TangoGateway {
    const gateway = this.gateways.get(beamline);
    if (gateway) return gateway;
    if (this.gateways.size === 0) throw unavailable(reasonText('capture-no-tango'));
    throw notFound(reasonText('capture-no-tango-here', { beamline }));
  }
}
