import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupError } from '@scizoo/local-servers';

export interface StackOptions {
  host: string;
  port: number;
  mongodbPort: number;
  kafkaPort: number;
  scifishPort: number;
  scicowPort: number;
  sciflyPort: number;
  publicApiPort: number;
  doiMinterPort: number;
  dataciteStandInPort: number;
  tangoPort: number;
  duoPort: number;
  devicesPort: number;
  dataDir: string;
  demo: boolean;
  /** A server of the operator's own, instead of starting one. */
  mongodbUri?: string;
  kafkaBrokers?: string;
  /** Where TangoGQL answers; without it no Tango harvester is started. */
  tangogqlUrl?: string;
  /** The user office; without it no DUO harvester is started. */
  duoUrl?: string;
  /** The DOI service; without it the demo has a stand-in, and an empty facility no DOIs. */
  registerDoiUri?: string;
}
/** Whether DOIs are registered anywhere. */
export const isMinting = ({ demo, registerDoiUri }: StackOptions): boolean => demo || registerDoiUri !== undefined;
/** Whether the DOI service is one that knows nobody but this machine. */
export const hasDataciteStandIn = ({ demo, registerDoiUri }: StackOptions): boolean =>
  demo && registerDoiUri === undefined;

export type PortName =
  | 'port'
  | 'mongodbPort'
  | 'kafkaPort'
  | 'scifishPort'
  | 'scicowPort'
  | 'sciflyPort'
  | 'publicApiPort'
  | 'doiMinterPort'
  | 'dataciteStandInPort'
  | 'tangoPort'
  | 'duoPort'
  | 'devicesPort';

/** Every port: its option, its variable, its default and what listens there. */
export const PORTS: Record<PortName, { option: string; variable: string; port: number; what: string }> = {
  port: { option: 'port', variable: 'PORT', port: 3000, what: 'the catalogue' },
  mongodbPort: { option: 'mongodb-port', variable: 'MONGODB_PORT', port: 27017, what: 'MongoDB' },
  kafkaPort: { option: 'kafka-port', variable: 'KAFKA_PORT', port: 9092, what: 'Kafka' },
  scifishPort: { option: 'scifish-port', variable: 'SCIFISH_PORT', port: 3020, what: 'SciFish' },
  scicowPort: { option: 'scicow-port', variable: 'SCICOW_PORT', port: 3031, what: 'the health page of SciCow' },
  sciflyPort: { option: 'scifly-port', variable: 'SCIFLY_PORT', port: 3033, what: 'the health page of SciFly' },
  devicesPort: {
    option: 'devices-port',
    variable: 'DEVICES_PORT',
    port: 3035,
    what: 'devices of the demo beamline, and its ORCID and ROR',
  },
  publicApiPort: { option: 'public-api-port', variable: 'PUBLIC_API_PORT', port: 3010, what: 'the public pages' },
  doiMinterPort: {
    option: 'doi-minter-port',
    variable: 'DOI_MINTER_PORT',
    port: 3036,
    what: 'the health page of the DOI minter',
  },
  dataciteStandInPort: {
    option: 'datacite-stand-in-port',
    variable: 'DATACITE_STAND_IN_PORT',
    port: 3037,
    what: 'the stand-in for DataCite',
  },
  tangoPort: { option: 'tango-port', variable: 'TANGO_HARVESTER_PORT', port: 3034, what: 'the Tango harvester' },
  duoPort: {
    option: 'duo-port',
    variable: 'DUO_HARVESTER_PORT',
    port: 3032,
    what: 'the health page of the DUO harvester',
  },
};
export const PORT_NAMES = Object.keys(PORTS) as PortName[];

export const HELP = `npm start -- [options]

Starts MongoDB, Kafka, the catalogue with its web program, the public pages, SciCow, SciFish, the DOI minter and a demo
beamline with SciFly; Ctrl-C stops all.

${PORT_NAMES.map((name) => {
  const { option, variable, port, what } = PORTS[name];
  return `  --${option} N `.padEnd(22) + `${what} (${variable}, ${port})`;
}).join('\n')}
  --data-dir FOLDER   where everything is kept (DATA_DIR, .data)
  --no-demo           no demo beamline, no stand-in for DataCite: an empty facility
  --help              this text

MONGODB_URI and KAFKA_BROKERS name servers of your own, which are then used instead of started ones.
TANGOGQL_URL (http://127.0.0.1:21004/db) starts the Tango harvester of the beamline b310a; \`npm run lab\` starts it too.
DUO_URL starts the DUO harvester; DUO_SECRET, DUO_PROFILE (psi or paged) and the other settings of it tell how your user
office is spoken to.
REGISTER_DOI_URI, DOI_USERNAME and DOI_PASSWORD name a DOI service of yours (https://api.test.datacite.org/dois); without
them the demo registers at a stand-in of its own, and --no-demo gives no DOIs.
HOST is the address that the catalogue and the public pages listen on (127.0.0.1).
`;

/** @throws SetupError naming the option that is wrong */
export function parseOptions(args: readonly string[], env: NodeJS.ProcessEnv): StackOptions | 'help' {
  const values = parsed(args);
  if (values['help'] === true) return 'help';
  const ports = Object.fromEntries(PORT_NAMES.map((name) => [name, portOf(name, values, env)])) as Record<
    PortName,
    number
  >;
  const users = new Map<number, PortName>();
  for (const name of PORT_NAMES) {
    const other = users.get(ports[name]);
    if (other)
      throw new SetupError(
        `Port ${ports[name]} is given to both --${PORTS[other].option} and --${PORTS[name].option}: choose two.`,
      );
    users.set(ports[name], name);
  }
  return {
    ...ports,
    host: env['HOST'] || '127.0.0.1',
    // `npm start` runs in the repository; a path typed elsewhere is meant from there.
    dataDir: resolve(String(values['data-dir'] ?? env['DATA_DIR'] ?? '.data')),
    demo: values['no-demo'] !== true,
    mongodbUri: env['MONGODB_URI'] || undefined,
    kafkaBrokers: env['KAFKA_BROKERS'] || undefined,
    tangogqlUrl: env['TANGOGQL_URL'] || undefined,
    duoUrl: env['DUO_URL'] || undefined,
    registerDoiUri: env['REGISTER_DOI_URI'] || undefined,
  };
}

function parsed(args: readonly string[]): Record<string, string | boolean | undefined> {
  const text = { type: 'string' } as const;
  const yes = { type: 'boolean' } as const;
  const ports = Object.fromEntries(PORT_NAMES.map((name) => [PORTS[name].option, text]));
  try {
    return parseArgs({
      args: [...args],
      options: { ...ports, 'data-dir': text, 'no-demo': yes, help: yes },
      strict: true,
    }).values as Record<string, string | boolean | undefined>;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new SetupError(`${sentence}; \`npm start -- --help\` lists the options.`);
  }
}

function portOf(name: PortName, values: Record<string, unknown>, env: NodeJS.ProcessEnv): number {
  const { option, variable, port } = PORTS[name];
  const text = values[option] ?? (env[variable] || undefined);
  if (text === undefined) return port;
  const number = Number(text);
  if (!/^\d+$/.test(String(text)) || number < 1 || number > 65_535)
    throw new SetupError(`--${option} (${variable}) is a port from 1 to 65535, not "${String(text)}".`);
  return number;
}
