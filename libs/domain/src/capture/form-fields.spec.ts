import type { CaptureContent } from './configuration';
import { type FormField, formFaults, formFields, formSchema, formValues } from './form-fields';

const fields: FormField[] = [
  { name: 'name', title: 'Sample', kind: 'text', required: true, maxLength: 10, role: 'sample' },
  { name: 'thickness', title: 'Thickness', kind: 'number', required: false, min: 0, max: 5, unit: 'mm' },
  { name: 'runs', title: 'Runs', kind: 'number', isWhole: true, required: false },
  { name: 'state', title: 'State', kind: 'choice', choices: ['solid', 'liquid'], required: false, initial: 'solid' },
  { name: 'toxic', title: 'Toxic', kind: 'yes-no', required: false },
];
const form = { name: 'sample', title: 'Sample', schema: formSchema(fields) };
const content: CaptureContent = {
  timeBudgetMs: 500,
  forms: [form],
  groups: [
    {
      name: 'Asked',
      enabled: true,
      items: [
        { name: 'Sample', key: 'sample_name', when: 'start', source: { kind: 'form', form: 'sample', field: 'name' } },
      ],
    },
  ],
};

describe('fields of a form', () => {
  it('are read from the JSON Schema that is written from them', () => {
    expect(formFields(form)).toMatchObject(fields);
    expect(formSchema(formFields(form))).toEqual(form.schema);
  });

  it('leave out what no single control can ask for', () => {
    const odd = { type: 'object', properties: { list: { type: 'array' }, nothing: null, ok: { type: 'string' } } };
    expect(formFields({ ...form, schema: odd }).map(({ name }) => name)).toEqual(['ok']);
    expect(formFields({ ...form, schema: {} })).toEqual([]);
  });

  it.each([
    [{}, 'name', 'required'],
    [{ name: 'x'.repeat(11) }, 'name', 'too-long'],
    [{ name: 5 }, 'name', 'not-a-text'],
    [{ name: 'a', thickness: '2' }, 'thickness', 'not-a-number'],
    [{ name: 'a', thickness: Number.NaN }, 'thickness', 'not-a-number'],
    [{ name: 'a', thickness: -1 }, 'thickness', 'too-small'],
    [{ name: 'a', thickness: 6 }, 'thickness', 'too-large'],
    [{ name: 'a', runs: 1.5 }, 'runs', 'not-whole'],
    [{ name: 'a', state: 'plasma' }, 'state', 'no-choice'],
    [{ name: 'a', toxic: 'yes' }, 'toxic', 'no-choice'],
  ])('%j: %s %s', (answers, field, code) => expect(formFaults(form, answers)).toMatchObject([{ field, code }]));

  it('become values under the key of their item, else under their own name; nothing is made of no answer', () => {
    const answers = { name: 'Crystal 7', thickness: 0, state: '', toxic: false };
    expect(formFaults(form, { ...answers, state: null })).toEqual([]);
    expect(formValues(content, form, answers)).toEqual([
      { key: 'sample_name', value: 'Crystal 7', source: 'form/sample/name' },
      { key: 'thickness', value: 0, unit: 'mm', source: 'form/sample/thickness' },
      { key: 'toxic', value: false, source: 'form/sample/toxic' },
    ]);
  });
});
