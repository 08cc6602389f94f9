import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { Words } from '../core/words';
import { setUp } from '../testing/setup';
import { noteText, noteTitle } from './note-words';

const LOST = { name: 'Ring current', value: '0.1 mA', before: '399 mA', limit: 'below 50 mA' };
const NOTES = [
  {
    title: 'Scan 7: ascan x 0 1',
    text: 'failed: no beam',
    said: { code: 'scan-failed', values: { scan: '7', command: 'ascan x 0 1', reason: 'no beam' } },
  },
  { title: 'Ring current: 0.1 mA', text: 'lost: below 50 mA', said: { code: 'machine-lost', values: LOST } },
  {
    title: 'Ring current: 300 mA',
    text: 'back; was 0.1 mA',
    said: { code: 'machine-back', values: { before: '0.1 mA', limit: '' } },
  },
  { title: 'Scan 6: old', text: 'finished', said: null },
] as const;

it('says machine notes in the language of the reader, and those without a code as they were written', () => {
  setUp();
  const words = TestBed.inject(Words);
  const told = () => NOTES.map((note) => [noteTitle(words, note), noteText(words, note)]);
  expect(told()[1]).toEqual(['Ring current: 0.1 mA', 'lost: below 50 mA']);
  TestBed.inject(TranslocoService).setActiveLang('sv');
  expect(told()).toEqual([
    ['Skanning 7: ascan x 0 1', 'misslyckades: no beam'],
    ['Ring current: 0.1 mA', 'borta: under 50 mA'],
    ['Ring current: 300 mA', 'tillbaka; var 0.1 mA'],
    ['Scan 6: old', 'finished'],
  ]);
});
