import type { Words } from '../core/words';
import type { FormField, Values } from '../records/form-fields';
import { answered, changesOf } from '../records/form-fields';
import { withoutComputed } from '../records/quantities';
import type { RecordForm } from '../records/record-form.dialog';
import type { Sample } from '../records/record-types';
import type { Choice } from '../ui/picker';

const ABOUT: readonly FormField[] = [
  { name: 'sampleName', label: 'sample.field.name', kind: 'line', required: true, wide: true },
  { name: 'type', label: 'sample.field.type', kind: 'line' },
  { name: 'owner', label: 'sample.field.owner', kind: 'line' },
  { name: 'description', label: 'sample.field.description', kind: 'long', wide: true },
];
const LINKS: readonly FormField[] = [
  { name: 'proposalId', label: 'column.proposal', kind: 'line' },
  { name: 'parentSampleId', label: 'sample.field.parent', kind: 'line' },
];
const CHARACTERISTICS: FormField = {
  name: 'sampleCharacteristics',
  label: 'sample.characteristics',
  kind: 'quantities',
  wide: true,
};
const GROUPS: FormField = {
  name: 'accessGroups',
  label: 'dataset.accessGroups',
  kind: 'list',
  hint: 'record.listHint',
  wide: true,
};
/** What may be changed on a sample that is there. */
const SAMPLE_FIELDS: readonly FormField[] = [...ABOUT, ...LINKS, CHARACTERISTICS, GROUPS];
export const labelOf = (name: string): string => SAMPLE_FIELDS.find((one) => one.name === name)?.label ?? name;

/** A new one also says whose it is, and may bring its own number. */
function newSampleFields(groups: readonly string[], anyGroup: boolean): readonly FormField[] {
  const choices: Choice[] = groups.map((group) => ({ value: group, label: group }));
  const owner = { name: 'ownerGroup', label: 'dataset.ownerGroup', required: true, choices };
  const id: FormField = { name: 'sampleId', label: 'sample.field.id', kind: 'line', hint: 'sample.idHint' };
  return [...ABOUT, { ...owner, kind: anyGroup ? 'line' : 'choice' }, id, ...LINKS, CHARACTERISTICS, GROUPS];
}

export const editForm = (sample: Sample, words: Words, send: (changes: Values) => Promise<boolean>): RecordForm => ({
  title: words.say('sample.edit', { name: sample.sampleName || sample.sampleId }),
  draft: `sample.${sample.sampleId}`,
  fields: SAMPLE_FIELDS,
  values: sample as unknown as Values,
  send: (values) => send(changesOf(SAMPLE_FIELDS, sample as unknown as Values, values)),
});

export function newForm(
  words: Words,
  given: { groups: readonly string[]; anyGroup: boolean; values: Values; draft: string },
  send: (body: Values) => Promise<boolean>,
): RecordForm {
  const fields = newSampleFields(given.groups, given.anyGroup);
  return {
    title: words.say('samples.new'),
    draft: given.draft,
    fields,
    values: given.values,
    send: (values) => send(answered(fields, values)),
  };
}

/** Values for a copy: all but what makes the sample itself. */
export function copyOf(sample: Sample, words: Words): Values {
  const { sampleName, sampleId, type, owner, description, ownerGroup, proposalId, accessGroups } = sample;
  return {
    sampleName: words.say('sample.copyOf', { name: sampleName || sampleId }),
    ...{ type, owner, description, ownerGroup, proposalId, accessGroups },
    parentSampleId: sample.parentSampleId,
    sampleCharacteristics: withoutComputed(sample.sampleCharacteristics ?? {}),
  };
}
