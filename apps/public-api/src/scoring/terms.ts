import { stemOf } from './porter';

const STOP_WORDS = new Set(
  (
    'a about above after again against all am an and any are as at be because been before being below between both but by ' +
    'can did do does doing down during each few for from further had has have having he her here hers herself him himself ' +
    'his how i if in into is it its itself just me more most my myself no nor not now of off on once only or other our ours ' +
    'ourselves out over own same she should so some such than that the their theirs them themselves then there these they ' +
    'this those through to too under until up very was we were what when where which while who whom why will with you your ' +
    "yours yourself yourselves it's that'll don't"
  ).split(' '),
);
const SMALL = (
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen ' +
  'eighteen nineteen'
).split(' ');
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const THOUSANDS = ['', 'thousand', 'million', 'billion', 'trillion'];

function belowThousand(value: number): string[] {
  const hundreds = Math.floor(value / 100);
  const rest = value % 100;
  return [
    ...(hundreds > 0 ? [SMALL[hundreds]!, 'hundred'] : []),
    ...(rest === 0
      ? []
      : rest < 20
        ? [SMALL[rest]!]
        : [TENS[Math.floor(rest / 10)]!, ...(rest % 10 > 0 ? [SMALL[rest % 10]!] : [])]),
  ];
}
/** A whole number in words; longer ones digit by digit. */
export function numberWords(digits: string): string[] {
  const value = Number(digits);
  if (digits.length > 15) return [...digits].map((digit) => SMALL[Number(digit)]!);
  if (value === 0) return ['zero'];
  const groups: string[][] = [];
  for (let rest = value, step = 0; rest > 0; rest = Math.floor(rest / 1000), step++) {
    const words = belowThousand(rest % 1000);
    if (words.length > 0) groups.unshift([...words, ...(step > 0 ? [THOUSANDS[step]!] : [])]);
  }
  return groups.flat();
}

/** The terms of a text, each as often as it occurs, in the order of the published algorithm. */
export function termsOf(text: string): string[] {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'’]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '' && !STOP_WORDS.has(word))
    .map((word) => word.replace(/['’]/gu, ''))
    .flatMap((word) => (/^[0-9]+$/u.test(word) ? numberWords(word) : [word]))
    .map(stemOf)
    .filter((term) => term.length > 1);
}
