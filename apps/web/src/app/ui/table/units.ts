import { Injectable, inject, signal } from '@angular/core';
import type { Schema } from '@scizoo/catalogue-client';
import { Api } from '../../core/api';
import { asProblem } from '../../core/problem';
import type { Reading } from '../metadata';
import { quantityOf } from '../metadata';

type Alternative = Schema<'UnitAlternative'>;
/** Twelve digits: beyond them is the noise of binary fractions. */
const tidy = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);

/**
 * Values in other units than they are stored in. How units relate is known to the catalogue, which needs a library for it;
 * here it is asked once for each unit that occurs.
 */
@Injectable({ providedIn: 'root' })
export class Units {
  private readonly api = inject(Api);
  private readonly known = signal<ReadonlyMap<string, readonly Alternative[]>>(new Map());
  private readonly asked = new Set<string>();

  /** Units of the same kind; undefined as long as the catalogue has not said which. */
  choicesFor(unit: string): readonly string[] | undefined {
    return this.alternatives(unit)
      ?.filter(({ factor, offset }) => factor !== 1 || offset !== 0)
      .map((one) => one.unit);
  }
  /** The entry as a quantity in this unit; as it is stored where it cannot be, or cannot be yet. */
  inUnit(entry: unknown, wanted: string | undefined): Reading {
    const quantity = quantityOf(entry);
    const { unit, value } = quantity;
    if (!wanted || !unit || unit === wanted) return quantity;
    const found = this.alternatives(unit)?.find((one) => one.unit === wanted);
    if (!found) return quantity;
    const change = (one: unknown): unknown =>
      typeof one === 'number' ? tidy(one * found.factor + found.offset) : Array.isArray(one) ? one.map(change) : one;
    return { ...quantity, value: change(value), unit: wanted };
  }

  private alternatives(unit: string): readonly Alternative[] | undefined {
    if (!this.asked.has(unit)) {
      this.asked.add(unit);
      // Not now: a template may be in the middle of being drawn.
      queueMicrotask(() => void this.ask(unit));
    }
    return this.known().get(unit);
  }
  private async ask(unit: string): Promise<void> {
    try {
      const { alternatives } = await this.api.get<Schema<'UnitAlternatives'>>('/api/v4/units', { unit });
      this.known.update((known) => new Map([...known, [unit, alternatives]]));
    } catch (fault) {
      // Values stand in their own unit; the next menu or the next row asks again.
      console.info(`units like ${unit} could not be had:`, asProblem(fault).message);
      setTimeout(() => this.asked.delete(unit), 10_000);
    }
  }
}
