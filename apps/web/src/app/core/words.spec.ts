import { TestBed } from '@angular/core/testing';
import { TranslocoService } from '@jsverse/transloco';
import { codedReason } from '@scizoo/domain';
import { setUp } from '../testing/setup';
import { Problem } from './problem';
import { Words } from './words';

describe('words for a refusal', () => {
  it('are the reasons in the language of the reader, whatever kind of refusal it is', () => {
    setUp();
    const words = TestBed.inject(Words);
    TestBed.inject(TranslocoService).setActiveLang('sv');
    const text = 'Version 4 is being edited already, last by ben';
    const refused = new Problem('conflict', text, { reasons: [codedReason(text)] });
    const told = 'Version 4 redigeras redan, senast av ben';
    expect([words.ofProblem(refused), words.inDetail(refused)]).toEqual([told, told]);
    const fields = ['a must be an array', 'each value in b must be a string'].map(codedReason);
    expect(words.ofProblem(new Problem('invalid', '', { reasons: fields }))).toBe(
      'a ska vara en lista. b.* ska vara en text',
    );
  });
  it('without a code are those of the kind, and the sentence itself where a page has room for it', () => {
    setUp();
    const words = TestBed.inject(Words);
    const refused = new Problem('conflict', 'The cupboard is locked');
    expect(words.ofProblem(refused)).toBe(words.say('problem.conflict'));
    expect(words.inDetail(refused)).toBe('The cupboard is locked');
    expect(words.ofText('The cupboard is locked')).toBe('The cupboard is locked');
    expect(words.inDetail(new Problem('offline', ''))).toBe(words.say('problem.offline'));
  });
});
