import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder } from './cache';
import type { Progress } from './fetch-mongod';
import { SetupError } from './setup-error';
import { fetchWith, onPath } from './tool';

/** A server that Maven has: its artefacts as `group:name:version`. */
export interface JavaServer {
  /** Folder in the cache; holds the version. */
  readonly folder: string;
  readonly title: string;
  readonly size: string;
  readonly artefacts: readonly string[];
  /** Artefacts that come without what they ask for: not all of that is to be had, or it is not needed. */
  readonly alone?: readonly string[];
  /** What to do where there is no Maven. */
  readonly otherwise: string;
}

const NOTHING_ELSE = '<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions>';
function dependency(artefact: string, more = ''): string {
  const [group, name, version] = artefact.split(':');
  return `    <dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version>${more}</dependency>`;
}
const pomOf = ({ folder, artefacts, alone = [] }: JavaServer): string => {
  const dependencies = [
    ...artefacts.map((artefact) => dependency(artefact)),
    ...alone.map((artefact) => dependency(artefact, NOTHING_ELSE)),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>org.scizoo</groupId><artifactId>${folder}</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
${dependencies.join('\n')}
  </dependencies>
</project>
`;
};

/** Folder with the jars of a server, fetched once by Maven. */
export async function findJars(
  server: JavaServer,
  java: string,
  onProgress: Progress = () => undefined,
): Promise<string> {
  const folder = await cachedFolder(server.folder, async (draft) => {
    const maven = onPath('mvn');
    if (!maven) throw new SetupError(`Maven (mvn) is needed to get ${server.title}: ${server.otherwise}.`);
    onProgress(`fetching ${server.title} (${server.size})`);
    await writeFile(join(draft, 'pom.xml'), pomOf(server));
    await mkdir(join(draft, 'jars'));
    await fetchWith(
      maven,
      [
        '-q',
        '-B',
        'dependency:copy-dependencies',
        `-DoutputDirectory=${join(draft, 'jars')}`,
        '-DincludeScope=runtime',
      ],
      server.title,
      { cwd: draft, env: onPath('java') ? {} : { JAVA_HOME: join(java, '..', '..') } },
    );
  });
  return join(folder, 'jars');
}
