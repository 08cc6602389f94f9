import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { freeMetadataFault, isEmail, isEmailList, isHostOrUri, isMoment, isUri } from './checks';
import { type Field, fieldsOf, type FreeRules, type Shape } from './field';
import { isPartial } from './partial';

export type JsonSchema = Record<string, unknown>;

const defined = (members: JsonSchema): JsonSchema =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));

function bare(field: Field, nest: (shape: Shape) => JsonSchema): JsonSchema {
  switch (field.kind) {
    case 'text': {
      const { minLength, maxLength, pattern, oneOf, format } = field;
      return defined({ type: 'string', minLength, maxLength, pattern, enum: oneOf, format });
    }
    case 'moment':
      return { type: 'string', format: 'date-time' };
    case 'number':
      return defined({ type: field.integer ? 'integer' : 'number', minimum: field.min, maximum: field.max });
    case 'yes-no':
      return { type: 'boolean' };
    case 'free': {
      const { maxDepth, maxKeys, maxKeyLength } = field;
      return { type: 'object', additionalProperties: true, 'x-free': defined({ maxDepth, maxKeys, maxKeyLength }) };
    }
    case 'any':
      return {};
    case 'nested':
      return nest(field.of());
    case 'list': {
      const { of: item, minItems, maxItems } = field;
      return defined({
        type: 'array',
        items: typeof item === 'function' ? nest(item()) : bare(item, nest),
        minItems,
        maxItems,
      });
    }
  }
}

/** JSON Schema (2020-12) of a class; nested classes by `nest`, inline unless told otherwise. */
export function jsonSchemaOf(
  shape: Shape,
  nest: (shape: Shape) => JsonSchema = (inner) => jsonSchemaOf(inner),
): JsonSchema {
  const fields = Object.entries(fieldsOf(shape));
  const properties = fields.map(([name, field]) => {
    const schema = bare(field, nest);
    const nullable = field.required || field.kind === 'any' ? schema : { anyOf: [schema, { type: 'null' }] };
    return [
      name,
      {
        ...nullable,
        ...defined({
          description: field.description,
          examples: field.example === undefined ? undefined : [field.example],
        }),
      },
    ];
  });
  const required = isPartial(shape) ? [] : fields.filter(([, field]) => field.required).map(([name]) => name);
  return defined({
    type: 'object',
    properties: Object.fromEntries(properties),
    required: required.length > 0 ? required : undefined,
    additionalProperties: false,
  });
}

const ajv = new Ajv2020({ allErrors: false, strict: true, allowUnionTypes: true });
ajv.addFormat('date-time', isMoment as (text: string) => boolean);
ajv.addFormat('host-or-uri', isHostOrUri as (text: string) => boolean);
ajv.addFormat('email', isEmail as (text: string) => boolean);
ajv.addFormat('email-list', isEmailList as (text: string) => boolean);
ajv.addFormat('uri', isUri as (text: string) => boolean);
ajv.addKeyword({
  keyword: 'x-free',
  schemaType: 'object',
  validate: (rules: FreeRules, value: unknown) => freeMetadataFault(value, rules) === undefined,
  error: { message: 'is not acceptable as free metadata' },
});

const compiled = new WeakMap<Shape, ValidateFunction>();

/** The fast verdict for hot paths; faults in words come from `validationErrors`. */
export function validatorOf(shape: Shape): ValidateFunction {
  let validate = compiled.get(shape);
  if (!validate) compiled.set(shape, (validate = ajv.compile(jsonSchemaOf(shape))));
  return validate;
}
