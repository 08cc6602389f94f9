import { readFile } from 'node:fs/promises';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';

const description = new URL('../../../docs/api/openapi.json', import.meta.url);
const generated = new URL('./generated.ts', import.meta.url);

it('the client types are made from the committed description; else run `npm run generate`', async () => {
  const types = astToString(await openapiTS(description));
  expect(`${COMMENT_HEADER}${types}`).toBe(await readFile(generated, 'utf8'));
}, 30_000);
