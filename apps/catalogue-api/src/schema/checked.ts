import { HttpException } from '@nestjs/common';
import { invalid, tooLarge } from '@scizoo/domain';
import {
  faultTexts,
  fieldsOf,
  freeMetadataFault,
  isTooLarge,
  type Shape,
  validationErrors,
  validatorOf,
} from '@scizoo/service-kit';
import type { ValidationError } from 'class-validator';

/** Faults of a body, found fast and told slowly; empty when it is fine. */
export function faultsOf(shape: Shape, body: unknown): ValidationError[] {
  if (body === null || typeof body !== 'object' || Array.isArray(body)) throw invalid('The body must be a JSON object');
  if (validatorOf(shape)(body)) return [];
  refuseTooLarge(shape, body as Record<string, unknown>);
  const errors = validationErrors(shape, body);
  if (errors.length > 0) return errors;
  throw invalid('The body is not valid');
}

/** @throws 413 that names the field */
function refuseTooLarge(shape: Shape, body: Record<string, unknown>): void {
  for (const [name, declared] of Object.entries(fieldsOf(shape)))
    if (declared.kind === 'free' && Object.hasOwn(body, name) && isTooLarge(body[name], declared))
      throw tooLarge(`${name} ${freeMetadataFault(body[name], declared)}`);
}

/** The body, narrowed to the class; else 400 with one text per fault. */
export function checked<S extends Shape>(shape: S, body: unknown): InstanceType<S> {
  const errors = faultsOf(shape, body);
  if (errors.length > 0) throw invalid('The body is not valid', faultTexts(errors));
  return body as InstanceType<S>;
}

const bare = ({ property, constraints, children }: ValidationError): object => ({
  property,
  children: (children ?? []).map(bare),
  ...(constraints && { constraints }),
});

/** The same with the body of faults that clients of the older dataset routes know. */
export function checkedV3<S extends Shape>(shape: S, body: unknown): InstanceType<S> {
  const errors = faultsOf(shape, body);
  if (errors.length > 0) throw new HttpException({ status: 400, message: JSON.stringify(errors.map(bare)) }, 400);
  return body as InstanceType<S>;
}
