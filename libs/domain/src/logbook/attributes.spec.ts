import { answeredOnly, attributeFaults, definitionFaults, type LogbookAttribute } from './attributes';

const attributes: LogbookAttribute[] = [
  { name: 'shift', title: 'Shift', kind: 'choice', choices: ['day', 'night'], required: true },
  { name: 'energy', title: 'Energy', kind: 'number', min: 5, max: 20, unit: 'keV' },
  { name: 'seen', title: 'Seen', kind: 'choices', choices: ['ice', 'rings'] },
  { name: 'alarm', title: 'Alarm', kind: 'yes-no' },
  { name: 'who', title: 'Who', kind: 'text' },
];
const fine = { shift: 'day', energy: 7.1, seen: ['ice', 'rings'], alarm: false, who: 'Otter' };

describe('attributes of an entry', () => {
  it('are taken as the book asks', () => expect(attributeFaults(attributes, fine)).toEqual([]));
  it.each([
    [{ shift: '' }, 'shift', 'required'],
    [{ shift: 'noon' }, 'shift', 'no-choice'],
    [{ energy: '7' }, 'energy', 'not-a-number'],
    [{ energy: 4 }, 'energy', 'too-small'],
    [{ energy: 21 }, 'energy', 'too-large'],
    [{ seen: 'ice' }, 'seen', 'not-a-list'],
    [{ seen: ['ice', 'snow'] }, 'seen', 'no-choice'],
    [{ seen: ['ice', 'ice'] }, 'seen', 'no-choice'],
    [{ alarm: 'yes' }, 'alarm', 'no-choice'],
    [{ who: 5 }, 'who', 'not-a-text'],
    [{ other: 1 }, 'other', 'unknown'],
  ])('%j: %s %s', (part, field, code) =>
    expect(attributeFaults(attributes, { ...fine, ...part })).toMatchObject([{ field, code }]),
  );
  it('that the book no longer asks for may stay as they are', () => {
    expect(attributeFaults(attributes, { ...fine, old: 1 }, { old: 1 })).toEqual([]);
    expect(attributeFaults(attributes, { ...fine, old: 2 }, { old: 1 })).toMatchObject([{ code: 'unknown' }]);
  });
  it('without an answer are not kept; no is an answer', () => {
    expect(answeredOnly({ a: '', b: null, c: [], d: false, e: 0 })).toEqual({ d: false, e: 0 });
  });
  it('are defined once each, with choices where there are some', () => {
    expect(definitionFaults(attributes)).toEqual([]);
    expect(
      definitionFaults([
        { name: 'a', title: 'A', kind: 'choice' },
        { name: 'a', title: 'A', kind: 'number', min: 2, max: 1 },
      ]),
    ).toEqual([
      { at: 0, code: 'no-choices' },
      { at: 1, code: 'doubled' },
      { at: 1, code: 'min-above-max' },
    ]);
  });
});
