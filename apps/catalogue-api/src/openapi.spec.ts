import type { INestApplication } from '@nestjs/common';
import { createLogger, Health } from '@scizoo/service-kit';
import { readFile } from 'node:fs/promises';
import { CatalogueConfig } from './config';
import { createApp } from './create-app';
import { describeApi } from './openapi';
import { Surroundings } from './surroundings';

interface Described {
  readonly operationId: string;
  readonly tags?: readonly string[];
}
/** The class that a generator makes of a tag. */
const classOf = (tag: string): string => tag.replace(/(?:^|[ -])(\w)/gu, (_, letter: string) => letter.toUpperCase());

const committed = new URL('../../../docs/api/openapi.json', import.meta.url);

describe('description of the API', () => {
  let app: INestApplication;
  beforeAll(async () => {
    const config = Object.assign(new CatalogueConfig(), { mongodbUri: 'mongodb://127.0.0.1:1/none' });
    app = await createApp(config, new Surroundings(createLogger('openapi', 'silent'), new Health(), false));
    await app.init();
  }, 30_000);

  it('is the committed file; else run `npm run generate`', async () => {
    expect(`${JSON.stringify(describeApi(app), null, 2)}\n`).toBe(await readFile(committed, 'utf8'));
  });

  it('has the operations of SciCat’s own SDK under its names, in its classes', async () => {
    const { paths } = describeApi(app) as unknown as { paths: Record<string, Record<string, Described>> };
    // Names of path parameters are positions to a caller.
    const described = (path: string) => path.replace(/\{\w+\}/gu, '{}').toLowerCase();
    const ours = Object.entries(paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId, tags }]) =>
        [method.toUpperCase(), described(path), classOf(tags?.[0] ?? ''), operationId].join(' '),
      ),
    );
    const operations = (await readFile(new URL('testing/scicat-operations.txt', import.meta.url), 'utf8')).trim();
    const theirs = operations.split('\n').map((line) => {
      const [method, path, ...names] = line.split(' ');
      return [method, described(path!), ...names].join(' ');
    });
    expect(theirs).toHaveLength(214);
    expect(theirs.filter((operation) => !ours.includes(operation))).toEqual([]);
  });

  it('names operations as SciCat does, each once', () => {
    const operations = Object.values(describeApi(app).paths).flatMap(
      (item) => Object.values(item) as { operationId: string }[],
    );
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toEqual(
      expect.arrayContaining([
        'DatasetsController_create_v3',
        'ProposalsController_findById_v3',
        'DatasetsV4Controller_findAll_v4',
      ]),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes no internal member of a dataset', () => {
    const { DatasetRecord, DatasetV3 } = describeApi(app).components!.schemas as Record<string, { properties: object }>;
    for (const schema of [DatasetRecord!, DatasetV3!])
      for (const name of ['readers', 'ing', 'scan', 'images', 'annotatedBy'])
        expect(schema.properties).not.toHaveProperty(name);
  });
});
