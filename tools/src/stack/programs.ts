import { join } from 'node:path';
import { repositoryRoot } from '@scizoo/local-servers';
import { sciflySettings } from '../demo/scifly-folders';
import { CATALOGUE_NURSERY, nodePart } from './node-part';
import { hasDataciteStandIn, isMinting, type StackOptions } from './options';
import type { Member } from './rows';
import { type Environment, local, type ProgramSettings } from './settings';

interface Program {
  readonly env: Environment;
  /** Below dist/apps, or a tool below dist/tools. */
  readonly app?: string;
  readonly tool?: string;
  /** Without it the program counts as up once it runs. */
  readonly readyUrl?: string;
  readonly where?: string;
  readonly isFrugal?: boolean;
  readonly nurseryMegabytes?: number;
}

function member(name: string, program: Program): Member {
  const { app, tool, env, where, ...rest } = program;
  const folder = tool ? ['tools', `${tool}.js`] : ['apps', ...(app ?? name).split('/'), 'main.js'];
  return {
    name,
    where,
    part: (logFile) =>
      nodePart({
        name,
        file: join(repositoryRoot(), 'dist', ...folder),
        env: { ...env, LOG_LEVEL: process.env['LOG_LEVEL'] ?? 'info' },
        logFile,
        ...rest,
      }),
  };
}

/** What a facility runs, given its servers. */
export function facilityPrograms(options: StackOptions, settings: ProgramSettings): Member[] {
  const { host, port, publicApiPort, scifishPort, scicowPort } = options;
  return [
    member('catalogue-api', {
      env: settings.catalogue(),
      readyUrl: `${local(port)}/ready`,
      where: `on ${host}:${port}`,
      nurseryMegabytes: CATALOGUE_NURSERY,
    }),
    member('scifish', {
      env: settings.scifish(),
      readyUrl: `${local(scifishPort)}/ready`,
      where: `on 127.0.0.1:${scifishPort}`,
      isFrugal: true,
    }),
    member('scicow', { env: settings.scicow(), readyUrl: `${local(scicowPort)}/ready` }),
    member('public-api', {
      env: settings.publicPages(),
      readyUrl: `${local(publicApiPort)}/ready`,
      where: `on ${host}:${publicApiPort}`,
    }),
    ...doiPrograms(options, settings),
    ...tangoPrograms(options, settings),
    ...duoPrograms(options, settings),
  ];
}

/** The minter, and what it registers at where there is no DOI service of the operator's. */
function doiPrograms(options: StackOptions, settings: ProgramSettings): Member[] {
  const { dataciteStandInPort: standIn, doiMinterPort } = options;
  return [
    ...(hasDataciteStandIn(options)
      ? [
          member('datacite-stand-in', {
            env: settings.dataciteStandIn(),
            tool: 'datacite-stand-in',
            readyUrl: `${local(standIn)}/heartbeat`,
            where: `on 127.0.0.1:${standIn}: DOIs of the demo, known to nobody else`,
          }),
        ]
      : []),
    // not /ready: it waits for a DOI service that is away, and says so there
    ...(isMinting(options)
      ? [member('doi-minter', { env: settings.minter(), readyUrl: `${local(doiMinterPort)}/health` })]
      : []),
  ];
}

function tangoPrograms({ tangogqlUrl, tangoPort }: StackOptions, settings: ProgramSettings): Member[] {
  if (!tangogqlUrl) return [];
  return [
    member('tango-harvester', {
      env: settings.tangoHarvester(),
      app: 'harvesters/tango',
      // not /ready: it waits for a control system that is away, and says so there
      readyUrl: `${local(tangoPort)}/health`,
      where: `on 127.0.0.1:${tangoPort}`,
    }),
  ];
}

function duoPrograms({ duoUrl, duoPort }: StackOptions, settings: ProgramSettings): Member[] {
  if (!duoUrl) return [];
  return [
    member('duo-harvester', {
      env: settings.duoHarvester(),
      app: 'harvesters/duo',
      // not /ready: it waits for a user office that is away, and says so there
      readyUrl: `${local(duoPort)}/health`,
      where: `asks ${new URL(duoUrl).origin}`,
      isFrugal: true,
    }),
  ];
}

/** A beamline that is made up: scans by themselves, and a folder of files that SciFly watches. */
export async function demoPrograms(options: StackOptions, settings: ProgramSettings): Promise<Member[]> {
  const { dataDir, sciflyPort: port } = options;
  const scifly = await sciflySettings({ dataDir, kafkaBrokers: settings.addresses.kafka, port });
  return [
    member('demo-beamline', { env: settings.demoBeamline(), tool: 'demo-beamline' }),
    member('scifly', {
      env: { ...scifly.env, ...settings.reports() },
      readyUrl: `${local(port)}/ready`,
      where: `watches ${scifly.folder}`,
      isFrugal: true,
    }),
  ];
}
