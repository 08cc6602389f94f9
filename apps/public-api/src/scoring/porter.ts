/**
 * The stemmer of M. F. Porter (An algorithm for suffix stripping, 1980), in its five steps. `m` of the paper is the number
 * of times that a vowel is followed by a consonant.
 */
const CONSONANT = '[^aeiou]';
const VOWEL = '[aeiouy]';
const RUN = `${CONSONANT}[^aeiouy]*`;
const VOWELS = `${VOWEL}[aeiou]*`;
const M_OVER_0 = new RegExp(`^(?:${RUN})?${VOWELS}${RUN}`, 'u');
const M_IS_1 = new RegExp(`^(?:${RUN})?${VOWELS}${RUN}(?:${VOWELS})?$`, 'u');
const M_OVER_1 = new RegExp(`^(?:${RUN})?${VOWELS}${RUN}${VOWELS}${RUN}`, 'u');
const HAS_VOWEL = new RegExp(`^(?:${RUN})?${VOWEL}`, 'u');
const ENDS_SHORT = new RegExp(`^${RUN}${VOWEL}[^aeiouwxy]$`, 'u');

const STEP_2: Readonly<Record<string, string>> = {
  ...{ ational: 'ate', tional: 'tion', enci: 'ence', anci: 'ance', izer: 'ize', bli: 'ble', alli: 'al', entli: 'ent' },
  ...{ eli: 'e', ousli: 'ous', ization: 'ize', ation: 'ate', ator: 'ate', alism: 'al', iveness: 'ive', fulness: 'ful' },
  ...{ ousness: 'ous', aliti: 'al', iviti: 'ive', biliti: 'ble', logi: 'log' },
};
const STEP_3: Readonly<Record<string, string>> = {
  ...{ icate: 'ic', ative: '', alize: 'al', iciti: 'ic', ical: 'ic', ful: '', ness: '' },
};
const STEP_4 = /^(.+?)(al|ance|ence|er|ic|able|ible|ant|ement|ment|ent|ou|ism|ate|iti|ous|ive|ize)$/u;
const longestFirst = (endings: Readonly<Record<string, string>>) =>
  Object.keys(endings).sort((a, b) => b.length - a.length);
const ENDINGS_2 = longestFirst(STEP_2);
const ENDINGS_3 = longestFirst(STEP_3);

function replaced(word: string, order: readonly string[], endings: Readonly<Record<string, string>>): string {
  const ending = order.find((candidate) => word.endsWith(candidate));
  if (ending === undefined) return word;
  const stem = word.slice(0, -ending.length);
  return M_OVER_0.test(stem) ? stem + endings[ending]! : word;
}
function plural(word: string): string {
  if (/(?:ss|i)es$/u.test(word)) return word.slice(0, -2);
  return /[^s]s$/u.test(word) ? word.slice(0, -1) : word;
}
function pastOrGerund(word: string): string {
  if (word.endsWith('eed')) return M_OVER_0.test(word.slice(0, -3)) ? word.slice(0, -1) : word;
  const stem = /^(.+)(?:ed|ing)$/u.exec(word)?.[1];
  if (stem === undefined || !HAS_VOWEL.test(stem)) return word;
  if (/(?:at|bl|iz)$/u.test(stem)) return `${stem}e`;
  if (/([^aeiouylsz])\1$/u.test(stem)) return stem.slice(0, -1);
  return ENDS_SHORT.test(stem) ? `${stem}e` : stem;
}
function withoutEnding(word: string): string {
  const ion = /^(.+[st])ion$/u.exec(word)?.[1];
  if (ion !== undefined) return M_OVER_1.test(ion) ? ion : word;
  const stem = STEP_4.exec(word)?.[1];
  return stem !== undefined && M_OVER_1.test(stem) ? stem : word;
}
function tidied(word: string): string {
  let stem = word;
  if (stem.endsWith('e')) {
    const bare = stem.slice(0, -1);
    if (M_OVER_1.test(bare) || (M_IS_1.test(bare) && !ENDS_SHORT.test(bare))) stem = bare;
  }
  return stem.endsWith('ll') && M_OVER_1.test(stem) ? stem.slice(0, -1) : stem;
}

/** @param word in lower case */
export function stemOf(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/u.test(word)) return word;
  let stem = pastOrGerund(plural(word));
  if (stem.endsWith('y') && HAS_VOWEL.test(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaced(stem, ENDINGS_2, STEP_2);
  stem = replaced(stem, ENDINGS_3, STEP_3);
  return tidied(withoutEnding(stem));
}
