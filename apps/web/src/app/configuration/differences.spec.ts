import { TestBed } from '@angular/core/testing';
import type { CaptureContent } from '@scizoo/domain';
import { setUp } from '../testing/setup';
import { Differences } from './differences';

const content = (...items: CaptureContent['groups'][number]['items']): CaptureContent => ({
  timeBudgetMs: 500,
  groups: [{ name: 'Beam', enabled: true, items }],
});
const current = { name: 'Ring current', key: 'ring_current', when: 'start', source: { kind: 'constant', value: 1 } } as const; // prettier-ignore

describe('what two versions say differently', () => {
  it('is told by the names that people have given, with the key beside it', () => {
    setUp();
    const fixture = TestBed.createComponent(Differences);
    fixture.componentRef.setInput('before', content());
    fixture.componentRef.setInput('after', content(current));
    fixture.detectChanges();
    const told = () =>
      [...(fixture.nativeElement as HTMLElement).querySelectorAll('li > *')].map((part) => part.textContent?.trim());
    expect(told()).toEqual(['added', 'item', 'Ring current', 'ring_current']);
    fixture.componentRef.setInput('before', content({ ...current, name: 'ring_current' }));
    fixture.componentRef.setInput('after', content());
    fixture.detectChanges();
    expect(told()).toEqual(['removed', 'item', 'ring_current']);
  });
});
