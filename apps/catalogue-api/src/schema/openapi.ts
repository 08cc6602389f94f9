import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiParam, ApiQuery, ApiResponse, type OpenAPIObject } from '@nestjs/swagger';
import { jsonSchemaOf, type JsonSchema, type Shape } from '@scizoo/service-kit';

type SwaggerSchema = Record<string, never>;
const components = new Map<string, { shape: Shape; schema: JsonSchema }>();

/** Names the class in the OpenAPI document, with the classes nested in it. */
function reference(shape: Shape): JsonSchema {
  const known = components.get(shape.name);
  if (known && known.shape !== shape) throw new Error(`two classes of the API are both called ${shape.name}`);
  if (!known) {
    const entry = { shape, schema: {} as JsonSchema };
    components.set(shape.name, entry);
    entry.schema = withoutOwnKeywords(jsonSchemaOf(shape, reference)) as JsonSchema;
  }
  return { $ref: `#/components/schemas/${shape.name}` };
}

const OWN_FORMATS = new Set<unknown>(['email-list', 'host-or-uri']);
/** `x-free` and the house formats mean something to our validator only. */
function withoutOwnKeywords(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(withoutOwnKeywords);
  if (node === null || typeof node !== 'object') return node;
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key, value]) => key !== 'x-free' && !(key === 'format' && OWN_FORMATS.has(value)))
      .map(([key, value]) => [key, withoutOwnKeywords(value)]),
  );
}

/** One class, or a list of it, or a schema written out where no class fits (a body of several shapes, bytes). */
export type Answer = Shape | readonly [Shape] | { readonly schema: JsonSchema };

const schemaOf = (answer: Answer): JsonSchema => {
  if (typeof answer === 'function') return reference(answer);
  if ('schema' in answer) return answer.schema;
  return { type: 'array', items: reference(answer[0]) };
};

/** The body of a request in the OpenAPI document; several classes mean any one of them. */
export const Takes = (...shapes: Shape[]) =>
  ApiBody({
    schema: (shapes.length === 1
      ? reference(shapes[0]!)
      : { anyOf: shapes.map((shape) => reference(shape)) }) as SwaggerSchema,
  });

/** The answer of a request in the OpenAPI document. Without a class: only the status. */
export const Answers = (answer?: Answer, status = 200) =>
  ApiResponse({
    status,
    description: '',
    ...(answer && { content: { 'application/json': { schema: schemaOf(answer) as SwaggerSchema } } }),
  });

/** Answers with bytes, such as a picture. */
export const AnswersBytes = (type: string) =>
  ApiResponse({
    status: 200,
    description: '',
    content: { [type]: { schema: { type: 'string', format: 'binary' } as object } },
  });

/** Optional query parameters, all text. */
export const Asks = (...names: string[]) =>
  applyDecorators(...names.map((name) => ApiQuery({ name, required: false, schema: { type: 'string' } })));

/** Path parameters, in the order of the path. */
export const Names = (...names: string[]) =>
  applyDecorators(...names.map((name) => ApiParam({ name, schema: { type: 'string' } })));

/** Puts the classes named by `Takes` and `Answers` into the document. */
export function addComponents(document: OpenAPIObject): OpenAPIObject {
  const schemas = Object.fromEntries(
    [...components].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { schema }]) => [name, schema]),
  );
  return {
    ...document,
    components: { ...document.components, schemas: { ...document.components?.schemas, ...(schemas as object) } },
  };
}
