import { JSONPath } from 'jsonpath-plus';
import { Ajv, type AnySchema, type ValidateFunction } from 'ajv';
import ajvFormats from 'ajv-formats';
import type { Fault } from './job-action';

/** Values at a JSON path; scripts inside a path are not run. */
export function valuesAt(path: string, json: object): unknown[] {
  return JSONPath({ path, json, wrap: true, eval: false }) as unknown[];
}
/** The value at a path that names one place; undefined when nothing is there. */
export const valueAt = (path: string, json: object): unknown => valuesAt(path, json)[0];

export function schemaOf(given: unknown, fault: Fault): ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: false });
  ajvFormats.default(ajv);
  try {
    return ajv.compile(given as AnySchema);
  } catch (cause) {
    throw fault(`there is no JSON schema: ${(cause as Error).message}`);
  }
}
