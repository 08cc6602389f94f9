const FACTORS: Readonly<Record<string, number>> = { b: 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12, p: 1e15 };

/** `1.5 GB`, `200 kB`, `1e6`: a number of bytes; null where it is none. */
export function bytesOf(written: string): number | null {
  const match = /^\s*(\d+(?:[.,]\d+)?(?:e\d+)?)\s*([kmgtp]?)i?b?\s*$/i.exec(written);
  if (!match) return null;
  const [, amount = '', prefix = ''] = match;
  return Math.round(Number(amount.replace(',', '.')) * (FACTORS[prefix.toLowerCase() || 'b'] ?? 1));
}
