import { KERNEL_4 } from '@scizoo/domain';
import { type ErrorObject, Ajv2020 } from 'ajv/dist/2020.js';

const validate = new Ajv2020({ strict: false, allErrors: true }).compile(KERNEL_4);
const MOST_FAULTS = 50;

function textOf({ instancePath, keyword, params, message }: ErrorObject): string {
  const { missingProperty, additionalProperty, allowedValues } = params as {
    missingProperty?: string;
    additionalProperty?: string;
    allowedValues?: unknown[];
  };
  const at = instancePath.slice(1).replaceAll('/', '.');
  if (keyword === 'required') return `${[at, missingProperty].filter(Boolean).join('.')}: is missing`;
  if (keyword === 'additionalProperties') return `${[at, additionalProperty].filter(Boolean).join('.')}: is not known`;
  if (keyword === 'enum') return `${at}: is none of ${(allowedValues ?? []).join(', ')}`.slice(0, 900);
  return `${at}: ${message ?? 'is not valid'}`;
}

/** Each field that DataCite would refuse, before it is asked. */
export function schemaFaults(attributes: Readonly<Record<string, unknown>>): string[] {
  if (validate(attributes)) return [];
  return [...new Set((validate.errors ?? []).map(textOf))].slice(0, MOST_FAULTS);
}
