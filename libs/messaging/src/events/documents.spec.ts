import { Ajv2020 } from 'ajv/dist/2020.js';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { asyncApi, eventDocuments, eventSchema } from './documents';
import { checkEvent } from './envelope';
import { eventTypes, exampleOf } from './examples';

const folder = join(import.meta.dirname, '../../../../docs/events');

describe('published event documents', () => {
  it('are current (nx run messaging:events)', async () => {
    const wanted = eventDocuments();
    const found = (await readdir(folder, { recursive: true })).filter((path) => path.endsWith('.json'));
    expect(found.sort()).toEqual([...wanted.keys()].sort());
    for (const [path, content] of wanted) expect(await readFile(join(folder, path), 'utf8')).toBe(content);
  });

  it.each(eventTypes())('%s has an example that any validator of JSON Schema and the catalogue accept', (type) => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(eventSchema(type));
    const example = JSON.parse(JSON.stringify(exampleOf(type))) as { data: object };
    expect(validate(example) || validate.errors).toBe(true);
    expect(checkEvent(example).type).toBe(type);
    expect(validate({ ...example, data: { ...example.data, unknownMember: 1 } })).toBe(false);
  });

  it('name every event in the AsyncAPI document, with channels that refer to them', () => {
    const document = asyncApi() as {
      channels: Record<string, { messages: Record<string, { $ref: string }> }>;
      components: { messages: Record<string, { name: string }> };
    };
    const referred = Object.values(document.channels).flatMap(({ messages }) => Object.values(messages));
    const names = referred.map(({ $ref }) => document.components.messages[$ref.split('/').at(-1) as string]?.name);
    expect(names.sort()).toEqual([...eventTypes()].sort());
  });
});
