import { Injectable } from '@nestjs/common';
import { Ajv } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { Options } from 'ajv';
import { RE2JS } from 're2js';
import { CatalogueConfig } from '../config';
import { fetchText } from './schema-source';

type Verdict = (metadata: unknown) => boolean;
const NEVER: Verdict = () => false;

const KEPT_MS = 10 * 60_000;
/** A server that does not answer is not asked with every dataset. */
const FAILED_MS = 60_000;
const MOST_KEPT = 500;

/** Patterns of foreign schemas run in time linear to the text, whatever they look like. */
const linear = Object.assign(
  (pattern: string, flags: string) => {
    const compiled = RE2JS.compile(pattern, flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0);
    return { test: (text: string) => compiled.matcher(text).find(), exec: () => null, source: pattern };
  },
  { code: 'linear' },
);
const OPTIONS = {
  strict: false,
  allErrors: false,
  validateFormats: false,
  logger: false,
  addUsedSchema: false,
  code: { regExp: linear as unknown as NonNullable<Options['code']>['regExp'] },
} as const satisfies Options;

function compiled(text: string): Verdict {
  const schema = JSON.parse(text) as Record<string, unknown> | boolean;
  const dialect = typeof schema === 'object' && schema !== null ? String(schema['$schema'] ?? '') : '';
  const ajv = dialect.includes('2020-12')
    ? new Ajv2020(OPTIONS)
    : dialect.includes('2019-09')
      ? new Ajv2019(OPTIONS)
      : new Ajv(OPTIONS);
  // Draft 4 and 6 differ from 7 in words that rarely matter; their names are not known to the library.
  const { $schema: _, ...rest } = typeof schema === 'object' ? schema : { $schema: '' };
  const validate = ajv.compile(dialect.includes('2020-12') || dialect.includes('2019-09') ? schema : rest);
  return (metadata) => {
    try {
      return validate(metadata);
    } catch {
      // Nested more deeply than the program can follow: the schema, not the record, is at fault.
      return false;
    }
  };
}

/** JSON schemas that datasets name for their metadata, fetched and compiled once. What cannot be used makes nothing valid. */
@Injectable()
export class MetadataSchemas {
  private readonly known = new Map<string, { verdict: Verdict; until: number }>();
  private readonly underWay = new Map<string, Promise<void>>();

  constructor(private readonly config: CatalogueConfig) {}

  /** Undefined while the schema is not at hand: `fetch` it first. */
  isValid(address: string, metadata: unknown): boolean | undefined {
    const known = this.known.get(address);
    if (!known || known.until < Date.now()) return undefined;
    return known.verdict(metadata);
  }

  /** Never fails: a schema that cannot be had is remembered as such for a while. */
  async fetch(address: string): Promise<void> {
    const known = this.known.get(address);
    if (known && known.until >= Date.now()) return;
    const running = this.underWay.get(address) ?? this.fetchNow(address);
    this.underWay.set(address, running);
    await running.finally(() => this.underWay.delete(address));
  }

  private async fetchNow(address: string): Promise<void> {
    let found = { verdict: NEVER, until: Date.now() + FAILED_MS };
    try {
      const verdict = compiled(await fetchText(address, this.config.metadataSchemaHosts));
      found = { verdict, until: Date.now() + KEPT_MS };
    } catch {
      // Not there, not allowed, no schema: all the same for the dataset.
    }
    if (this.known.size >= MOST_KEPT) this.known.delete(this.known.keys().next().value!);
    this.known.set(address, found);
  }
}
