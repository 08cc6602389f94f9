import 'reflect-metadata';
import { createLogger, Health } from '@scizoo/service-kit';
import { readFile, writeFile } from 'node:fs/promises';
import { CatalogueConfig } from './config';
import { createApp } from './create-app';
import { describeApi } from './openapi';
import { Surroundings } from './surroundings';

/**
 * Writes the description of the API without a database: `node openapi.main.js <file> [--check]`. With `--check` nothing is
 * written, and the exit status says whether the file is current.
 */
async function main([file, ...options]: readonly string[]): Promise<number> {
  if (file === undefined) {
    process.stderr.write('Name the file to write.\n');
    return 2;
  }
  const config = Object.assign(new CatalogueConfig(), { mongodbUri: 'mongodb://127.0.0.1:1/none' });
  const app = await createApp(config, new Surroundings(createLogger('openapi', 'error'), new Health(), false));
  await app.init();
  const text = `${JSON.stringify(describeApi(app), null, 2)}\n`;
  if (!options.includes('--check')) {
    await writeFile(file, text);
    return 0;
  }
  if ((await readFile(file, 'utf8')) === text) return 0;
  process.stderr.write(`${file} is not current: run \`npm run generate\`.\n`);
  return 1;
}

const status = await main(process.argv.slice(2));
// Closing the application would wait for a database that is not there.
process.exit(status);
