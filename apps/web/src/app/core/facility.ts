import { Injectable, signal } from '@angular/core';
import type { Facility } from './api-types';
import { request } from './http';

/** Name, clock and instruments of the facility; the last good answer stands in while the server is away. */
@Injectable({ providedIn: 'root' })
export class FacilityInfo {
  private static readonly key = 'scizoo.facility';
  private readonly known = signal<Facility | null>(FacilityInfo.last());
  readonly facility = this.known.asReadonly();

  async load(): Promise<void> {
    try {
      const facility = await request<Facility>('/api/v4/facility');
      this.known.set(facility);
      localStorage.setItem(FacilityInfo.key, JSON.stringify(facility));
    } catch {
      // The page works with what it has; the connection banner tells that the server is away.
    }
  }
  nameOf(instrument: string | null): string {
    if (!instrument) return '';
    return this.known()?.instruments.find((one) => one.uniqueName === instrument)?.name ?? instrument;
  }
  private static last(): Facility | null {
    try {
      return JSON.parse(localStorage.getItem(FacilityInfo.key) ?? 'null') as Facility | null;
    } catch {
      return null;
    }
  }
}
