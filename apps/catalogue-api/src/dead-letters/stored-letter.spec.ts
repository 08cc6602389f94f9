import type { DeadLetter } from '@scizoo/messaging';
import { letterDetail, storedLetter, type StoredDeadLetter } from './stored-letter';

const letter: DeadLetter = {
  topic: 'acquisition',
  partition: 0,
  offset: '7',
  key: null,
  time: new Date(0),
  attempts: 1,
  errorClass: 'invalid',
  reasons: ['event data is not valid', 'data.each value in shape must be an integer number', 'Kein Strahl'],
  deadSince: new Date(0),
  bytes: Buffer.from('{}'),
  size: 2,
};

it('gives each reason of a letter in English and as a code, those of its acts too', () => {
  const act = { at: new Date(0), by: 'x', note: 'event is not JSON' };
  const acts = [
    { ...act, act: 'rejected' as const },
    { ...act, act: 'discarded' as const },
  ];
  const stored = { ...storedLetter(letter), _id: 'a', acts } as StoredDeadLetter;
  const shown = letterDetail(stored, '20.500', new Set());
  expect(shown.reasons).toEqual(letter.reasons);
  expect(shown.reasonCodes).toEqual([
    { code: 'event-data', values: {} },
    { code: 'field-integer', values: { field: 'data.shape.*' } },
    { code: 'other', values: { text: 'Kein Strahl' } },
  ]);
  // What a person wrote is theirs, even when it sounds like a program.
  expect(shown.acts.map(({ noteCode }) => noteCode?.code)).toEqual(['event-not-json', undefined]);
});
