const DOI = /^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:\s*)?(10\.\d{4,9}\/\S+)$/iu;
/** The bare DOI in any of the ways people write it. */
export const doiIn = (text: string): string | undefined => DOI.exec(text.trim())?.[1];

const ORCID = /^(?:https?:\/\/(?:www\.)?orcid\.org\/)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])$/iu;
/** The ORCID iD in its usual form; undefined when its last digit does not fit (ISO 7064, mod 11-2). */
export function orcidIn(text: string): string | undefined {
  const parts = ORCID.exec(text.trim())?.slice(1);
  if (!parts) return undefined;
  const digits = parts.join('').toUpperCase();
  let sum = 0;
  for (const digit of digits.slice(0, 15)) sum = (sum + Number(digit)) * 2;
  const check = (12 - (sum % 11)) % 11;
  return digits.endsWith(check === 10 ? 'X' : String(check)) ? parts.join('-').toUpperCase() : undefined;
}

const ROR = /^(?:https?:\/\/)?(?:www\.)?(?:ror\.org\/)?(0[a-hj-km-np-tv-z0-9]{6}\d{2})$/iu;
const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';
/** The address of an organisation at ROR; undefined when its check digits do not fit (ISO 7064, mod 97-10). */
export function rorIn(text: string): string | undefined {
  const id = ROR.exec(text.trim())?.[1]?.toLowerCase();
  if (id === undefined) return undefined;
  let value = 0;
  for (const letter of id.slice(0, 7)) value = value * 32 + CROCKFORD.indexOf(letter);
  const check = 98 - ((value * 100) % 97);
  return Number(id.slice(7)) === check ? `https://ror.org/${id}` : undefined;
}
/** An address that a page may link to. */
export function webAddressIn(text: string): string | undefined {
  if (!/^https?:\/\//iu.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).href;
}

/** Registered identifiers are more than their form; only these can be checked without asking anybody. */
const FORMS: ReadonlyMap<string, (text: string) => boolean> = new Map([
  ['DOI', (text) => doiIn(text) !== undefined],
  ['URL', (text) => webAddressIn(text) !== undefined],
  ['arXiv', (text) => /^(arxiv:)?(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/iu.test(text)],
  ['PMID', (text) => /^\d{1,9}$/u.test(text)],
  ['ISSN', (text) => /^\d{4}-\d{3}[\dx]$/iu.test(text)],
]);
export const isIdentifierOf = (type: string, text: string): boolean =>
  FORMS.get(type)?.(text.trim()) ?? text.trim() !== '';
