import { invalid } from '@scizoo/domain';
import { isMoment } from '@scizoo/service-kit';
import { type Condition, EVERYTHING, LIMITS, type Scalar, type Test } from '../query/condition';
import { type Place, placeOf } from '../query/field-paths';
import { metadataCondition, RELATIONS, type Relation } from '../query/metadata-condition';
import { escapePattern, safePattern } from '../query/safe-pattern';
import type { RecordKind } from '../schema/record-kind';

type Json = Readonly<Record<string, unknown>>;
const isMap = (value: unknown): value is Json => value !== null && typeof value === 'object' && !Array.isArray(value);
const COMPARISONS = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte'] as const;
const WILDCARDS = 8;

/** Where a kind of record can be asked; the metadata of datasets by `parameter`. */
export interface Askable {
  readonly kind: RecordKind;
  readonly fields: readonly string[];
  readonly metadata?: string;
}

function scalar(value: unknown, { type }: Place, at: string): Scalar {
  if (typeof value === 'string') return type === 'moment' && isMoment(value) ? new Date(value) : value;
  if (typeof value === 'boolean' || value === null || (typeof value === 'number' && Number.isFinite(value)))
    return value;
  throw invalid(`${at} must be a text, a number, true, false or null`);
}

/** `%` any run of characters, `_` one; everything else stands for itself. */
function likePattern(text: string, at: string): string {
  if (text.length > LIMITS.regexLength) throw invalid(`${at} is longer than ${LIMITS.regexLength} characters`);
  if (!/[%_]/u.test(text)) return escapePattern(text);
  const parts = text.replace(/%+/gu, '%').split('%');
  if (parts.length > WILDCARDS + 1) throw invalid(`${at} has more than ${WILDCARDS} times %`);
  const one = (part: string) => part.split('_').map(escapePattern).join('.');
  return `^${parts.map(one).join('[\\s\\S]*')}$`;
}

/**
 * Conditions of our own search, as JSON: `{all}`, `{any}`, `{none}`, `{field, op, value}`, `{element, where}` for one
 * and the same element of a list, `{parameter}` for a quantity with its unit.
 */
export class RecordWhere {
  private conditions = 0;
  constructor(private readonly askable: Askable) {}

  parse(where: unknown, at = 'where', depth = 0, inside?: string): Condition {
    if (where === undefined || where === null) return EVERYTHING;
    if (!isMap(where)) throw invalid(`${at} must be an object`);
    if (depth > LIMITS.depth || ++this.conditions > LIMITS.conditions)
      throw invalid(`${at}: the condition is too large`);
    const names = Object.keys(where);
    if (names.length === 0) return EVERYTHING;
    for (const group of ['all', 'any', 'none'] as const) {
      const parts = where[group];
      if (parts === undefined) continue;
      if (!Array.isArray(parts) || names.length > 1) throw invalid(`${at}.${group} must be a list, and stand alone`);
      const parsed = parts.map((part, i) => this.parse(part, `${at}.${group}[${i}]`, depth + 1, inside));
      return { [group]: parsed } as unknown as Condition;
    }
    if (where['parameter'] !== undefined) return this.parameter(where['parameter'], `${at}.parameter`);
    if (where['element'] !== undefined) return this.element(where, at, depth);
    return this.comparison(where, at, inside);
  }

  private parameter(given: unknown, at: string): Condition {
    const { metadata } = this.askable;
    if (metadata === undefined) throw invalid(`${at} is for datasets only`);
    if (!isMap(given)) throw invalid(`${at} must be an object`);
    const { key, relation, value, until, unit } = given;
    if (typeof key !== 'string') throw invalid(`${at}.key must be a text`);
    if (!RELATIONS.includes(relation as never)) throw invalid(`${at}.relation must be one of ${RELATIONS.join(', ')}`);
    if (unit !== undefined && typeof unit !== 'string') throw invalid(`${at}.unit must be a text`);
    return metadataCondition(metadata, { key, relation: relation as Relation, value, until, unit }, at);
  }
  private element({ element, where }: Json, at: string, depth: number): Condition {
    if (typeof element !== 'string') throw invalid(`${at}.element must be the name of a list`);
    const { path } = this.placeOf(element, `${at}.element`);
    const condition = this.parse(where, `${at}.where`, depth + 1, element);
    return { path, tests: [{ op: 'element', condition }] };
  }
  private placeOf(name: string, at: string): Place {
    const isKnown = this.askable.fields.some((known) => name === known || name.startsWith(`${known}.`));
    const place = isKnown ? placeOf(this.askable.kind, name) : undefined;
    if (!place) throw invalid(`${at}: ${name} is not a field that can be asked for`);
    return place;
  }
  private comparison({ field, op, value, ignoreCase }: Json, at: string, inside: string | undefined): Condition {
    if (typeof field !== 'string') throw invalid(`${at} must have field, op and value`);
    const found = this.placeOf(inside === undefined ? field : `${inside}.${field}`, at);
    const place = inside === undefined ? found : { ...found, path: found.path.slice(inside.length + 1) };
    return { path: place.path, tests: [this.test(op, value, ignoreCase === true, place, at)] };
  }
  private test(op: unknown, value: unknown, ignoreCase: boolean, place: Place, at: string): Test {
    const comparison = COMPARISONS.find((name) => name === op);
    if (comparison) return { op: comparison, value: scalar(value, place, `${at}.value`) };
    if (op === 'in' || op === 'nin') {
      if (!Array.isArray(value) || value.length > LIMITS.values)
        throw invalid(`${at}.value must be a list of at most ${LIMITS.values} values`);
      return { op, values: value.map((item, i) => scalar(item, place, `${at}.value[${i}]`)) };
    }
    if (op === 'matches') return { op: 'regex', source: safePattern(value, `${at}.value`), ignoreCase };
    if (op === 'like') {
      if (typeof value !== 'string') throw invalid(`${at}.value must be a text`);
      return { op: 'regex', source: likePattern(value, `${at}.value`), ignoreCase };
    }
    throw invalid(`${at}.op must be one of ${[...COMPARISONS, 'in', 'nin', 'like', 'matches'].join(', ')}`);
  }
}
