import type { FormField } from './form-fields';
import { answered, changesOf, itemsOf, missing } from './form-fields';

const FIELDS: FormField[] = [
  { name: 'title', label: 'a', kind: 'line', required: true },
  { name: 'abstract', label: 'b', kind: 'long' },
  { name: 'accessGroups', label: 'c', kind: 'list' },
  { name: 'sampleCharacteristics', label: 'd', kind: 'quantities' },
];

describe('answers of a form', () => {
  it('send only what differs', () => {
    const before = { title: 'Old', abstract: null, accessGroups: ['a'], other: 1 };
    expect(changesOf(FIELDS, before, { ...before, title: 'New' })).toEqual({ title: 'New' });
    expect(changesOf(FIELDS, before, { ...before, abstract: '', sampleCharacteristics: {} })).toEqual({});
  });
  it('take away what was emptied', () => {
    const before = { title: 'Old', abstract: 'Long', accessGroups: ['a'], sampleCharacteristics: { a: 1 } };
    expect(
      changesOf(FIELDS, before, { title: 'Old', abstract: '', accessGroups: [], sampleCharacteristics: {} }),
    ).toEqual({ abstract: null, accessGroups: [], sampleCharacteristics: {} });
  });
  it('make a new record of the answered ones', () => {
    expect(answered(FIELDS, { title: 'New', abstract: '', accessGroups: [] })).toEqual({ title: 'New' });
    expect(missing(FIELDS, { abstract: 'x' }).map(({ name }) => name)).toEqual(['title']);
  });
  it('read lists with commas, each item once', () => {
    expect(itemsOf(' a, b;a\n c ,')).toEqual(['a', 'b', 'c']);
  });
});
