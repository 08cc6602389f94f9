import { field, LOG_LEVELS, type LogLevel } from '@scizoo/service-kit';

/** Settings of the public pages and interfaces. Names in the environment are these in capitals: `catalogueUrl` is `CATALOGUE_URL`. */
export class PublicApiConfig {
  @field.text({ description: 'Address to listen on' })
  host = '127.0.0.1';
  @field.integer({ min: 0, max: 65_535, description: 'Port to listen on' })
  port = 3010;
  @field.text({ required: true, format: 'uri', description: 'Address of the catalogue API; it is asked as anonymous' })
  catalogueUrl!: string;
  @field.text({
    required: true,
    format: 'uri',
    description: 'Address under which the world reaches this program; stands in all links',
  })
  publicUrl!: string;
  @field.text({
    format: 'uri',
    description: 'Address of the web program, for links to datasets; without it there are none',
  })
  webUrl?: string;
  @field.textList({ description: 'Addresses of proxies in front of it, whose X-Forwarded-For is believed' })
  trustedProxies: string[] = [];
  @field.integer({ min: 100, max: 60_000, description: 'Longest wait for an answer of the catalogue, ms' })
  catalogueTimeoutMs = 8000;
  @field.integer({
    min: 0,
    max: 3600,
    description: 'How long an answer is handed out without asking the catalogue again, s',
  })
  freshSeconds = 5;
  @field.integer({
    min: 0,
    max: 86_400,
    description: 'How long the last known answer is handed out while the catalogue is away, s',
  })
  staleSeconds = 600;
  @field.integer({ min: 1, max: 4096, description: 'Memory for answers, MB' })
  cacheMb = 64;

  @field.text({ minLength: 1, maxLength: 200, description: 'Name of the facility as people read it' })
  site = 'SciZoo';
  @field.text({
    minLength: 1,
    maxLength: 100,
    description: 'What this installation is, told in the status of the search API',
  })
  environment = 'production';
  @field.text({ minLength: 1, maxLength: 200, description: 'Publisher of records that name none; the facility' })
  publisher?: string;
  @field.text({ format: 'email', description: 'Whom readers and harvesters write to' })
  contactEmail = 'data@facility.example';
  @field.text({ maxLength: 64, description: 'Licence of records that name none, as SPDX id' })
  defaultLicence = 'CC-BY-4.0';
  @field.text({
    pattern: '^[A-Za-z0-9.-]{1,200}$',
    description: 'Domain in the identifiers of OAI-PMH; without it the host of PUBLIC_URL. Never change it',
  })
  oaiDomain?: string;
  @field.integer({ min: 1, max: 1000, description: 'Records on a page of OAI-PMH' })
  oaiPageSize = 100;
  @field.text({ minLength: 16, description: 'Signs resumption tokens; the same for all copies' })
  oaiTokenKey?: string;
  @field.integer({ min: 1, max: 8760, description: 'How long a broken harvest can be taken up again, hours' })
  oaiTokenHours = 168;
  @field.text({ description: 'PaNET as a JSON list of {id, name, synonyms, parents}; without it a small extract' })
  panetFile?: string;
  @field.textList({
    items: { format: 'uri' },
    description:
      'Search APIs of other facilities that the federation asks, such as https://data.example/api; nobody else is asked',
  })
  federationProviders: string[] = [];
  @field.integer({ min: 100, max: 30_000, description: 'Longest wait for one of them, ms' })
  federationTimeoutMs = 2500;
  @field.integer({ min: 1, max: 1000, description: 'Items of a federated answer when the question has no limit' })
  federationLimit = 100;
  @field.text({ oneOf: LOG_LEVELS, description: 'Least level of log lines' })
  logLevel: LogLevel = 'info';
}
