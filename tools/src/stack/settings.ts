import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { mongoUri, repositoryRoot } from '@scizoo/local-servers';
import { REGISTRY_PATHS } from '../demo/neighbours';
import { hasDataciteStandIn, isMinting, type StackOptions } from './options';
import type { Secrets } from './secrets';

export type Environment = Record<string, string | undefined>;

const STAND_IN_ACCOUNT = 'DEMO.STANDIN';
const FACILITY = 'demo';
const LAB_BEAMLINE = 'b310a';
const DEMO_BEAMLINE = 'zoosaxs';
/** Where everything of one machine is told and asked. */
export const local = (port: number): string => `http://127.0.0.1:${port}`;
const timeZone = () => process.env['TIME_ZONE'] ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
const site = () => process.env['SITE'] ?? 'Zoo Light Source';

/** Where this stack is to be found: by people, and by its own programs. */
export class Addresses {
  constructor(private readonly options: StackOptions) {}

  get catalogue(): string {
    return this.shown(this.options.port);
  }
  /** Of the landing pages and the other public ones. */
  get publicPages(): string {
    return process.env['PUBLIC_API_URL'] ?? this.shown(this.options.publicApiPort);
  }
  get mongodb(): string {
    return this.options.mongodbUri ?? mongoUri(this.options.mongodbPort);
  }
  get kafka(): string {
    return this.options.kafkaBrokers ?? `127.0.0.1:${this.options.kafkaPort}`;
  }
  private shown(port: number): string {
    const { host } = this.options;
    return `http://${host === '0.0.0.0' || host === '::' ? 'localhost' : host}:${port}`;
  }
}

export const pidPrefix = (): string => process.env['PID_PREFIX'] ?? '20.500.00000';
const doiPrefix = () => process.env['DOI_PREFIX'] ?? '10.48391';

/** The environment of each program of the stack; none is given more secrets than it needs. */
export class ProgramSettings {
  readonly addresses: Addresses;

  constructor(
    private readonly options: StackOptions,
    private readonly secrets: Secrets,
    private readonly accountsFile: string,
  ) {
    this.addresses = new Addresses(options);
  }

  catalogue(): Environment {
    const { options, secrets, addresses } = this;
    const root = repositoryRoot();
    const web = join(root, 'dist', 'apps', 'web', 'browser');
    return {
      HOST: options.host,
      PORT: `${options.port}`,
      MONGODB_URI: addresses.mongodb,
      KAFKA_BROKERS: addresses.kafka,
      FACILITY,
      SITE: site(),
      TIME_ZONE: timeZone(),
      DEMO: String(options.demo),
      PID_PREFIX: pidPrefix(),
      JWT_SECRET: secrets.jwtSecret,
      INGEST_TOKEN: secrets.ingestToken,
      REPORT_TOKEN: secrets.reportToken,
      HARVESTER_TOKENS: `duo=${secrets.duoHarvesterToken}`,
      FUNCTIONAL_ACCOUNTS_FILE: this.accountsFile,
      FACILITY_FILE: process.env['FACILITY_FILE'] ?? join(root, 'tools', 'demo', 'facility.json'),
      ...(existsSync(web) && { WEB_DIR: web }),
      RETENTION_MIN_YEARS: process.env['RETENTION_MIN_YEARS'] ?? '7',
      // An end of archiving before that would contradict it.
      POLICY_RETENTION_SHIFT: process.env['POLICY_RETENTION_SHIFT'] ?? process.env['RETENTION_MIN_YEARS'] ?? '7',
      RAW_READ_ONLY: process.env['RAW_READ_ONLY'] ?? 'true',
      DOI_PREFIX: doiPrefix(),
      DOI_MINTER_TOKEN: isMinting(options) ? secrets.doiMinterToken : undefined,
      // Of the demo beamline, and of the earlier visits.
      DATA_ROOTS: process.env['DATA_ROOTS'] ?? `${join(options.dataDir, 'demo', 'visitors')}/*/{ownerGroup}`,
      ARCHIVE_FOLDER: join(options.dataDir, 'archive'),
      PUBLIC_JOBS: process.env['PUBLIC_JOBS'] ?? 'true',
      JOB_CONFIGURATION_FILE: process.env['JOB_CONFIGURATION_FILE'] ?? join(root, 'tools', 'demo', 'jobs.json'),
      ...this.registries(),
      PUBLIC_URL_PREFIX: `${addresses.publicPages}/detail/`,
      LOGBOOK_NOTES_OF:
        process.env['LOGBOOK_NOTES_OF'] ?? (options.demo ? `${DEMO_BEAMLINE},${LAB_BEAMLINE}` : undefined),
      LOGBOOK_NOTES_ABOUT: process.env['LOGBOOK_NOTES_ABOUT'],
      // whoever starts it: this program or `npm run lab`
      TANGO_HARVESTER_URLS: process.env['TANGO_HARVESTER_URLS'] ?? this.tangoHarvesters(),
    };
  }
  /** The operator's if there are any; nothing leaves this machine unasked, so the demo asks registries of its own. */
  private registries(): Environment {
    const { demo, devicesPort } = this.options;
    return Object.fromEntries(
      Object.entries(REGISTRY_PATHS).map(([name, path]) => [
        name,
        process.env[name] ?? (demo ? `${local(devicesPort)}${path}` : undefined),
      ]),
    );
  }
  /** Of the lab's beamline; and the demo beamline opens the same door with devices that are made up. */
  private tangoHarvesters(): string {
    const { demo, tangoPort, devicesPort } = this.options;
    const doors = [`${LAB_BEAMLINE}=${local(tangoPort)}`];
    if (demo) doors.push(`${DEMO_BEAMLINE}=${local(devicesPort)}`);
    return doors.join(',');
  }

