import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  ViewEncapsulation,
  effect,
  inject,
  input,
  viewChild,
} from '@angular/core';
import { languageTag, readable, unitText } from '../core/numbers';
import { Preferences } from '../core/preferences';
import { Words } from '../core/words';
import type uPlot from 'uplot';

/** Name of an axis that counts points. */
export const POINT_NUMBER = '#';

export interface Series {
  name: string;
  unit?: string | null;
  values: (number | null)[];
}

/**
 * The plotting code formats numbers in the browser's language as soon as it is loaded, and does not survive one that is
 * no language tag: a browser on a machine without a locale (`LANG=C`) calls itself `en-US@posix`.
 */
async function plotting(): Promise<typeof uPlot> {
  const language = languageTag(navigator.language);
  if (language !== navigator.language)
    Object.defineProperty(navigator, 'language', { configurable: true, value: language });
  return (await import('uplot')).default;
}

/** Lines over one axis, in colours that colour-blind eyes tell apart. The plotting code is fetched when first needed. */
@Component({
  selector: 'sz-plot',
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None,
  template: `<div #box class="plot" role="img" [attr.aria-label]="label()"></div>`,
  styleUrl: './plot.css',
})
export class Plot {
  readonly x = input.required<Series>();
  readonly ys = input.required<readonly Series[]>();
  readonly label = input.required<string>();
  readonly height = input(190);
  private readonly box = viewChild.required<ElementRef<HTMLElement>>('box');
  private readonly preferences = inject(Preferences);
  private readonly words = inject(Words);
  private chart: uPlot | undefined;
  private shape = '';
  private stopped = false;

  constructor() {
    effect(() => {
      const [x, ys] = [this.x(), this.ys()];
      const shape = JSON.stringify([
        x.name,
        x.unit,
        ys.map(({ name, unit }) => [name, unit]),
        this.preferences.theme(),
      ]);
      void this.draw(x, ys, shape);
    });
    inject(DestroyRef).onDestroy(() => {
      this.stopped = true;
      this.sizes?.disconnect();
      this.chart?.destroy();
    });
  }
  private sizes: ResizeObserver | undefined;

  private async draw(x: Series, ys: readonly Series[], shape: string): Promise<void> {
    const data = [x.values, ...ys.map(({ values }) => values)] as uPlot.AlignedData;
    if (this.chart && shape === this.shape) {
      this.chart.setData(data);
      return;
    }
    const UPlot = await plotting();
    if (this.stopped) return;
    this.shape = shape;
    this.chart?.destroy();
    const box = this.box().nativeElement;
    this.chart = new UPlot(this.options(x, ys), data, box);
    this.sizes ??= new ResizeObserver(() => this.chart?.setSize({ width: box.clientWidth, height: this.height() }));
    this.sizes.observe(box);
  }

  private options(x: Series, ys: readonly Series[]): uPlot.Options {
    const box = this.box().nativeElement;
    const style = getComputedStyle(box);
    const color = (name: string): string => {
      // light-dark() is resolved by the browser only on real properties.
      box.style.color = `var(${name})`;
      const found = getComputedStyle(box).color;
      box.style.color = '';
      return found;
    };
    const font = `11px ${style.fontFamily}`;
    const axis = {
      stroke: color('--dim'),
      font,
      labelFont: font,
      labelSize: 18,
      grid: { stroke: color('--line'), width: 1 },
      ticks: { stroke: color('--line-strong'), size: 4, width: 1 },
    };
    const called = ({ name }: Series): string => (name === POINT_NUMBER ? this.words.say('plot.point') : name);
    const named = (one: Series): string => (one.unit ? `${called(one)} / ${unitText(one.unit)}` : called(one));
    const scales = scalesOf(ys);
    const shown = [...new Set(scales)].slice(0, 2);
    const language = this.preferences.language();
    const value = (_chart: uPlot, found: number | null): string => (found === null ? '' : readable(found, language));
    const colorOf = (at: number): string => color(`--plot-${(at % 5) + 1}`);
    return {
      width: Math.max(200, box.clientWidth),
      height: this.height(),
      legend: { live: true, markers: { fill: (_chart, at) => (at === 0 ? 'transparent' : colorOf(at - 1)) } },
      cursor: { y: false, points: { size: 6 } },
      scales: { x: { time: false } },
      axes: [
        { ...axis, label: named(x), size: 34, values: (_chart, ticks) => ticks.map((tick) => shortTick(tick)) },
        ...shown.map((scale, place) => {
          const own = ys.filter((_, at) => scales[at] === scale);
          const [only] = own;
          return {
            ...axis,
            scale,
            side: place === 0 ? 3 : 1,
            grid: { ...axis.grid, show: place === 0 },
            stroke: own.length === 1 && only && scales.length > 1 ? colorOf(ys.indexOf(only)) : axis.stroke,
            label: own.length <= 2 ? own.map(named).join(' · ') : '',
            size: 54,
            values: (_chart: uPlot, ticks: number[]) => ticks.map((tick) => shortTick(tick)),
          };
        }),
      ],
      series: [
        { label: called(x), value },
        ...ys.map((series, at) => ({
          label: series.name,
          scale: scales[at],
          stroke: colorOf(at),
          width: 1.6,
          dash: at % 2 === 1 ? [5, 3] : undefined,
          points: { show: x.values.length <= 40, size: 4 },
          value,
        })),
      ],
    };
  }
}

/** Curves of like height share an axis; one that would lie flat on the floor gets its own. */
function scalesOf(ys: readonly Series[]): string[] {
  const heights: number[] = [];
  return ys.map(({ values }) => {
    const height = Math.max(...values.map((value) => Math.abs(value ?? 0)), 0);
    const like = heights.findIndex((other) => height === other || (height < other * 8 && height > other / 8));
    if (like >= 0) return `y${like}`;
    heights.push(height);
    return `y${heights.length - 1}`;
  });
}
const shortTick = (tick: number): string =>
  Math.abs(tick) >= 1e5 || (tick !== 0 && Math.abs(tick) < 1e-3)
    ? tick.toExponential().replace('e+', 'e')
    : String(Number(tick.toPrecision(6)));
