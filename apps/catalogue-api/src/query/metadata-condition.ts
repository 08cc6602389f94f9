import { encodeKey, invalid } from '@scizoo/domain';
import { conversionOf, toSI } from '../schema/units';
import { type Condition, LIMITS, type Test } from './condition';
import { escapePattern } from './safe-pattern';

export const RELATIONS = [
  'equal',
  'not-equal',
  'greater',
  'less',
  'at-least',
  'at-most',
  'between',
  'contains',
  'starts-with',
  'exists',
  'missing',
] as const;
/** `inside` is SciCat's range, without its ends; `between` is ours, with them. */
export type Relation = (typeof RELATIONS)[number] | 'inside';

/** A condition on a metadata value, in the unit of the caller. */
export interface MetadataCondition {
  readonly key: string;
  readonly relation: Relation;
  readonly value?: unknown;
  /** Upper end of a range. */
  readonly until?: unknown;
  readonly unit?: string;
}

const VALUE_AT = ['', '.v', '.value'] as const;

/** Where a key may be stored: as one key with dots in its name, or as a path of nested objects. */
export function pathsOfKey(root: string, key: string): string[] {
  const parts = key.split('.');
  const whole = encodeKey(key);
  const nested = parts.includes('') ? whole : parts.map(encodeKey).join('.');
  return [...new Set([whole, nested])].map((path) => `${root}.${path}`);
}

export function assertKey(key: string, at: string): void {
  if (key === '' || key.length > 1000 || key.includes('\0')) throw invalid(`${at} is no key`);
}

function number(value: unknown, at: string): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw invalid(`${at} must be a number`);
  return value;
}

/** Converted numbers are equal within a billionth. */
function equal(value: number): Test[] {
  const slack = Math.abs(value) * 1e-9;
  if (slack === 0) return [{ op: 'eq', value }];
  return [
    { op: 'gte', value: value - slack },
    { op: 'lte', value: value + slack },
  ];
}

type Comparison = (convert: (value: number) => number) => Test[];

const SIMPLE = { greater: 'gt', less: 'lt', 'at-least': 'gte', 'at-most': 'lte' } as const;

function comparison({ relation, value, until }: MetadataCondition, at: string): Comparison {
  if (relation === 'between' || relation === 'inside') {
    const [low, high] = [number(value, `${at}.value`), number(until, `${at}.until`)];
    const isInside = relation === 'inside';
    return (convert) => [
      { op: isInside ? 'gt' : 'gte', value: convert(low) },
      { op: isInside ? 'lt' : 'lte', value: convert(high) },
    ];
  }
  const given = number(value, `${at}.value`);
  if (relation === 'equal') return (convert) => equal(convert(given));
  const op = SIMPLE[relation as keyof typeof SIMPLE];
  return (convert) => [{ op, value: convert(given) }];
}

/** Without a conversion nothing is rounded. */
const asGiven = ({ relation, value }: MetadataCondition, tests: Comparison): Test[] =>
  relation === 'equal' ? [{ op: 'eq', value: value as number }] : tests((number) => number);

/** Of a list one and the same element must pass both ends of a range. */
function oneValue(path: string, tests: Test[]): Condition {
  if (tests.length < 2) return { path, tests };
  const isNoList: Condition = { path: `${path}.0`, tests: [{ op: 'exists', value: false }] };
  return { any: [{ all: [{ path, tests }, isNoList] }, { path, tests: [{ op: 'element-value', tests }] }] };
}

/** @throws 400 that names the place */
export function metadataCondition(root: string, given: MetadataCondition, at: string): Condition {
  const { key, relation, value, unit } = given;
  assertKey(key, `${at}.key`);
  const paths = pathsOfKey(root, key);
  const anyOf = (suffixes: readonly string[], tests: Test[]): Condition => ({
    any: paths.flatMap((path) => suffixes.map((suffix) => ({ path: `${path}${suffix}`, tests }))),
  });
  const exists = anyOf([''], [{ op: 'exists', value: true }]);
  if (relation === 'exists') return exists;
  if (relation === 'missing') return { none: [exists] };
  if (relation === 'not-equal')
    return { all: [exists, { none: [metadataCondition(root, { ...given, relation: 'equal' }, at)] }] };
  if (relation === 'contains' || relation === 'starts-with') {
    if (typeof value !== 'string' || value === '') throw invalid(`${at}.value must be a text`);
    if (value.length > LIMITS.regexLength) throw invalid(`${at}.value is longer than ${LIMITS.regexLength} characters`);
    const source = `${relation === 'starts-with' ? '^' : ''}${escapePattern(value)}`;
    return anyOf(VALUE_AT, [{ op: 'regex', source, ignoreCase: true }]);
  }
  if (relation === 'equal' && (typeof value === 'string' || typeof value === 'boolean'))
    return anyOf(VALUE_AT, [{ op: 'eq', value }]);
  const tests = comparison(given, at);
  if (unit === undefined || unit === '')
    return {
      any: paths.flatMap((path) => VALUE_AT.map((suffix) => oneValue(`${path}${suffix}`, asGiven(given, tests)))),
    };
  const conversion = conversionOf(unit);
  return {
    any: paths.map((path) => ({
      all: [
        oneValue(
          `${path}.valueSI`,
          tests((inUnit) => toSI(inUnit, conversion)),
        ),
        { path: `${path}.unitSI`, tests: [{ op: 'eq', value: conversion.unitSI }] },
      ],
    })),
  };
}

const SCICAT_RELATIONS: Readonly<Record<string, Relation>> = {
  EQUAL_TO: 'equal',
  EQUAL_TO_STRING: 'equal',
  EQUAL_TO_NUMERIC: 'equal',
  GREATER_THAN: 'greater',
  LESS_THAN: 'less',
  GREATER_THAN_OR_EQUAL: 'at-least',
  LESS_THAN_OR_EQUAL: 'at-most',
  RANGE: 'inside',
  CONTAINS_STRING: 'contains',
};
const TEXT_RELATIONS = new Set(['EQUAL_TO_STRING', 'CONTAINS_STRING']);

/** SciCat's `{lhs, relation, rhs, unit?}`. */
export function scicatCondition(given: unknown, at: string): MetadataCondition {
  const { lhs, relation, rhs, unit } = (given ?? {}) as Record<string, unknown>;
  if (typeof lhs !== 'string' || lhs === '') throw invalid(`${at} must have lhs, relation and rhs`);
  assertKey(lhs, `${at}.lhs`);
  if (typeof relation !== 'string' || !Object.hasOwn(SCICAT_RELATIONS, relation))
    throw invalid(`${at}.relation ${String(relation)} is not known`);
  if (unit !== undefined && unit !== null && typeof unit !== 'string') throw invalid(`${at}.unit must be a text`);
  const known = SCICAT_RELATIONS[relation]!;
  if (TEXT_RELATIONS.has(relation)) {
    if (typeof rhs !== 'string') throw invalid(`${at}.rhs must be a text`);
    return { key: lhs, relation: known, value: rhs };
  }
  const isRange = known === 'inside';
  const [value, until] = (isRange && Array.isArray(rhs) ? rhs : [rhs]) as unknown[];
  const isComplete = isRange ? Array.isArray(rhs) && rhs.length === 2 : true;
  if (![value, ...(isRange ? [until] : [])].every((item) => typeof item === 'number') || !isComplete)
    throw invalid(`${at}.rhs must be ${isRange ? 'two numbers' : 'a number'}`);
  return { key: lhs, relation: known, value, until, ...(unit ? { unit: unit as string } : {}) };
}
