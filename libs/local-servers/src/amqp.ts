import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningServer, startJavaServer } from './java-server';
import type { ServerOptions } from './mongod';

const VERSION = '9.2.1';
const BROKER = {
  folder: `qpid-${VERSION}`,
  title: 'a message broker (AMQP)',
  size: '25 MB',
  artefacts: [
    ...['qpid-broker-core', 'qpid-broker-plugins-amqp-0-8-protocol', 'qpid-broker-plugins-memory-store'],
    'qpid-broker-plugins-logging-logback',
  ].map((name) => `org.apache.qpid:${name}:${VERSION}`),
  // Its program alone: stores on disk and management are not wanted.
  alone: [`org.apache.qpid:qpid-broker:${VERSION}`, 'commons-cli:commons-cli:1.6.0'],
  otherwise: 'install it',
};

export interface AmqpOptions extends ServerOptions {
  readonly username: string;
  readonly password: string;
}

/** One port, one account, one virtual host, all of it in memory. */
const configuration = ({ port, username, password }: AmqpOptions) => ({
  name: 'broker',
  modelVersion: '9.0',
  authenticationproviders: [
    {
      name: 'accounts',
      type: 'Plain',
      secureOnlyMechanisms: [],
      users: [{ name: username, type: 'managed', password }],
    },
  ],
  ports: [
    {
      name: 'amqp',
      port: String(port),
      bindingAddress: '127.0.0.1',
      authenticationProvider: 'accounts',
      protocols: ['AMQP_0_9_1'],
      virtualhostaliases: [
        { name: 'usual', type: 'defaultAlias' },
        { name: 'by name', type: 'nameAlias' },
      ],
    },
  ],
  virtualhostnodes: [
    {
      name: 'default',
      type: 'Memory',
      defaultVirtualHostNode: 'true',
      virtualHostInitialConfiguration: JSON.stringify({ type: 'Memory' }),
    },
  ],
});

/** Starts a message broker (AMQP 0-9-1, as RabbitMQ speaks it) that forgets everything when it ends: for tests. */
export async function startAmqp(options: AmqpOptions): Promise<RunningServer> {
  const { dataDir, port, logFile, onProgress } = options;
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'broker.json');
  await writeFile(file, JSON.stringify(configuration(options)));
  return startJavaServer({
    ...{ port, logFile, onProgress },
    server: BROKER,
    main: 'org.apache.qpid.server.Main',
    args: ['-st', 'Memory', '-icp', file],
    memoryMb: 256,
    properties: { 'qpid.work_dir': dataDir },
  });
}
