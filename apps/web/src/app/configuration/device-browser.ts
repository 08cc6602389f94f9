import { ChangeDetectionStrategy, Component, DestroyRef, computed, inject, input, output, signal } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Api, part } from '../core/api';
import { asProblem } from '../core/problem';
import { loaded } from '../core/settled';
import { Words } from '../core/words';
import { Icon } from '../ui/icon';
import { QuantityText } from '../ui/quantity-text';
import type { Device, DeviceAttribute, DeviceRow, Reading } from './capture-types';

const TYPING_MS = 250;
const READ_EVERY_MS = 3000;
export interface Picked {
  readonly device: string;
  readonly attribute: DeviceAttribute;
}
interface Family {
  readonly name: string;
  readonly members: readonly DeviceRow[];
}

/** The Tango database by domain, family and member; an open device shows its attributes with live values. */
@Component({
  selector: 'sz-device-browser',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, QuantityText, TranslocoDirective],
  templateUrl: './device-browser.html',
  styleUrl: './device-browser.css',
})
export class DeviceBrowser {
  readonly beamline = input.required<string>();
  /** `device/attribute` in lower case of what is recorded already. */
  readonly recorded = input<ReadonlySet<string>>(new Set());
  readonly canPick = input(false);
  readonly picked = output<readonly Picked[]>();
  readonly described = output<Device>();
  private readonly api = inject(Api);
  protected readonly words = inject(Words);
  protected readonly pattern = signal('');
  protected readonly unfolded = signal<ReadonlySet<string>>(new Set());
  protected readonly device = signal<Device | null>(null);
  protected readonly opened = signal('');
  protected readonly fault = signal('');
  protected readonly readings = signal<ReadonlyMap<string, Reading>>(new Map());
  protected readonly chosen = signal<ReadonlyMap<string, Picked>>(new Map());
  private typing: ReturnType<typeof setTimeout> | undefined;

  protected readonly devices = loaded(
    () => `${this.beamline()}|${this.pattern()}`,
    (question, signal) => {
      const [beamline = '', typed = ''] = question.split('|');
      const pattern = typed.includes('*') ? typed : `*${typed}*`;
      return this.api.get<DeviceRow[]>(`/api/v4/capture/${part(beamline)}/devices`, { pattern }, signal);
    },
  );
  protected readonly tree = computed(() => {
    const domains = new Map<string, Map<string, DeviceRow[]>>();
    for (const row of this.devices.value() ?? []) {
      const [domain = '', family = ''] = row.name.split('/');
      const families = domains.get(domain) ?? new Map<string, DeviceRow[]>();
      families.set(family, [...(families.get(family) ?? []), row]);
      domains.set(domain, families);
    }
    return [...domains].map(([name, families]) => ({
      name,
      families: [...families].map(([family, members]): Family => ({ name: family, members })),
    }));
  });

  constructor() {
    const timer = setInterval(() => void this.read(), READ_EVERY_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected type(text: string): void {
    clearTimeout(this.typing);
    this.typing = setTimeout(() => this.pattern.set(text.trim()), TYPING_MS);
  }
  protected isOpen(domain: string): boolean {
    return this.pattern() !== '' || this.unfolded().has(domain) || this.tree().length === 1;
  }
  protected fold(domain: string): void {
    const open = new Set(this.unfolded());
    if (!open.delete(domain)) open.add(domain);
    this.unfolded.set(open);
  }
  protected memberOf(name: string): string {
    return name.split('/')[2] ?? name;
  }

  protected async openDevice(name: string): Promise<void> {
    const isOpen = this.opened() === name;
    this.opened.set(isOpen ? '' : name);
    this.device.set(null);
    this.fault.set('');
    this.readings.set(new Map());
    if (isOpen) return;
    try {
      const device = await this.api.get<Device>(`/api/v4/capture/${part(this.beamline())}/devices/${part(name)}`);
      if (this.opened() !== name) return;
      this.device.set(device);
      this.described.emit(device);
      if (device.reachable) await this.read();
      else this.fault.set(this.words.ofText(device.reason ?? ''));
    } catch (fault) {
      if (this.opened() === name) this.fault.set(this.words.inDetail(asProblem(fault)));
    }
  }
  private async read(): Promise<void> {
    const device = this.device();
    if (!device?.reachable || document.visibilityState !== 'visible') return;
    const names = device.attributes.map(({ name }) => `${device.name}/${name}`);
    try {
      const path = `/api/v4/capture/${part(this.beamline())}/devices/read`;
      const answer = await this.api.ask<{ readings: Reading[] }>(path, { names });
      if (this.device() === device)
        this.readings.set(new Map(answer.readings.map((reading) => [reading.name.split('/').at(-1) ?? '', reading])));
    } catch (fault) {
      this.fault.set(this.words.ofProblem(asProblem(fault)));
    }
  }

  /** Of spectra and images their shape; the numbers have no room here. */
  protected shortly(reading: Reading): Reading {
    const { shape } = (reading.value ?? {}) as { shape?: number[] };
    return shape ? { ...reading, value: `[${shape.join(' × ')}]` } : reading;
  }
  protected isRecorded(device: string, attribute: string): boolean {
    return this.recorded().has(`${device}/${attribute}`.toLowerCase());
  }
  protected choose(device: string, attribute: DeviceAttribute): void {
    const chosen = new Map(this.chosen());
    const name = `${device}/${attribute.name}`;
    if (!chosen.delete(name)) chosen.set(name, { device, attribute });
    this.chosen.set(chosen);
  }
  protected add(): void {
    this.picked.emit([...this.chosen().values()]);
    this.chosen.set(new Map());
  }
}
