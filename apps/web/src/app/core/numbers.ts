const SIGNIFICANT = 6;
const superscript = (exponent: number): string =>
  String(exponent).replace(/[-\d]/g, (sign) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(sign)] ?? '⁻');

/** A number with sensible digits: 7.119999999999999 → 7.12, 2.1e-8 → 2.1 × 10⁻⁸. The stored value is what gets copied. */
export function readable(value: number, language = 'en', decimals?: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (value !== 0 && (size < 1e-4 || (size >= 1e9 && !Number.isInteger(value)) || size >= 1e15)) {
    const [mantissa = '', exponent = ''] = value.toExponential(SIGNIFICANT - 1).split('e');
    return `${readable(Number(mantissa), language)} × 10${superscript(Number(exponent))}`;
  }
  const fixed =
    decimals === undefined
      ? { maximumSignificantDigits: SIGNIFICANT }
      : { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const digits = Number.isInteger(value) ? { maximumFractionDigits: 0 } : fixed;
  const style = decimals === undefined ? digits : fixed;
  return new Intl.NumberFormat(language, { useGrouping: false, ...style }).format(value).replace('-', '−');
}

/** How many decimals a column needs so that its numbers stand below each other. */
export function decimalsOf(values: readonly unknown[], most = 4): number {
  let decimals = 0;
  for (const value of values) {
    if (typeof value !== 'number' || !Number.isFinite(value)) continue;
    const text = String(Number(value.toPrecision(SIGNIFICANT)));
    if (text.includes('e')) continue;
    decimals = Math.max(decimals, text.split('.')[1]?.length ?? 0);
  }
  return Math.min(decimals, most);
}

const WRITTEN: ReadonlyMap<string, string> = new Map([
  ['degC', '°C'],
  ['deg', '°'],
  ['angstrom', 'Å'],
  ['Angstrom', 'Å'],
  ['ohm', 'Ω'],
]);
/** A unit as people write it; one that is not known stays as it came. Copies keep the stored name. */
export const unitText = (unit: string): string =>
  WRITTEN.get(unit) ?? unit.replace(/^u(?=(m|s|A|V|W|g|l|L|rad|mol|Pa|bar|Gy|Sv|F|H)$)/, 'µ');

/** What a browser calls its language, as a tag that formats of numbers and dates understand: `en-US@posix` → `en-US`. */
export const languageTag = (name: string): string =>
  /^[A-Za-z]{2,3}(-[A-Za-z0-9]+)*/.exec(name.replaceAll('_', '-'))?.[0] ?? 'en-US';

export const count = (value: number, language = 'en'): string => new Intl.NumberFormat(language).format(value);

const SIZES = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;
export function bytes(size: number, language = 'en'): { value: string; unit: string } {
  let step = 0;
  let rest = size;
  while (rest >= 1000 && step < SIZES.length - 1) {
    rest /= 1000;
    step += 1;
  }
  const format = new Intl.NumberFormat(language, { maximumFractionDigits: step === 0 || rest >= 100 ? 0 : 1 });
  return { value: format.format(rest), unit: SIZES[step] ?? 'B' };
}
