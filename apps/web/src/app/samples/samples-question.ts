import type { Sort } from '../records/where';

/** A condition on a characteristic, as SciCat's search takes it. */
export interface Characteristic {
  readonly key: string;
  readonly relation: Relation;
  readonly value: string;
  readonly unit: string;
}
export const RELATIONS = ['equal', 'greater', 'less', 'contains'] as const;
export type Relation = (typeof RELATIONS)[number];

export interface SamplesQuestion {
  readonly text: string;
  readonly type: string;
  readonly proposal: string;
  readonly conditions: readonly Characteristic[];
  readonly sort: Sort;
  readonly page: number;
}
export const SORTABLE = ['sampleName', 'sampleId', 'type', 'proposalId', 'createdAt'] as const;
export const NEWEST: Sort = { field: 'createdAt', direction: 'desc' };
export const PAGE_SIZE = 50;
export const SEARCHED = ['sampleId', 'sampleName', 'description', 'type', 'owner', 'proposalId'] as const;

const SIGN: Readonly<Record<Relation, string>> = { equal: '=', greater: '>', less: '<', contains: '~' };
const READ = /^\s*(.+?)\s*([=<>~])\s*(.*)$/;
/** `mass > 2 mg`: what is a number may have a unit behind it. */
export const conditionText = ({ key, relation, value, unit }: Characteristic): string =>
  [key, SIGN[relation], value, unit].filter(Boolean).join(' ');
export function conditionOf(text: string): Characteristic | null {
  const [, key, sign, rest = ''] = READ.exec(text) ?? [];
  const relation = RELATIONS.find((one) => SIGN[one] === sign);
  if (!key || !relation || rest.trim() === '') return null;
  const [, number, unit] = /^(-?[\d.]+(?:e[-+]?\d+)?)\s*(.*)$/i.exec(rest.trim()) ?? [];
  const isNumber = number !== undefined && Number.isFinite(Number(number)) && relation !== 'contains';
  return isNumber
    ? { key, relation, value: number, unit: unit ?? '' }
    : { key, relation, value: rest.trim(), unit: '' };
}

/** Half-filled conditions change nothing. */
export const isWhole = ({ key, relation, value }: Characteristic): boolean =>
  key.trim() !== '' &&
  value.trim() !== '' &&
  (relation === 'contains' || relation === 'equal' || Number.isFinite(Number(value)));

const OPERATORS: Readonly<Record<Relation, string>> = {
  equal: 'EQUAL_TO_NUMERIC',
  greater: 'GREATER_THAN',
  less: 'LESS_THAN',
  contains: 'CONTAINS_STRING',
};
export function characteristicField({ key, relation, value, unit }: Characteristic): object {
  const number = Number(value);
  if (relation === 'contains') return { lhs: key, relation: OPERATORS.contains, rhs: value };
  if (!Number.isFinite(number)) return { lhs: key, relation: 'EQUAL_TO_STRING', rhs: value };
  return { lhs: key, relation: OPERATORS[relation], rhs: number, ...(unit && { unit }) };
}
