import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Line icons on a 16 px field, drawn for this program. */
const PATHS = {
  copy: 'M5.500 5.500h7v8h-7zM3.500 10.500v-8h7',
  check: 'M3 8.500l3.200 3.200L13 4.800',
  cross: 'M4 4l8 8M12 4l-8 8',
  search: 'M7 2.800a4.200 4.200 0 1 1 0 8.400a4.200 4.200 0 0 1 0-8.400M10.200 10.200l3.300 3.300',
  down: 'M4 6l4 4 4-4',
  right: 'M6 4l4 4-4 4',
  left: 'M10 4l-4 4 4 4',
  arrowUp: 'M8 13V3.500M4.500 7L8 3.500 11.500 7',
  arrowDown: 'M8 3v9.500M4.500 9L8 12.500 11.500 9',
  upDown: 'M8 2.500v11M5 5.500l3-3 3 3M5 10.500l3 3 3-3',
  columns: 'M2.500 3h11v10h-11zM6.200 3v10M9.800 3v10',
  filter: 'M2.500 4h11M4.500 8h7M6.500 12h3',
  pause: 'M5.500 3.500v9M10.500 3.500v9',
  play: 'M5 3.200v9.600L12.500 8z',
  upload: 'M8 10.500V3M5 5.800L8 2.800l3 3M2.800 10.500v2.700h10.400v-2.700',
  download: 'M8 2.800v7.500M5 7.500l3 3 3-3M2.800 10.500v2.700h10.400v-2.700',
  image: 'M2.500 3.500h11v9h-11zM2.500 10.500l3.200-3 2.800 2.600 2-1.800 3 2.700M10.300 6.200h.01',
  more: 'M3.500 8h.01M8 8h.01M12.500 8h.01',
  sun: 'M8 5.200a2.800 2.800 0 1 1 0 5.600a2.800 2.800 0 0 1 0-5.600M8 1.500v1.300M8 13.200v1.300M1.500 8h1.300M13.200 8h1.300M3.400 3.400l.9.9M11.700 11.700l.9.900M3.400 12.600l.9-.9M11.700 4.300l.9-.9',
  clock: 'M8 2.300a5.700 5.700 0 1 1 0 11.400a5.700 5.700 0 0 1 0-11.400M8 4.800V8l2.200 1.500',
  globe:
    'M8 2.300a5.700 5.700 0 1 1 0 11.400a5.700 5.700 0 0 1 0-11.400M2.300 8h11.400M8 2.300c2.100 1.800 2.100 9.600 0 11.400M8 2.300c-2.100 1.800-2.100 9.600 0 11.400',
  person: 'M8 2.800a2.600 2.600 0 1 1 0 5.200a2.600 2.600 0 0 1 0-5.200M3 13.500c.4-2.700 2.300-4 5-4s4.600 1.300 5 4',
  out: 'M9.500 3h-6v10h6M7 8h6.500M11 5.500L13.500 8 11 10.500',
  open: 'M6.500 3.500h-3v9h9v-3M9 2.800h4.200V7M13 3L7.500 8.500',
  trash: 'M3 4.500h10M6.300 4.500V3h3.400v1.500M4.300 4.500l.6 8.700h6.200l.6-8.700',
  panel: 'M2.500 3h11v10h-11zM9.800 3v10',
  menu: 'M2.500 4.500h11M2.500 8h11M2.500 11.500h11',
  eye: 'M1.500 8C3 5.200 5.300 3.800 8 3.800S13 5.200 14.500 8c-1.500 2.800-3.800 4.200-6.500 4.200S3 10.800 1.500 8zM8 6.200a1.800 1.800 0 1 1 0 3.600a1.800 1.800 0 0 1 0-3.600',
  lock: 'M4 7.500h8v6H4zM5.500 7.500V5.300a2.500 2.500 0 0 1 5 0v2.200',
  pen: 'M3 13l.7-3L11 2.700l2.300 2.300L6 12.300zM9.700 4l2.300 2.300',
  note: 'M3 3h10v7l-3.500 3H3zM13 10H9.500v3M5.500 6h5M5.500 8.500h2.500',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  compare: 'M2.500 3h4v10h-4zM9.500 3h4v10h-4z',
  save: 'M3 3h8l2 2v8H3zM5.500 3v3.500h4.500V3M5.500 13V9.500h5V13',
  keyboard: 'M1.800 4h12.400v8H1.800zM4 6.500h.01M6.600 6.500h.01M9.300 6.500h.01M12 6.500h.01M5 9.500h6',
  reply: 'M6.500 4L3 7.500 6.500 11M3 7.500h6.500c2.200 0 3.500 1.300 3.500 3.500v1.500',
  pin: 'M6 2.500h4l-.5 4.500 2 2h-7l2-2zM8 9v4.500',
  sliders: 'M2.500 4.500h5M10.500 4.500h3M2.500 11.500h3M8.500 11.500h5M9 3v3M7 10v3',
  cloud: 'M4.500 12.500a2.600 2.600 0 0 1-.2-5.200A3.700 3.700 0 0 1 11.500 7a2.800 2.800 0 0 1 .2 5.500z',
} as const;
export type IconName = keyof typeof PATHS;

@Component({
  selector: 'sz-icon',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<svg
    [attr.width]="size()"
    [attr.height]="size()"
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    stroke-width="1.4"
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
      place-items: center;
    }
  `,
})
export class Icon {
  readonly name = input.required<IconName>();
  readonly size = input(16);
  protected readonly path = computed(() => PATHS[this.name()]);
}