  scicow(): Environment {
    return {
      CATALOGUE_URL: local(this.options.port),
      INGEST_TOKEN: this.secrets.ingestToken,
      KAFKA_BROKERS: this.addresses.kafka,
      HEALTH_PORT: `${this.options.scicowPort}`,
    };
  }

  scifish(): Environment {
    return {
      HOST: '127.0.0.1',
      PORT: `${this.options.scifishPort}`,
      KAFKA_BROKERS: this.addresses.kafka,
      SPOOL_DIR: join(this.options.dataDir, 'scifish'),
      ...this.reports(),
      FACILITY,
      BEAMLINE: LAB_BEAMLINE,
    };
  }

  /** Nothing secret: it sees what everybody sees. */
  publicPages(): Environment {
    return {
      HOST: this.options.host,
      PORT: `${this.options.publicApiPort}`,
      CATALOGUE_URL: local(this.options.port),
      PUBLIC_URL: this.addresses.publicPages,
      WEB_URL: this.addresses.catalogue,
      SITE: site(),
      MONGODB_URI: undefined,
    };
  }

  /** It alone gets the secret of the DOI service. */
  minter(): Environment {
    const { port, doiMinterPort, dataciteStandInPort } = this.options;
    const account = hasDataciteStandIn(this.options)
      ? { REGISTER_DOI_URI: `${local(dataciteStandInPort)}/dois`, ...this.standInAccount() }
      : { DOI_USERNAME: process.env['DOI_USERNAME'], DOI_PASSWORD: process.env['DOI_PASSWORD'] };
    return {
      ...account,
      ...this.reports(),
      CATALOGUE_URL: local(port),
      DOI_MINTER_TOKEN: this.secrets.doiMinterToken,
      HEALTH_PORT: `${doiMinterPort}`,
      MONGODB_URI: undefined,
    };
  }
  dataciteStandIn(): Environment {
    const { dataDir, dataciteStandInPort } = this.options;
    return {
      STAND_IN_PORT: `${dataciteStandInPort}`,
      STAND_IN_FILE: join(dataDir, 'datacite-stand-in.json'),
      STAND_IN_PREFIX: doiPrefix(),
      ...this.standInAccount(),
      MONGODB_URI: undefined,
    };
  }
  private standInAccount(): Environment {
    return { DOI_USERNAME: STAND_IN_ACCOUNT, DOI_PASSWORD: this.secrets.dataciteSecret };
  }

  tangoHarvester(): Environment {
    const { dataDir, tangoPort, tangogqlUrl } = this.options;
    return {
      TANGOGQL_URL: tangogqlUrl,
      BEAMLINES: LAB_BEAMLINE,
      KAFKA_BROKERS: this.addresses.kafka,
      STATE_DIR: join(dataDir, 'tango-harvester'),
      HEALTH_PORT: `${tangoPort}`,
      MACHINE_NOTES: process.env['MACHINE_NOTES'],
      ...this.reports(),
    };
  }

  /** It alone gets the secret of the user office; how that one is spoken to comes from the operator's own settings. */
  duoHarvester(): Environment {
    const { dataDir, duoPort, duoUrl, port } = this.options;
    return {
      DUO_URL: duoUrl,
      DUO_SECRET: process.env['DUO_SECRET'],
      FACILITY,
      TIME_ZONE: timeZone(),
      KAFKA_BROKERS: this.addresses.kafka,
      CATALOGUE_URL: local(port),
      HARVESTER_TOKEN: this.secrets.duoHarvesterToken,
      STATE_DIR: join(dataDir, 'duo-harvester'),
      HEALTH_PORT: `${duoPort}`,
      MONGODB_URI: undefined,
    };
  }

  /** Kafka is all it gets: no address of the catalogue, no token, no database. */
  demoBeamline(): Environment {
    return {
      KAFKA_BROKERS: this.addresses.kafka,
      DEMO_DIR: join(this.options.dataDir, 'demo'),
      DEVICES_PORT: `${this.options.devicesPort}`,
      FACILITY,
      MONGODB_URI: undefined,
    };
  }

  /** For a program that tells the catalogue how it is. */
  reports(): Environment {
    return { CATALOGUE_URL: local(this.options.port), REPORT_TOKEN: this.secrets.reportToken };
  }
}
