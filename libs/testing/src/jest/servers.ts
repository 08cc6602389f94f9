import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startKafka, startMongod } from '@scizoo/local-servers';

export interface TestServers {
  mongoUri: string;
  /** Undefined where nobody asked for a broker. */
  kafkaBrokers?: string;
  /** Where they come from, in words for the report. */
  told: string[];
  stop(): Promise<void>;
}
interface Source {
  address: string;
  told: string;
  stop(): Promise<void>;
}
const KAFKA_IMAGE = 'confluentinc/cp-kafka:7.9.0';
const MONGO_IMAGE = 'mongo:7.0';
const nothing = () => Promise.resolve();

/** Only asked when a Docker engine may be there, since looking for one takes a second. */
async function dockerAnswers(): Promise<boolean> {
  try {
    const { getContainerRuntimeClient } = await import('testcontainers');
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}

async function mongoInContainer(): Promise<Source> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const container = await new GenericContainer(MONGO_IMAGE)
    .withCommand(['--replSet', 'rs0', '--bind_ip_all'])
    .withExposedPorts(27017)
    .withWaitStrategy(Wait.forLogMessage(/Waiting for connections/))
    .start();
  const eval1 = 'rs.initiate(); while (!db.hello().isWritablePrimary) sleep(50)';
  await container.exec(['mongosh', '--quiet', '--eval', eval1]);
  return {
    address: `mongodb://${container.getHost()}:${container.getMappedPort(27017)}/scizoo?directConnection=true`,
    told: `MongoDB in a container (${MONGO_IMAGE})`,
    stop: async () => void (await container.stop()),
  };
}

async function kafkaInContainer(): Promise<Source> {
  const { GenericContainer, Wait } = await import('testcontainers');
  const port = await freePort();
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts({ container: 9092, host: port })
    .withEnvironment({
      CLUSTER_ID: 'c2Npem9vLXRlc3RzLTAwMQ',
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_LISTENERS: 'PLAINTEXT://0.0.0.0:9092,CONTROLLER://127.0.0.1:9093',
      KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@127.0.0.1:9093',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_MESSAGE_MAX_BYTES: '33554432',
    })
    .withWaitStrategy(Wait.forLogMessage(/Kafka Server started/))
    .start();
  return {
    address: `127.0.0.1:${port}`,
    told: `Kafka in a container (${KAFKA_IMAGE})`,
    stop: async () => void (await container.stop()),
  };
}

async function mongoHere(folder: string): Promise<Source> {
  const given = process.env['SCIZOO_TEST_MONGODB_URI'];
  if (given) return { address: given, told: 'MongoDB given by SCIZOO_TEST_MONGODB_URI', stop: nothing };
  const options = { dataDir: join(folder, 'mongodb'), port: await freePort(), logFile: join(folder, 'mongodb.log') };
  const { uri, stop } = await startMongod({ ...options, onProgress: tell });
  return { address: uri, told: 'MongoDB as a local program', stop };
}

async function kafkaHere(folder: string): Promise<Source> {
  const given = process.env['SCIZOO_TEST_KAFKA_BROKERS'];
  if (given) return { address: given, told: 'Kafka given by SCIZOO_TEST_KAFKA_BROKERS', stop: nothing };
  const options = { dataDir: join(folder, 'kafka'), port: await freePort(), logFile: join(folder, 'kafka.log') };
  const { brokers, stop } = await startKafka({ ...options, onProgress: tell });
  return { address: brokers, told: 'Kafka as a local program', stop };
}

const tell = (text: string) => process.stderr.write(`${text}\n`);

/** Servers for a run of tests: those named by the environment, else containers, else local programs. */
export async function startTestServers({ kafka: withKafka = true } = {}): Promise<TestServers> {
  const folder = await mkdtemp(join(tmpdir(), 'scizoo-tests-'));
  const given = process.env['SCIZOO_TEST_MONGODB_URI'] && process.env['SCIZOO_TEST_KAFKA_BROKERS'];
  const inContainers = !given && (await dockerAnswers());
  const started = await Promise.allSettled([
    inContainers ? mongoInContainer() : mongoHere(folder),
    withKafka ? (inContainers ? kafkaInContainer() : kafkaHere(folder)) : undefined,
  ]);
  const stop = async () => {
    await Promise.all(started.map((one) => (one.status === 'fulfilled' ? one.value?.stop() : undefined)));
    await rm(folder, { recursive: true, force: true });
  };
  const [mongo, kafka] = started;
  if (mongo.status === 'rejected' || kafka.status === 'rejected') {
    await stop();
    throw mongo.status === 'rejected' ? mongo.reason : (kafka as PromiseRejectedResult).reason;
  }
  return {
    mongoUri: mongo.value.address,
    kafkaBrokers: kafka.value?.address,
    told: [mongo.value.told, ...(kafka.value ? [kafka.value.told] : [])],
    stop,
  };
}
