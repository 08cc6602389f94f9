import { ChangeDetectionStrategy, ChangeDetectorRef, Component, computed, inject, input, signal } from '@angular/core';
import type { Preferences } from '../../core/preferences';
import { clockOf } from '../../core/time';

/** Rows on paper: what the table holds, as texts. */
export interface Printed {
  readonly title: string;
  /** Which of how many, and as of when. */
  readonly about: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
}

/** Which rows these are, and as of when on the clock of the page. */
export function aboutPrint(range: string, preferences: Preferences): string {
  const zone = preferences.timeZone();
  const { day, time } = clockOf(Date.now(), zone);
  return `${range} · ${day} ${time.slice(0, 5)} ${zone}`;
}

/**
 * A table that is only there while the page is printed. The one on screen draws the rows that are seen and no others, and
 * places each by itself: on paper all that are loaded follow each other, under a header on every sheet.
 */
@Component({
  selector: 'sz-print-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `@if (printed(); as table) {
    <h1>{{ table.title }}</h1>
    <p>{{ table.about }}</p>
    <table>
      <thead>
        <tr>
          @for (header of table.headers; track $index) {
            <th scope="col">{{ header }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (row of table.rows; track $index) {
          <tr>
            @for (cell of row; track $index) {
              <td [class.end]="isNumber(cell)">{{ cell }}</td>
            }
          </tr>
        }
      </tbody>
    </table>
  }`,
  host: { '(window:beforeprint)': 'print(true)', '(window:afterprint)': 'print(false)' },
  styles: `
    :host {
      display: none;
    }
    @media print {
      :host {
        display: block;
        color: #000;
      }
      h1 {
        margin: 0;
        font-size: 14pt;
      }
      p {
        margin: 2pt 0 8pt;
        font-size: 8pt;
      }
      table {
        width: 100%;
        border-collapse: collapse;
        font-size: 7.5pt;
      }
      thead {
        display: table-header-group;
      }
      tr {
        break-inside: avoid;
      }
      th,
      td {
        padding: 2pt 5pt 2pt 0;
        border-bottom: 0.5pt solid #999;
        text-align: left;
        vertical-align: top;
        overflow-wrap: anywhere;
      }
      th {
        border-bottom-color: #000;
      }
      .end {
        text-align: right;
      }
    }
  `,
})
export class PrintTable {
  /** Asked for when the page is printed, and not before. */
  readonly make = input.required<() => Printed>();
  private readonly changes = inject(ChangeDetectorRef);
  private readonly printing = signal(false);
  /** Rows that come while the page is being printed are still put on it. */
  protected readonly printed = computed(() => (this.printing() ? this.make()() : null));

  /** The browser does not wait: the rows have to stand there when this returns. */
  protected print(on: boolean): void {
    this.printing.set(on);
    this.changes.detectChanges();
  }
  protected isNumber(cell: string | number | null): boolean {
    return typeof cell === 'number';
  }
}
