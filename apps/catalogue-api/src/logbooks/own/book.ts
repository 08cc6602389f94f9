import { ATTRIBUTE_KINDS, type AttributeKind } from '@scizoo/domain';
import { field } from '@scizoo/service-kit';
import { TAG } from './entry';

/** A book: of a proposal, or of a beamline for what belongs to no visit. */
export class LogbookBook {
  @field.text({ required: true, description: '`proposal:<id>` or `beamline:<name>`' })
  id!: string;
  @field.text({ required: true })
  title!: string;
  @field.textList({ required: true, description: 'Beamlines whose books it stands below' })
  beamlines!: string[];
  @field.integer({ required: true, description: 'Entries by people' })
  entries!: number;
  @field.moment({ description: 'Latest entry' })
  lastAt!: Date | null;
  @field.yesNo({ required: true })
  mayWrite!: boolean;
  @field.yesNo({ required: true, description: 'Says what entries are asked for' })
  mayDefine!: boolean;
  @field.moment({ description: 'Nobody writes any more since: the embargo has ended' })
  closedSince!: Date | null;
}

export class AskedAttribute {
  @field.text({ required: true, maxLength: 40, pattern: '^[A-Za-z][\\w-]*$', example: 'energy' })
  name!: string;
  @field.text({ required: true, minLength: 1, maxLength: 80 })
  title!: string;
  @field.text({ required: true, oneOf: ATTRIBUTE_KINDS })
  kind!: AttributeKind;
  @field.yesNo()
  required?: boolean;
  @field.textList({ maxItems: 100, items: { minLength: 1, maxLength: 80 }, description: 'Of choice and choices' })
  choices?: string[];
  @field.number()
  min?: number;
  @field.number()
  max?: number;
  @field.text({ maxLength: 40 })
  unit?: string;
}
export class LogbookTemplate {
  @field.text({ required: true, minLength: 1, maxLength: 80 })
  name!: string;
  @field.text({ maxLength: 300, description: 'Title to begin with' })
  title?: string;
  @field.text({ maxLength: 20_000, description: 'Markdown to begin with' })
  text?: string;
  @field.textList({ maxItems: 30, items: TAG })
  tags?: string[];
  @field.free({ maxDepth: 2, maxKeys: 50 })
  attributes?: Record<string, unknown>;
}
class AskedOfEntries {
  @field.list(() => AskedAttribute, { required: true, maxItems: 40 })
  attributes!: AskedAttribute[];
  @field.list(() => LogbookTemplate, { required: true, maxItems: 40 })
  templates!: LogbookTemplate[];
}
export class LogbookSettings extends AskedOfEntries {
  @field.text({
    description: 'The book of the beamline that these come from; null when they are its own, or there are none',
  })
  from!: string | null;
  @field.integer({ required: true, description: 'Of its own settings; 0 when it has none' })
  revision!: number;
  @field.text()
  changedBy!: string | null;
  @field.moment()
  changedAt!: Date | null;
}
export class LogbookSettingsChange extends AskedOfEntries {
  @field.integer({
    required: true,
    min: 0,
    description: 'The revision that the editor saw; an older one is a conflict',
  })
  revision!: number;
}
