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
  SciZooError,
  sourceText,
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

  /** Reads the items of Tango as a scan would: in parallel, each with its limit. One reading per item, by key. */
  async readItems(beamline: string, items: readonly CaptureItem[], budgetMs: number): Promise<Map<string, Reading>> {
    const tango = items.filter(({ source }) => source.kind === 'tango');
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
    const tango = itemsOf(content).filter(({ source }) => source.kind === 'tango' && source.device && source.attribute);
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
    const byDevice = new Map<string, Set<string>>();
    for (const { source } of items) {
      const device = (source.device ?? '').toLowerCase();
      byDevice.set(device, (byDevice.get(device) ?? new Set()).add((source.attribute ?? '').toLowerCase()));
    }
    const facts = new Map<string, AttributeFacts>();
    const waiting = [...byDevice];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [device, attributes] = next;
        const found = await this.factsOfDevice(beamline, device);
        for (const attribute of attributes) facts.set(`${device}/${attribute}`, found(attribute));
      }
    };
    await Promise.all(Array.from({ length: DESCRIBED_AT_ONCE }, work));
    return facts;
  }
  private async factsOfDevice(beamline: string, device: string): Promise<(attribute: string) => AttributeFacts> {
    try {
      const { reachable, reason, attributes } = await this.describe(beamline, device);
      if (!reachable) return () => ({ state: 'device-unreachable', ...(reason && { reason }) });
      const units = new Map(attributes.map(({ name, unit }) => [name.toLowerCase(), unit]));
      return (attribute) =>
        units.has(attribute) ? { state: 'found', unit: units.get(attribute) } : { state: 'attribute-unknown' };
    } catch (error) {
      if (error instanceof SciZooError && error.code === 'not-found') return () => ({ state: 'device-unknown' });
      throw error;
    }
  }

  private gateway(beamline: string): TangoGateway {
    const gateway = this.gateways.get(beamline);
    if (gateway) return gateway;
    if (this.gateways.size === 0) throw unavailable('No Tango harvester is set (TANGO_HARVESTER_URLS)');
    throw notFound(`No Tango harvester is set for ${beamline}`);
  }
}
