import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsNumber,
  IsObject,
  IsString,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  validateSync,
  ValidationError,
  type ValidationOptions,
} from 'class-validator';
import { freeMetadataFault, isEmail, isEmailList, isHostOrUri, isMoment, isUri } from './checks';
import { dressed, isMap } from './dressed';
import { type Field, fieldsOf, type Fields, type Shape } from './field';
import { isPartial } from './partial';

const by = (name: string, holds: (value: unknown) => boolean, message: string, options?: ValidationOptions) =>
  ValidateBy({ name, validator: { validate: holds, defaultMessage: () => `$property ${message}` } }, options);

/** Counted in code points, as JSON Schema does; class-validator's own rules leave out variation selectors. */
function lengthOf(value: unknown): number {
  if (typeof value !== 'string') return NaN;
  let length = 0;
  for (const _ of value) length++;
  return length;
}

function textRulesOf(field: Extract<Field, { kind: 'text' }>, options?: ValidationOptions): PropertyDecorator[] {
  const { minLength, maxLength, pattern, oneOf, format } = field;
  const rules = [IsString(options)];
  if (minLength !== undefined)
    rules.push(
      by(
        'minLength',
        (value) => lengthOf(value) >= minLength,
        `must be longer than or equal to ${minLength} characters`,
        options,
      ),
    );
  if (maxLength !== undefined)
    rules.push(
      by(
        'maxLength',
        (value) => lengthOf(value) <= maxLength,
        `must be shorter than or equal to ${maxLength} characters`,
        options,
      ),
    );
  if (pattern !== undefined) rules.push(Matches(new RegExp(pattern, 'u'), options));
  if (oneOf !== undefined) rules.push(IsIn(oneOf, options));
  if (format === 'email') rules.push(by('isEmail', isEmail, 'must be an email', options));
  if (format === 'email-list')
    rules.push(by('isEmailList', isEmailList, 'must be one or more emails separated by ;', options));
  if (format === 'host-or-uri') rules.push(by('isHost', isHostOrUri, 'must be a host or a URL address', options));
  if (format === 'uri') rules.push(by('isUrl', isUri, 'must be a URL address', options));
  return rules;
}

function rulesOf(field: Field, each: boolean): PropertyDecorator[] {
  const options = each ? { each } : undefined;
  switch (field.kind) {
    case 'text':
      return textRulesOf(field, options);
    case 'moment':
      return [by('isDateString', isMoment, 'must be a valid ISO 8601 date string', options)];
    case 'number': {
      const rules = [field.integer ? IsInt(options) : IsNumber({}, options)];
      if (field.min !== undefined) rules.push(Min(field.min, options));
      if (field.max !== undefined) rules.push(Max(field.max, options));
      return rules;
    }
    case 'yes-no':
      return [IsBoolean(options)];
    case 'free':
      return [
        ValidateBy(
          {
            name: 'isObject',
            validator: {
              validate: (value) => freeMetadataFault(value, field) === undefined,
              defaultMessage: (args) => `$property ${freeMetadataFault(args?.value, field)}`,
            },
          },
          options,
        ),
      ];
    case 'any':
      return [by('isDefined', (value) => !field.required || value !== undefined, 'should not be undefined', options)];
    case 'nested':
      return [IsObject(options), ValidateNested(options), Type(() => field.of() as new () => object)];
    case 'list': {
      const { of: item, minItems, maxItems } = field;
      const rules: PropertyDecorator[] = [IsArray()];
      if (minItems !== undefined) rules.push(ArrayMinSize(minItems));
      if (maxItems !== undefined) rules.push(ArrayMaxSize(maxItems));
      return [...rules, ...rulesOf(typeof item === 'function' ? { kind: 'nested', of: item } : item, true)];
    }
  }
}

const equipped = new WeakSet<Shape>();

/** Puts the class-validator decorators of the declared fields on a class, once, and on the classes nested in it. */
export function equip(shape: Shape): void {
  if (equipped.has(shape)) return;
  equipped.add(shape);
  const fields: Fields = fieldsOf(shape);
  for (const [name, field] of Object.entries(fields)) {
    if (field.kind === 'nested') equip(field.of());
    if (field.kind === 'list' && typeof field.of === 'function') equip(field.of());
    const isAsked = field.required
      ? ValidateIf((object: Record<string, unknown>) => !isPartial(shape) || object[name] !== undefined)
      : ValidateIf((object: Record<string, unknown>) => object[name] !== undefined && object[name] !== null);
    for (const rule of [isAsked, ...rulesOf(field, false)]) rule(shape.prototype as object, name);
  }
}

/**
 * Unknown fields that are called like something every object has (`toString`, `__proto__`): class-validator takes them for
 * known ones.
 */
function inheritedNames(shape: Shape, body: unknown): ValidationError[] {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) return [];
  const fields = fieldsOf(shape);
  return Object.entries(body).flatMap(([name, value]): ValidationError[] => {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (!field) return name in Object.prototype ? [fault(name, value)] : [];
    const children = inheritedNamesIn(field, value);
    return children.length > 0 ? [Object.assign(new ValidationError(), { property: name, value, children })] : [];
  });
}
function inheritedNamesIn(field: Field, value: unknown): ValidationError[] {
  if (field.kind === 'nested') return inheritedNames(field.of(), value);
  if (field.kind !== 'list' || typeof field.of !== 'function' || !Array.isArray(value)) return [];
  const item = field.of();
  return value.flatMap((element, i) => {
    const children = inheritedNames(item, element);
    return children.length > 0
      ? [Object.assign(new ValidationError(), { property: String(i), value: element as unknown, children })]
      : [];
  });
}
const fault = (property: string, value: unknown): ValidationError =>
  Object.assign(new ValidationError(), {
    property,
    value,
    constraints: { whitelistValidation: `property ${property} should not exist` },
  });

/** Faults as class-validator gives them: the slow path with the texts that people read. */
export function validationErrors(shape: Shape, body: unknown): ValidationError[] {
  equip(shape);
  const inherited = inheritedNames(shape, body);
  if (inherited.length > 0) return inherited;
  return validateSync(dressed(shape, isMap(body) ? body : {}), {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: false,
  });
}

/** One text per fault, nested ones with their path in front: `dataFileList.0.size must be an integer number`. */
export function faultTexts(errors: readonly ValidationError[], path = ''): string[] {
  return errors.flatMap((error) => [
    ...Object.values(error.constraints ?? {}).map((constraint) => `${path}${constraint}`),
    ...faultTexts(error.children ?? [], `${path}${error.property}.`),
  ]);
}
