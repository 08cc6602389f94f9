import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** The animals: one line, one colour, one per part of the system. */
const MARKS = {
  /** SciToad, the scan log */
  toad: 'M6.2 10.25a2.6 2.6 0 1 1 3.7-1.25M14.1 9a2.6 2.6 0 1 1 3.7 1.25M9.9 9c.7-.1 1.4-.2 2.1-.2s1.4.1 2.1.2M6.2 10.25c-1.7 1.1-2.7 2.9-2.7 5.25 0 2.5 3.8 4 8.5 4s8.5-1.5 8.5-4c0-2.350-1-4.150-2.700-5.250M7.500 7.900v.01M16.500 7.900v.01M8.500 15.600c2 1.200 5 1.200 7 0',
  /** SciFish, what takes the scans in */
  fish: 'M3.500 12c2.400-3.700 5.200-5.500 8.300-5.500 2.700 0 4.900 1.400 6.200 3.300l2.700-2.300v9l-2.700-2.300c-1.300 1.900-3.500 3.300-6.200 3.300-3.100 0-5.900-1.800-8.300-5.500ZM7.600 11v.01M11 9.300c1.200 1.700 1.200 3.700 0 5.400',
  /** SciCow, what chews events into records */
  cow: 'M7.800 7.500C6.200 5.200 4.600 4.500 3 5.300c.3 2.300 1.700 3.800 4 4.200M16.200 7.500c1.600-2.300 3.200-3 4.800-2.200-.3 2.300-1.700 3.800-4 4.200M7.500 7.200h9v6.300M7.500 7.200v6.300M12 12.800c3.300 0 5.200 1.500 5.200 3.700s-2 3.700-5.200 3.700-5.200-1.500-5.200-3.700 1.900-3.700 5.200-3.700ZM9.700 10v.01M14.300 10v.01M10.300 16.500v.01M13.700 16.500v.01',
  /** SciDog, who sniffs what gets recorded */
  dog: 'M7 5.500 4.200 6.800c-.6 2.600-.3 4.700 1.200 6.200M17 5.500l2.800 1.300c.6 2.600.3 4.700-1.200 6.200M7 5.500h10l1 7c0 4-2.500 7-6 7s-6-3-6-7ZM9.500 10.200v.01M14.500 10.200v.01M10.700 13.800h2.600L12 15.400ZM12 15.400v1.400',
  /** SciFly, what watches folders */
  fly: 'M12 8.500c1.500 0 2.400 1.700 2.400 4.800s-.9 6.200-2.400 6.200-2.400-3.100-2.400-6.200.9-4.800 2.400-4.800ZM10.600 6.300a1.700 1.700 0 1 0 2.800 0M9.800 10C6.700 8 4.200 8 3 9.800c0 2.500 2.600 4 6.600 3.500M14.200 10c3.100-2 5.600-2 6.800-.2 0 2.500-2.600 4-6.600 3.500M10.800 5 9.600 3.600M13.200 5l1.200-1.400',
  /** SciCat, the catalogue */
  cat: 'M5 4.500l3.300 3h7.400l3.300-3v8.300c0 3.800-2.900 6.700-7 6.700s-7-2.900-7-6.700ZM9 11.300v.01M15 11.300v.01M12 14v1.200M12 15.200c-.8 1-1.800 1.200-2.700.6M12 15.200c.8 1 1.800 1.200 2.700.6M2.800 13.300l2.200.4M21.200 13.300l-2.200.4',
} as const;
export type MarkName = keyof typeof MARKS;

@Component({
  selector: 'sz-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<svg
    [attr.width]="size()"
    [attr.height]="size()"
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    [attr.stroke-width]="size() > 40 ? 1.1 : 1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path [attr.d]="path()" />
  </svg>`,
  styles: `
    :host {
      display: inline-grid;
      color: var(--accent);
    }
  `,
})
export class Mark {
  readonly name = input.required<MarkName>();
  readonly size = input(22);
  protected readonly path = computed(() => MARKS[this.name()]);
}
