import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of the DOI minter. Names in the environment are these in capitals; those of the DOI service are SciCat's. */
export class DoiMinterConfig {
  @field.text({ required: true, format: 'uri', description: 'Address of the catalogue API' })
  catalogueUrl!: string;
  @field.text({ required: true, minLength: 32, description: 'Token with which it takes tasks of the catalogue' })
  doiMinterToken!: string;
  @field.text({
    required: true,
    format: 'uri',
    description: 'DOI service: https://api.datacite.org/dois, for trials https://api.test.datacite.org/dois',
  })
  registerDoiUri!: string;
  @field.text({ required: true, minLength: 1, maxLength: 256, description: 'Account at the DOI service' })
  doiUsername!: string;
  @field.text({ required: true, minLength: 1, maxLength: 1024, description: 'Password at the DOI service' })
  doiPassword!: string;
  @field.text({ format: 'uri', description: 'DOI service of the v3 routes: where `doi=…` and `url=…` are put' })
  registerDoiUriV3?: string;
  @field.text({ format: 'uri', description: 'DOI service of the v3 routes: where the XML of the metadata is put' })
  registerMetadataUri?: string;
  @field.integer({ min: 50, max: 60_000, description: 'How long one call of the DOI service may take, ms' })
  doiTimeoutMs = 15_000;
  @field.integer({ min: 1, max: 3600, description: 'Pause after the first failure, s; doubled with each further one' })
  retryFirstSeconds = 2;
  @field.integer({ min: 1, max: 86_400, description: 'Longest pause between attempts, s' })
  retryLongestSeconds = 600;
  @field.integer({ min: 50, max: 60_000, description: 'How often the catalogue is asked for work, ms' })
  pollMs = 1000;
  @field.integer({ min: 1, max: 16, description: 'DOIs that are worked on at the same time' })
  parallel = 4;
  @field.integer({ min: 0, max: 8760, description: 'Hours from one comparison of all DOIs to the next; 0: never' })
  driftHours = 24;
  @field.yesNo({ description: 'Writes our record over one that somebody else has changed; else it is only told' })
  driftMend = true;
  @field.text({
    minLength: 32,
    description: 'Token with which it tells the catalogue how it is; without it, it does not',
  })
  reportToken?: string;
  @field.text({ description: 'Address on which health and metrics are served' })
  healthHost = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port of health and metrics' })
  healthPort = 3036;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
