import { answerFault, type FormFault, type FormField, isNoAnswer } from '../capture/form-fields';

export const ATTRIBUTE_KINDS = ['text', 'number', 'choice', 'choices', 'yes-no'] as const;
export type AttributeKind = (typeof ATTRIBUTE_KINDS)[number];

/** What a logbook asks of its entries beside title and text. */
export interface LogbookAttribute extends Pick<FormField, 'name' | 'title' | 'choices' | 'min' | 'max' | 'unit'> {
  readonly kind: AttributeKind;
  readonly required?: boolean;
}
export interface AttributeFault {
  readonly field: string;
  readonly code: FormFault['code'] | 'unknown' | 'not-a-list';
  readonly detail?: string;
}
type Values = Readonly<Record<string, unknown>>;

const hasNone = (value: unknown): boolean => isNoAnswer(value) || (Array.isArray(value) && value.length === 0);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function faultOf(attribute: LogbookAttribute, value: unknown): Omit<AttributeFault, 'field'> | undefined {
  const { kind, required = false, ...rest } = attribute;
  if (hasNone(value)) return required ? { code: 'required' } : undefined;
  if (kind !== 'choices') return answerFault({ ...rest, kind, required }, value);
  if (!Array.isArray(value)) return { code: 'not-a-list' };
  const isKnown = (value as unknown[]).every((one) => (attribute.choices as unknown[] | undefined)?.includes(one));
  return isKnown && new Set(value).size === value.length ? undefined : { code: 'no-choice' };
}

/**
 * What is wrong with the attributes of an entry; empty when the book takes them.
 * @param before as the entry has them: what a book no longer asks for may stay as it is
 */
export function attributeFaults(
  attributes: readonly LogbookAttribute[],
  values: Values,
  before: Values = {},
): AttributeFault[] {
  const known = new Set(attributes.map(({ name }) => name));
  const foreign = Object.keys(values).filter((name) => !known.has(name) && !isSame(values[name], before[name]));
  return [
    ...foreign.map((field) => ({ field, code: 'unknown' as const })),
    ...attributes.flatMap((attribute) => {
      const fault = faultOf(attribute, values[attribute.name]);
      return fault ? [{ field: attribute.name, ...fault }] : [];
    }),
  ];
}

/** Without what says nothing, so that empty answers are not stored. */
export const answeredOnly = (values: Values): Record<string, unknown> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => !hasNone(value)));

export interface DefinitionFault {
  readonly at: number;
  readonly code: 'doubled' | 'no-choices' | 'min-above-max';
}
/** What is wrong with what a book asks for. */
export const definitionFaults = (attributes: readonly LogbookAttribute[]): DefinitionFault[] =>
  attributes.flatMap(({ name, kind, choices, min, max }, at): DefinitionFault[] => {
    const isDoubled = attributes.findIndex((other) => other.name === name) !== at;
    const needsChoices = kind === 'choice' || kind === 'choices';
    return [
      ...(isDoubled ? [{ at, code: 'doubled' as const }] : []),
      ...(needsChoices && !choices?.length ? [{ at, code: 'no-choices' as const }] : []),
      ...(kind === 'number' && min != null && max != null && min > max ? [{ at, code: 'min-above-max' as const }] : []),
    ];
  });
