import 'reflect-metadata';

/**
 * One line per field, and everything else is derived from it: class-validator metadata (validators.ts), JSON Schema for
 * ajv, AsyncAPI and OpenAPI (json-schema.ts), and, in the catalogue, the mongoose path.
 */
export type Shape = abstract new (...args: never[]) => object;

interface Common {
  readonly description?: string;
  readonly example?: unknown;
  /** Must be present and not null. Otherwise null and absence mean the same: no value. */
  readonly required?: boolean;
  /** Set by the server and refused in request bodies. */
  readonly outputOnly?: boolean;
  /** Value taken when a record is created without one. */
  readonly initial?: unknown;
  /** Database index on this field; say in a comment beside it which query uses it. */
  readonly index?: 'plain' | 'unique';
}
export interface TextRules {
  readonly minLength?: number;
  readonly maxLength?: number;
  /** Anchored source of a regular expression in the `u` dialect. */
  readonly pattern?: string;
  readonly oneOf?: readonly string[];
  readonly format?: 'email' | 'email-list' | 'uri' | 'host-or-uri';
}
export interface NumberRules {
  readonly min?: number;
  readonly max?: number;
  readonly integer?: boolean;
}
export interface ListRules {
  readonly minItems?: number;
  readonly maxItems?: number;
}
export interface FreeRules {
  /** Limits of free metadata; see `freeMetadataFault`. */
  readonly maxDepth?: number;
  readonly maxKeys?: number;
  readonly maxKeyLength?: number;
}

export type Field = Common &
  (
    | ({ readonly kind: 'text' } & TextRules)
    /** On the wire ISO 8601 text, in the database a date. */
    | { readonly kind: 'moment' }
    | ({ readonly kind: 'number' } & NumberRules)
    | { readonly kind: 'yes-no' }
    /** Free-form object: user's metadata. */
    | ({ readonly kind: 'free' } & FreeRules)
    /** Any JSON value. */
    | { readonly kind: 'any' }
    | { readonly kind: 'nested'; readonly of: () => Shape }
    | ({ readonly kind: 'list'; readonly of: Field | (() => Shape) } & ListRules)
  );
export type Fields = Readonly<Record<string, Field>>;

const FIELDS = Symbol('fields');

/** All fields of a class, those of its parents first. */
export function fieldsOf(shape: Shape): Fields {
  return (Reflect.getMetadata(FIELDS, shape) as Fields | undefined) ?? {};
}
export function setFields(shape: Shape, fields: Fields): void {
  Reflect.defineMetadata(FIELDS, fields, shape);
}

function decorator(field: Field): PropertyDecorator {
  return (prototype, name) => {
    const shape = prototype.constructor as unknown as Shape;
    setFields(shape, { ...fieldsOf(shape), [String(name)]: field });
  };
}

type Options<R = object> = Common & R;
export const text = (options: Options<TextRules> = {}) => decorator({ kind: 'text', ...options });
export const moment = (options: Options = {}) => decorator({ kind: 'moment', ...options });
export const number = (options: Options<NumberRules> = {}) => decorator({ kind: 'number', ...options });
export const integer = (options: Options<NumberRules> = {}) => decorator({ kind: 'number', integer: true, ...options });
export const yesNo = (options: Options = {}) => decorator({ kind: 'yes-no', ...options });
export const free = (options: Options<FreeRules> = {}) => decorator({ kind: 'free', ...options });
export const any = (options: Options = {}) => decorator({ kind: 'any', ...options });
export const nested = (of: () => Shape, options: Options = {}) => decorator({ kind: 'nested', of, ...options });
export const list = (of: Field | (() => Shape), options: Options<ListRules> = {}) =>
  decorator({ kind: 'list', of, ...options });
export const textList = (options: Options<ListRules> & { readonly items?: TextRules } = {}) => {
  const { items, ...rest } = options;
  return decorator({ kind: 'list', of: { kind: 'text', required: true, ...items }, ...rest });
};
