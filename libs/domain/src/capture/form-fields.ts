import type { CaptureContent, CaptureForm } from './configuration';

/** What a field of a form asks for, out of its JSON Schema; what a person can fill in with one control. */
export interface FormField {
  readonly name: string;
  readonly title: string;
  readonly description?: string;
  readonly kind: 'text' | 'number' | 'yes-no' | 'choice';
  readonly isWhole?: boolean;
  readonly isLong?: boolean;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  readonly unit?: string;
  readonly required: boolean;
  readonly initial?: unknown;
  /** `sample`: the id of a sample of the catalogue; `technique`: a PaNET term. */
  readonly role?: 'sample' | 'technique';
}

type Schema = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const textIn = (schema: Schema, name: string): string | undefined =>
  typeof schema[name] === 'string' ? schema[name] : undefined;
const numberIn = (schema: Schema, name: string): number | undefined =>
  typeof schema[name] === 'number' ? schema[name] : undefined;

function kindOf(schema: Schema): FormField['kind'] | undefined {
  if (Array.isArray(schema['enum'])) return 'choice';
  switch (schema['type']) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'yes-no';
    default:
      return undefined;
  }
}

/** Fields in the order of the schema; members that are no simple value are left out. */
export function formFields({ schema }: CaptureForm): FormField[] {
  const properties = isObject(schema['properties']) ? schema['properties'] : {};
  const required = Array.isArray(schema['required']) ? (schema['required'] as unknown[]) : [];
  return Object.entries(properties).flatMap(([name, property]): FormField[] => {
    const kind = isObject(property) ? kindOf(property) : undefined;
    if (!isObject(property) || !kind) return [];
    const role = textIn(property, 'x-role');
    return [
      {
        name,
        title: textIn(property, 'title') ?? name,
        description: textIn(property, 'description'),
        kind,
        isWhole: property['type'] === 'integer',
        isLong: property['x-long'] === true,
        choices: kind === 'choice' ? (property['enum'] as unknown[]).map(String) : undefined,
        min: numberIn(property, 'minimum'),
        max: numberIn(property, 'maximum'),
        maxLength: numberIn(property, 'maxLength'),
        unit: textIn(property, 'x-unit'),
        required: required.includes(name),
        initial: property['default'],
        role: role === 'sample' || role === 'technique' ? role : undefined,
      },
    ];
  });
}

/** The schema of a form with these fields: what `formFields` reads. */
export function formSchema(fields: readonly FormField[]): Record<string, unknown> {
  const properties = fields.map(({ name, kind, isWhole, isLong, choices, ...field }) => [
    name,
    withoutAbsent({
      type: kind === 'number' ? (isWhole ? 'integer' : 'number') : kind === 'yes-no' ? 'boolean' : 'string',
      title: field.title,
      description: field.description || undefined,
      enum: kind === 'choice' ? (choices ?? []) : undefined,
      minimum: field.min,
      maximum: field.max,
      maxLength: field.maxLength,
      default: field.initial,
      'x-unit': field.unit || undefined,
      'x-role': field.role,
      'x-long': isLong || undefined,
    }),
  ]);
  return {
    type: 'object',
    properties: Object.fromEntries(properties) as Record<string, unknown>,
    required: fields.filter(({ required }) => required).map(({ name }) => name),
  };
}
const withoutAbsent = (members: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined && value !== null));

export interface FormFault {
  readonly field: string;
  readonly code:
    'required' | 'not-a-number' | 'not-whole' | 'too-small' | 'too-large' | 'too-long' | 'no-choice' | 'not-a-text';
  readonly detail?: string;
}
const LONGEST_TEXT = 10_000;
export const isNoAnswer = (value: unknown): boolean => value === undefined || value === null || value === '';

/** What is wrong with the answer to one field. */
export function answerFault(field: FormField, value: unknown): Omit<FormFault, 'field'> | undefined {
  if (isNoAnswer(value)) return field.required ? { code: 'required' } : undefined;
  if (field.kind === 'yes-no') return typeof value === 'boolean' ? undefined : { code: 'no-choice' };
  if (field.kind === 'number') return numberFault(field, value);
  if (typeof value !== 'string') return { code: 'not-a-text' };
  if (field.kind === 'choice') return field.choices?.includes(value) ? undefined : { code: 'no-choice' };
  const longest = field.maxLength ?? LONGEST_TEXT;
  return value.length > longest ? { code: 'too-long', detail: String(longest) } : undefined;
}
function numberFault({ isWhole, min, max }: FormField, value: unknown): Omit<FormFault, 'field'> | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return { code: 'not-a-number' };
  if (isWhole && !Number.isInteger(value)) return { code: 'not-whole' };
  if (min !== undefined && value < min) return { code: 'too-small', detail: String(min) };
  return max !== undefined && value > max ? { code: 'too-large', detail: String(max) } : undefined;
}

/** What is wrong with the answers to a form; empty when they can be sent. */
export function formFaults(form: CaptureForm, answers: Readonly<Record<string, unknown>>): FormFault[] {
  return formFields(form).flatMap((field) => {
    const fault = answerFault(field, answers[field.name]);
    return fault ? [{ field: field.name, ...fault }] : [];
  });
}

/**
 * The answers as they are recorded: under the key of the item that names the field, else under the field's own name.
 * Empty answers are left out.
 */
export function formValues(
  content: CaptureContent,
  form: CaptureForm,
  answers: Readonly<Record<string, unknown>>,
): { key: string; value: unknown; unit?: string; source: string }[] {
  const items = content.groups.flatMap((group) => (group.enabled ? group.items : []));
  return formFields(form)
    .filter(({ name }) => !isNoAnswer(answers[name]))
    .map(({ name, unit }) => {
      const item = items.find(
        ({ source }) => source.kind === 'form' && source.form === form.name && source.field === name,
      );
      const itsUnit = item?.unit ?? unit;
      return {
        key: item?.key ?? name,
        value: answers[name],
        ...(itsUnit ? { unit: itsUnit } : {}),
        source: `form/${form.name}/${name}`,
      };
    });
}
