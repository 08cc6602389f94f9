import { type Field, fieldsOf, type Shape } from '../shape/field';
import { validationErrors } from '../shape/validators';

export type Environment = Readonly<Record<string, string | undefined>>;
type ConfigClass<T extends object> = new () => T;

/** `kafkaBrokers` → `KAFKA_BROKERS`. */
export const environmentName = (property: string): string => property.replace(/[A-Z]/g, '_$&').toUpperCase();

/** All faults of a configuration in one text. Names settings, never values: they may be secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly faults: readonly string[]) {
    super(`Settings are not valid: ${faults.join('; ')}`);
  }
}

const YES = new Set(['yes', 'true', 'on', '1']);
const NO = new Set(['no', 'false', 'off', '0']);
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Text of the environment as a value of the field; what cannot be read stays text, for the validator to refuse. */
function coerce(field: Field, text: string): unknown {
  if (field.kind === 'number') return NUMBER.test(text) ? Number(text) : text;
  if (field.kind === 'yes-no') return YES.has(text.toLowerCase()) ? true : NO.has(text.toLowerCase()) ? false : text;
  if (field.kind !== 'list') return text;
  const items = text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
  return typeof field.of === 'object' ? items.map((item) => coerce(field.of as Field, item)) : items;
}

const wording: Partial<Record<Field['kind'], string>> = { number: 'a number', 'yes-no': 'yes or no' };

function faultsOf(shape: Shape, values: object): string[] {
  return validationErrors(shape, values).flatMap(({ property, constraints, children }) => {
    const name = environmentName(property);
    const field = fieldsOf(shape)[property];
    const given = (values as Record<string, unknown>)[property];
    if (given === undefined && field?.required) return [`${name} is missing`];
    const kind = field && wording[field.kind];
    if (kind && typeof given === 'string') return [`${name} must be ${kind}`];
    const texts = Object.values(constraints ?? {}).map((text) => text.replace(property, name));
    return texts.length > 0 || !children?.length ? texts : [`${name} is not valid`];
  });
}

/**
 * Settings of a program out of its environment: one declared class, initialisers as defaults. An empty value counts as
 * not set, but for a list, where it means the empty list.
 * @throws ConfigError with all faults together
 */
export function loadConfig<T extends object>(shape: ConfigClass<T>, env: Environment): T {
  const config = new shape();
  for (const [property, field] of Object.entries(fieldsOf(shape))) {
    const text = env[environmentName(property)]?.trim();
    if (text === undefined || (text === '' && field.kind !== 'list')) continue;
    (config as Record<string, unknown>)[property] = coerce(field, text);
  }
  const faults = faultsOf(shape, { ...config });
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

export interface ConfigRow {
  readonly name: string;
  readonly kind: string;
  readonly required: boolean;
  readonly initial: string;
  readonly description: string;
}

const kindOf = (field: Field): string => {
  if (field.kind === 'list') return 'comma-separated list';
  if (field.kind === 'yes-no') return 'yes or no';
  if (field.kind === 'number') return field.integer ? 'whole number' : 'number';
  return field.kind === 'text' && field.oneOf ? field.oneOf.join(', ') : 'text';
};
const shown = (value: unknown): string =>
  value === undefined
    ? ''
    : Array.isArray(value)
      ? value.join(',')
      : typeof value === 'boolean'
        ? value
          ? 'yes'
          : 'no'
        : String(value);

/** Rows of the table of settings in the handbook. */
export function describeConfig<T extends object>(shape: ConfigClass<T>): ConfigRow[] {
  const initial = new shape() as Record<string, unknown>;
  return Object.entries(fieldsOf(shape)).map(([property, field]) => ({
    name: environmentName(property),
    kind: kindOf(field),
    required: field.required ?? false,
    initial: shown(initial[property]),
    description: field.description ?? '',
  }));
}
