import { isPortTaken, SetupError } from '@scizoo/local-servers';
import { hasDataciteStandIn, isMinting, PORT_NAMES, PORTS, type PortName, type StackOptions } from './options';

/** Ports that listen on HOST. */
const OPEN_PORTS = new Set<PortName>(['port', 'publicApiPort']);

function isUsed(name: PortName, options: StackOptions): boolean {
  switch (name) {
    case 'tangoPort':
      // the lab's own harvester may be there already
      return options.tangogqlUrl !== undefined;
    case 'duoPort':
      return options.duoUrl !== undefined;
    case 'mongodbPort':
      return options.mongodbUri === undefined;
    case 'kafkaPort':
      return options.kafkaBrokers === undefined;
    case 'doiMinterPort':
      return isMinting(options);
    case 'dataciteStandInPort':
      return hasDataciteStandIn(options);
    case 'sciflyPort':
    case 'devicesPort':
      return options.demo;
    default:
      return true;
  }
}

/** @throws SetupError naming the first port that something else listens on */
export async function refuseTakenPorts(options: StackOptions): Promise<void> {
  for (const name of PORT_NAMES.filter((one) => isUsed(one, options))) {
    const { option, variable, what } = PORTS[name];
    if (await isPortTaken(options[name], OPEN_PORTS.has(name) ? options.host : '127.0.0.1'))
      throw new SetupError(
        `Port ${options[name]} for ${what} is taken: end what uses it, or choose another one with --${option} N (or ${variable}).`,
      );
  }
}
