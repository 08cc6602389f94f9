import {
  type CaptureContent,
  type CaptureForm as FormOfConfiguration,
  type CaptureGroup as GroupOfConfiguration,
  type CaptureItem as ItemOfConfiguration,
  type CaptureSource as SourceOfItem,
  type GroupLimits as LimitsOfGroup,
  ITEM_TYPES,
  type ItemType,
  type PlausibleValues as PlausibleOfItem,
  READ_WHEN,
  type ReadWhen,
  CAPTURE_SOURCES,
  type CaptureSourceKind,
} from '@scizoo/domain';
import { field } from '@scizoo/service-kit';

/** Where the value of an item comes from; which members count depends on the kind. */
export class CaptureSource implements SourceOfItem {
  @field.text({ required: true, oneOf: CAPTURE_SOURCES })
  kind!: CaptureSourceKind;
  @field.text({ maxLength: 256, description: 'tango: device', example: 'B310A-E01/DIA/TCO-02' })
  device?: string;
  @field.text({ maxLength: 256, description: 'tango: attribute', example: 'Temperature' })
  attribute?: string;
  @field.text({ maxLength: 256, description: 'sardana: name of the element', example: 'mot01' })
  element?: string;
  @field.any({ description: 'constant: the value itself' })
  value?: unknown;
  @field.text({ maxLength: 64, description: 'form: name of the form' })
  form?: string;
  @field.text({ maxLength: 256, description: 'form: name of its field' })
  field?: string;
  @field.text({ maxLength: 1000, description: 'computed: arithmetic over keys', example: 'beam_current / 1000' })
  expression?: string;
}

/** Outside of these limits a value is recorded all the same, and the capture health says so. */
export class PlausibleValues implements PlausibleOfItem {
  @field.number({ description: 'in the unit of the item' })
  min?: number;
  @field.number()
  max?: number;
  @field.integer({ min: 2, max: 10_000, description: 'The same value in so many scans in a row is suspicious' })
  frozenScans?: number;
}

export class CaptureItem implements ItemOfConfiguration {
  @field.text({ required: true, minLength: 1, maxLength: 256, description: 'For people', example: 'Cell temperature' })
  name!: string;
  @field.text({
    required: true,
    minLength: 1,
    maxLength: 256,
    description: 'Key in the scientific metadata',
    example: 'cell_temperature',
  })
  key!: string;
  @field.nested(() => CaptureSource, { required: true })
  source!: CaptureSource;
  @field.text({
    required: true,
    oneOf: READ_WHEN,
    description: 'both: start and end; change: on each change of the value',
  })
  when!: ReadWhen;
  @field.text({ maxLength: 64, example: 'K' })
  unit?: string;
  @field.text({ oneOf: ITEM_TYPES })
  type?: ItemType;
  @field.integer({ min: 10, max: 60_000, description: 'milliseconds for this item; else 1000' })
  timeoutMs?: number;
  @field.integer({
    min: 50,
    max: 3_600_000,
    description: 'change: at most one record in these milliseconds; else 1000',
  })
  intervalMs?: number;
  @field.yesNo({ description: 'Its absence is a fault, not only a gap' })
  required?: boolean;
  @field.text({ maxLength: 2000 })
  description?: string;
  @field.text({ maxLength: 256, description: 'NeXus path', example: 'NXentry/NXsample/temperature' })
  nexus?: string;
  @field.text({ maxLength: 256, description: 'PaNET term', example: 'PaNET01098' })
  panet?: string;
  @field.nested(() => PlausibleValues)
  plausible?: PlausibleValues;
}

/** Each list that is not empty narrows the scans for which the group is recorded. */
export class GroupLimits implements LimitsOfGroup {
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 128 }, description: 'Names of macros' })
  scanKinds?: string[];
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 256 } })
  techniques?: string[];
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 128 } })
  proposals?: string[];
}

export class CaptureGroup implements GroupOfConfiguration {
  @field.text({ required: true, minLength: 1, maxLength: 256, example: 'Sample environment' })
  name!: string;
  @field.yesNo({ required: true })
  enabled!: boolean;
  @field.nested(() => GroupLimits)
  limits?: GroupLimits;
  @field.list(() => CaptureItem, { required: true, maxItems: 2000 })
  items!: CaptureItem[];
}

/** Questions to the user, drawn as a form on the page of SciFish. */
export class CaptureForm implements FormOfConfiguration {
  @field.text({ required: true, pattern: '^[a-z0-9][a-z0-9_-]{0,63}$', example: 'sample' })
  name!: string;
  @field.text({ required: true, minLength: 1, maxLength: 256, example: 'Sample' })
  title!: string;
  @field.free({ required: true, description: 'JSON Schema of type object; its properties are the fields' })
  schema!: Record<string, unknown>;
}

/** What a configuration says, without who and when: what is edited, exported and copied. */
export class CaptureConfigurationContent implements CaptureContent {
  @field.integer({ required: true, min: 50, max: 600_000, description: 'milliseconds that one snapshot may take' })
  timeBudgetMs!: number;
  @field.list(() => CaptureGroup, { required: true, maxItems: 200, description: 'In the order of the page' })
  groups!: CaptureGroup[];
  @field.list(() => CaptureForm, { maxItems: 50 })
  forms?: CaptureForm[];
}

/** The capture configuration of a beamline from now on; the event's subject and Kafka key is the beamline. */
export class CaptureActivated extends CaptureConfigurationContent {
  @field.text({ required: true, minLength: 1, maxLength: 256, description: 'Lower case', example: 'b310a' })
  beamline!: string;
  @field.integer({ required: true, min: 1, description: 'Version number that people see' })
  version!: number;
  @field.moment({ required: true })
  activatedAt!: string;
  @field.text({ required: true, maxLength: 256 })
  activatedBy!: string;
  @field.text({ maxLength: 2000, description: 'Why' })
  reason?: string;
}
