import type { Licence } from './publication';

const creativeCommons = (terms: string, name: string): readonly [string, string, string] => [
  `CC-${terms.toUpperCase()}-4.0`,
  `Creative Commons ${name} 4.0 International`,
  `https://creativecommons.org/licenses/${terms}/4.0/`,
];
/** SPDX id, name, address. */
const KNOWN = [
  ['CC0-1.0', 'Creative Commons Zero 1.0 Universal', 'https://creativecommons.org/publicdomain/zero/1.0/'],
  creativeCommons('by', 'Attribution'),
  creativeCommons('by-sa', 'Attribution-ShareAlike'),
  creativeCommons('by-nc', 'Attribution-NonCommercial'),
  creativeCommons('by-nc-sa', 'Attribution-NonCommercial-ShareAlike'),
  creativeCommons('by-nd', 'Attribution-NoDerivatives'),
  creativeCommons('by-nc-nd', 'Attribution-NonCommercial-NoDerivatives'),
  ['ODbL-1.0', 'Open Data Commons Open Database License 1.0', 'https://opendatacommons.org/licenses/odbl/1-0/'],
  ['ODC-By-1.0', 'Open Data Commons Attribution License 1.0', 'https://opendatacommons.org/licenses/by/1-0/'],
  [
    'PDDL-1.0',
    'Open Data Commons Public Domain Dedication and License 1.0',
    'https://opendatacommons.org/licenses/pddl/1-0/',
  ],
  ['MIT', 'MIT License', 'https://opensource.org/license/mit'],
  ['BSD-3-Clause', 'BSD 3-Clause License', 'https://opensource.org/license/bsd-3-clause'],
  ['Apache-2.0', 'Apache License 2.0', 'https://www.apache.org/licenses/LICENSE-2.0'],
] as const;

/** Those that a form offers. */
export const LICENCES: readonly Licence[] = KNOWN.map(([spdx, name, url]) => ({ spdx, name, url }));

const plain = (text: string) =>
  text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/gu, '-');
const sameAddress = (url: string) =>
  url
    .toLowerCase()
    .replace(/^https?:\/\/(www\.)?/u, '')
    .replace(/(\/legalcode)?\/*$/u, '');

/** A licence by its SPDX id, name or address; what is not known keeps its own words. */
export function licenceOf(given: { readonly id?: string; readonly name?: string; readonly url?: string }): Licence {
  const { id, name, url } = given;
  const words = [id, name].filter((text): text is string => Boolean(text)).map(plain);
  const known = KNOWN.find(
    ([spdx, title, address]) =>
      words.includes(spdx.toLowerCase()) ||
      words.includes(plain(title)) ||
      (url !== undefined && sameAddress(url) === sameAddress(address)),
  );
  if (known) return { spdx: known[0], name: known[1], url: known[2] };
  return { name: name ?? id ?? url ?? '', ...(url !== undefined && { url }) };
}
