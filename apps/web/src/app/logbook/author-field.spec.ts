import { TestBed } from '@angular/core/testing';
import { setUp } from '../testing/setup';
import { AuthorField } from './author-field';

function open(names: readonly string[]) {
  setUp();
  const fixture = TestBed.createComponent(AuthorField);
  fixture.componentRef.setInput('names', names);
  fixture.componentRef.setInput('known', ['Petra Muster', 'Stina Strand']);
  fixture.componentRef.setInput('fieldId', 'who');
  const chosen: string[][] = [];
  fixture.componentInstance.changed.subscribe((now) => {
    chosen.push(now);
    fixture.componentRef.setInput('names', now);
  });
  fixture.detectChanges();
  const element = fixture.nativeElement as HTMLElement;
  const field = element.querySelector('input') as HTMLInputElement;
  const type = (text: string, ends?: string) => {
    field.value = text;
    field.dispatchEvent(new Event('input'));
    const key = ends ? new KeyboardEvent('keydown', { key: ends, cancelable: true }) : undefined;
    if (key) field.dispatchEvent(key);
    fixture.detectChanges();
    return key?.defaultPrevented;
  };
  return { element, field, type, chosen };
}
const optionsOf = (element: HTMLElement) => [...element.querySelectorAll('option')].map(({ value }) => value);

describe('authors of an entry', () => {
  it('are chosen from those who are known, each once', () => {
    const { element, field, type, chosen } = open(['Petra Muster']);
    expect(optionsOf(element)).toEqual(['Stina Strand']);
    type('Stina Strand');
    expect(chosen).toEqual([['Petra Muster', 'Stina Strand']]);
    expect([field.value, optionsOf(element)]).toEqual(['', []]);
    expect(type('Petra Muster', 'Enter')).toBe(true);
    expect(chosen.at(-1)).toEqual(['Petra Muster', 'Stina Strand']);
  });

  it('are written out when nobody knows them; Enter sends the form only when nothing waits', () => {
    const { field, type, chosen } = open([]);
    type('Ada Ek, Bo Ed,');
    expect(chosen.at(-1)).toEqual(['Ada Ek', 'Bo Ed']);
    expect(type('Cia', 'Enter')).toBe(true);
    expect(type('', 'Enter')).toBe(false);
    type('', 'Backspace');
    expect(chosen.at(-1)).toEqual(['Ada Ek', 'Bo Ed']);
    // who leaves the field has said it
    field.value = 'Dan';
    field.dispatchEvent(new Event('input'));
    field.dispatchEvent(new Event('change'));
    expect(chosen.at(-1)).toEqual(['Ada Ek', 'Bo Ed', 'Dan']);
  });

  it('are taken out one by one', () => {
    const { element, chosen } = open(['Petra Muster', 'Ada Ek']);
    (element.querySelector('button[aria-label*="Petra Muster"]') as HTMLElement).click();
    expect(chosen).toEqual([['Ada Ek']]);
  });
});
