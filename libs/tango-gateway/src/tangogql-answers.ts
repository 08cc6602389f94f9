import { reasonText } from '@scizoo/domain';
import type { AttributeDescription, DeviceDescription, Quality, Reading } from './gateway';

/** An attribute as TangoGQL answers it. Fields it could not find out are null; why stands in `errors` of the answer. */
export interface GqlAttribute {
  readonly name: string | null;
  readonly device?: string | null;
  readonly datatype?: string | null;
  readonly dataformat?: string | null;
  readonly label?: string | null;
  readonly unit?: string | null;
  readonly description?: string | null;
  readonly writable?: string | null;
  readonly value?: unknown;
  readonly quality?: string | null;
  readonly timestamp?: number | null;
  readonly minvalue?: unknown;
  readonly maxvalue?: unknown;
  readonly minalarm?: unknown;
  readonly maxalarm?: unknown;
  readonly enumLabels?: unknown;
}
export interface GqlError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
}
export interface GqlDevice {
  readonly name: string;
  readonly state?: string | null;
  readonly exported?: boolean | null;
  readonly connected?: boolean | null;
  readonly attributes?: readonly GqlAttribute[] | null;
}

const QUALITY: Readonly<Record<string, Quality>> = {
  ATTR_VALID: 'valid',
  ATTR_CHANGING: 'changing',
  ATTR_WARNING: 'warning',
  ATTR_ALARM: 'alarm',
  ATTR_INVALID: 'invalid',
};

/** What a person can use of an error of TangoGQL: the last reason of the stack, on one line, without tracebacks. */
export function errorText(message: string): string {
  const descriptions = [...message.matchAll(/desc = (.*)/g)].map(([, text]) => (text ?? '').trim());
  const timeout = descriptions.find((text) => /timeout/i.test(text));
  const text = timeout ?? descriptions[0] ?? message;
  return text.replace(/\s+/g, ' ').trim().slice(0, 300);
}

const labelsOf = (labels: unknown): string[] => (Array.isArray(labels) ? labels.map(String) : []);
const IS_64_BIT = /^DevU?Long64$/;

function plain(value: unknown, type: string, labels: readonly string[]): unknown {
  if (Array.isArray(value)) return type === 'DevEncoded' ? value : value.map((item) => plain(item, type, labels));
  if (type === 'DevEnum' && typeof value === 'number') return labels[value] ?? value;
  if (!IS_64_BIT.test(type) || typeof value !== 'string' || !/^-?\d+$/.test(value)) return value;
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}

/** A time stamp that is one; TangoGQL gives its own clock's seconds since start where an attribute does not exist. */
const momentOf = (seconds: number | null | undefined): string | undefined =>
  seconds && seconds > 1e9 ? new Date(seconds * 1000).toISOString() : undefined;

/** What Tango says where nobody has set a unit; servers before Tango 9 in words. */
const NO_UNITS = ['', 'no unit', 'not specified'];
const unitOf = ({ unit }: GqlAttribute): { unit?: string } =>
  unit && !NO_UNITS.includes(unit.trim().toLowerCase()) ? { unit } : {};

/** What one attribute of an answer says. `errors` are those of the whole answer, `at` is the place of the attribute in it. */
export function readingOf(
  name: string,
  found: GqlAttribute,
  errors: readonly GqlError[],
  at: number,
): Omit<Reading, 'tookMs'> {
  const own = errors.filter(({ path }) => path?.[1] === at);
  const fault = own.find(({ path }) => path?.[2] === 'value') ?? (found.name === null ? own[0] : undefined);
  if (fault) return { name, error: `not read: ${errorText(fault.message)}` };
  const quality = QUALITY[found.quality ?? ''];
  const unit = unitOf(found);
  const readAt = momentOf(found.timestamp);
  const facts = { name, ...unit, ...(quality ? { quality } : {}), ...(readAt ? { readAt } : {}) };
  const isMissing = found.value === null || found.value === undefined;
  // Without a value the time is none either: where the device raised, it is whatever stood in the memory before.
  if (isMissing && quality !== 'valid')
    return { name, ...unit, quality: 'invalid', error: 'not read: the device gives no valid value' };
  // Valid and yet null: not a number, or infinite; JSON has no other way to say it.
  if (isMissing) return { ...facts, value: null, quality: 'invalid' };
  // Format and text; TangoGQL gives null for content that is no text.
  if (found.datatype === 'DevEncoded' && Array.isArray(found.value) && found.value[1] === null)
    return {
      name,
      ...(readAt && { readAt }),
      error: `not read: binary content of type DevEncoded (${String(found.value[0])}) is not recorded`,
    };
  return { ...facts, value: plain(found.value, found.datatype ?? '', labelsOf(found.enumLabels)) };
}

const limitText = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);

export function descriptionOf(attribute: GqlAttribute & { readonly name: string }): AttributeDescription {
  return {
    name: attribute.name,
    label: attribute.label ?? attribute.name,
    dataType: attribute.datatype ?? '',
    format: (attribute.dataformat ?? 'scalar').toLowerCase() as AttributeDescription['format'],
    unit: unitOf(attribute).unit ?? '',
    description: attribute.description ?? '',
    isWritable: (attribute.writable ?? 'READ') !== 'READ',
    enumLabels: labelsOf(attribute.enumLabels),
    min: limitText(attribute.minvalue),
    max: limitText(attribute.maxvalue),
    minAlarm: limitText(attribute.minalarm),
    maxAlarm: limitText(attribute.maxalarm),
  };
}

export function deviceOf(device: GqlDevice, errors: readonly GqlError[]): DeviceDescription {
  const attributes = (device.attributes ?? []).filter(
    (attribute): attribute is GqlAttribute & { name: string } => attribute.name !== null,
  );
  const reachable = device.exported === true && device.connected !== false;
  const told = errors[0] ? errorText(errors[0].message) : undefined;
  const reason = device.exported ? (told ?? reasonText('device-silent')) : reasonText('device-no-server');
  return {
    name: device.name,
    reachable,
    ...(reachable ? {} : { reason }),
    ...(device.state ? { state: device.state } : {}),
    attributes: attributes.map(descriptionOf),
  };
}
