import { apa, bibtex, cslJson, dataciteOf, type RegisteredPublication, ris } from '@scizoo/domain';
import { dataciteXml } from './datacite-xml';
import { dcat } from './dcat';
import type { Context } from './links';
import { roCrate } from './ro-crate';
import { schemaOrg } from './schema-org';

/** A form in which a record can be had. */
export interface Format {
  readonly label: string;
  /** The first one is sent; all of them may be asked for. */
  readonly types: readonly string[];
  /** Name of a file that it is saved to. */
  readonly extension: string;
  readonly write: (publication: RegisteredPublication, context: Context) => string;
}
const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** By the name that stands in the address of an export. */
export const FORMATS = {
  'schema-org': {
    label: 'schema.org',
    types: ['application/ld+json', 'application/vnd.schemaorg.ld+json'],
    extension: 'jsonld',
    write: (publication, context) => json(schemaOrg(publication, context)),
  },
  'datacite-json': {
    label: 'DataCite JSON',
    types: ['application/vnd.datacite.datacite+json'],
    extension: 'datacite.json',
    write: (publication) => json(dataciteOf(publication)),
  },
  'datacite-xml': {
    label: 'DataCite XML',
    types: ['application/vnd.datacite.datacite+xml', 'application/xml'],
    extension: 'datacite.xml',
    write: dataciteXml,
  },
  'csl-json': {
    label: 'CSL-JSON',
    types: ['application/vnd.citationstyles.csl+json'],
    extension: 'csl.json',
    write: (publication) => json(cslJson(publication)),
  },
  bibtex: { label: 'BibTeX', types: ['application/x-bibtex'], extension: 'bib', write: bibtex },
  ris: { label: 'RIS', types: ['application/x-research-info-systems'], extension: 'ris', write: ris },
  apa: {
    label: 'APA',
    types: ['text/x-bibliography'],
    extension: 'txt',
    write: (publication) => `${apa(publication)}\n`,
  },
  'ro-crate': {
    label: 'RO-Crate',
    types: ['application/ld+json;profile="https://w3id.org/ro/crate"'],
    extension: 'ro-crate-metadata.json',
    write: (publication, context) => json(roCrate(publication, context)),
  },
  dcat: {
    label: 'DCAT',
    types: ['application/ld+json;profile="http://www.w3.org/ns/dcat"'],
    extension: 'dcat.jsonld',
    write: (publication, context) => json(dcat(publication, context)),
  },
} as const satisfies Record<string, Format>;
export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as FormatName[];
export const isFormatName = (name: string): name is FormatName => Object.hasOwn(FORMATS, name);
