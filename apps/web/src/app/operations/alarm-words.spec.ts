import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { Words } from '../core/words';
import { setUp } from '../testing/setup';
import { alarmWords } from './alarm-words';
import type { Alarm } from './types';

const anAlarm = (kind: Alarm['kind'], values: Record<string, string | number>): Alarm => ({
  id: kind,
  kind,
  beamline: null,
  about: '',
  text: 'in English',
  details: Object.entries(values).map(([name, value]) => ({ name, value })),
  state: 'raised',
  since: '',
  raisedAt: '',
  clearedAt: null,
  seenBy: null,
  note: null,
});

describe('words of an alarm', () => {
  it('are those of the reader, also where a value is a word', () => {
    setUp();
    const words = TestBed.inject(Words);
    const late = anAlarm('lag', { lag: 7, why: 'paused' });
    const clock = anAlarm('clock-wrong', { service: 'scifly', instance: 'pc7', off: 90, direction: 'behind' });
    expect(alarmWords(words, late)).toBe('7 messages wait in Kafka: SciCow is paused');
    TestBed.inject(TranslocoService).setActiveLang('sv');
    expect(alarmWords(words, late)).toBe('7 meddelanden väntar i Kafka: SciCow är pausad');
    expect(alarmWords(words, clock)).toContain('går 90 s fel (efter)');
  });
  it('of earlier days keep the English that they were raised with', () => {
    setUp();
    expect(alarmWords(TestBed.inject(Words), anAlarm('lag', { lag: 7, why: 'nothing moves' }))).toBe(
      '7 messages wait in Kafka: nothing moves',
    );
  });
});
