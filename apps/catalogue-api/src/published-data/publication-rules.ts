import { Injectable, type OnModuleInit } from '@nestjs/common';
import { invalid } from '@scizoo/domain';
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { CatalogueConfig } from '../config';
import { readFacilityObject } from '../configuration/facility-files';

type Json = Record<string, unknown>;

const named = (properties: Json = {}, required: readonly string[] = ['name']): Json => ({
  type: 'object',
  properties: { name: { type: 'string', minLength: 1 }, ...properties },
  required,
});

/** What a DOI needs at least; a facility's own file replaces it. */
const USUAL: Json = {
  metadataSchema: {
    $schema: 'http://json-schema.org/draft-07/schema#',
    type: 'object',
    properties: {
      creators: { type: 'array', minItems: 1, items: named() },
      contributors: { type: 'array', items: named() },
      publisher: named(),
      publicationYear: { type: 'integer', minimum: 1000, maximum: 9999 },
      resourceType: { type: 'string', minLength: 1 },
      landingPage: { type: 'string' },
      language: { type: 'string' },
    },
    required: ['creators', 'publisher', 'publicationYear', 'resourceType'],
  },
  uiSchema: {},
};

const textOf = ({ instancePath, message }: ErrorObject): string =>
  `metadata${instancePath.replaceAll('/', '.')} ${message ?? 'is not valid'}`;

function compiled(schema: Json): ValidateFunction {
  const dialect = typeof schema['$schema'] === 'string' ? schema['$schema'] : '';
  const Validator = dialect.includes('2020-12') ? Ajv2020 : dialect.includes('2019-09') ? Ajv2019 : Ajv;
  const ajv = new Validator({ strict: false, allErrors: true, messages: true });
  ajvFormats.default(ajv);
  return ajv.compile(schema);
}

/** The facility's form and rules of publications: `publishedDataConfig.json`. */
@Injectable()
export class PublicationRules implements OnModuleInit {
  private file: Json = USUAL;
  private validate: ValidateFunction | undefined = compiled(USUAL['metadataSchema'] as Json);

  constructor(private readonly settings: CatalogueConfig) {}

  /** A fault in the file ends the start with a sentence. */
  async onModuleInit(): Promise<void> {
    const path = this.settings.publishedDataConfigFile;
    if (path !== undefined) await this.read(path);
  }

  /** As the file has it: clients build their forms from it. */
  get config(): Json {
    return this.file;
  }
  faultsOf(metadata: Json): string[] {
    if (!this.validate || this.validate(metadata)) return [];
    return (this.validate.errors ?? []).slice(0, 50).map(textOf);
  }
  /** @throws 400 with one text per fault */
  assertComplete(metadata: Json): void {
    const faults = this.faultsOf(metadata);
    if (faults.length > 0) throw invalid('The metadata of the publication are not complete', faults);
  }

  private async read(path: string): Promise<void> {
    const file = await readFacilityObject('PUBLISHED_DATA_CONFIG_FILE', path);
    const schema = file['metadataSchema'];
    if (schema !== undefined && (schema === null || typeof schema !== 'object'))
      throw invalid(`PUBLISHED_DATA_CONFIG_FILE ${path}: metadataSchema must be a JSON schema`);
    try {
      this.validate = schema === undefined ? undefined : compiled(schema as Json);
    } catch (cause) {
      throw invalid(
        `PUBLISHED_DATA_CONFIG_FILE ${path}: metadataSchema is no JSON schema: ${(cause as Error).message}`,
      );
    }
    this.file = file;
  }
}
