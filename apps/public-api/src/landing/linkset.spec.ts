import { readPublication } from '@scizoo/domain';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { linksOf } from '../formats/links';
import { aPublication } from '../testing/publication-builder';
import { linksetOf } from './signposting';

/** RFC 9264, section 4.2: each relation of a link context is a list of targets, whose attributes are texts or lists of texts. */
const TARGET = {
  type: 'object',
  required: ['href'],
  properties: {
    href: { type: 'string', format: 'uri-reference' },
    type: { type: 'string', pattern: '^[\\w.+-]+/[\\w.+-]+$' },
    media: { type: 'string' },
    title: { type: 'string' },
    hreflang: { type: 'array', items: { type: 'string' }, minItems: 1 },
    profile: { type: 'string', format: 'uri' },
  },
  additionalProperties: { type: 'array', items: { type: 'string' }, minItems: 1 },
};
const LINKSET = {
  type: 'object',
  required: ['linkset'],
  additionalProperties: false,
  properties: {
    linkset: {
      type: 'array',
      items: {
        type: 'object',
        minProperties: 2,
        properties: { anchor: { type: 'string', format: 'uri' } },
        patternProperties: { '^(?!anchor$)': { type: 'array', items: TARGET, minItems: 1 } },
      },
    },
  },
};

describe('the linkset of a record', () => {
  const ajv = new Ajv2020({ allErrors: true, strictTypes: false });
  (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
  const fits = ajv.compile(LINKSET);
  const faultsOf = (fields: object) => {
    const usual = { publisher: 'Zoo', licence: 'CC-BY-4.0' };
    const publication = readPublication(aPublication(fields) as never, usual);
    fits(linksetOf(publication, linksOf('https://data.zoo.example/', publication.doi)));
    return fits.errors ?? [];
  };

  it.each([
    ['that says all', {}],
    ['of which nothing is online', { online: [] }],
    ['under embargo', { numberOfClosed: 1, opensAt: '2099-01-01T00:00:00.000Z' }],
    ['with nothing but what must be', { metadata: {}, techniques: [], keywords: [], formats: [] }],
    ['with signs in its DOI', { doi: '10.48391/a"<b> ü;c' }],
  ])('%s keeps to RFC 9264', (_, fields) => {
    expect(faultsOf(fields)).toEqual([]);
  });
  it('would not with a target that is no list', () => {
    expect(fits({ linkset: [{ anchor: 'https://zoo.example', item: { href: 'https://zoo.example/x' } }] })).toBe(false);
  });
});
