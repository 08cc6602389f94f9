import { TestBed } from '@angular/core/testing';
import type { LogbookAttribute } from '@scizoo/domain';
import { setUp } from '../testing/setup';
import { AttributeFields } from './attribute-fields';
import type { Answers } from './entries';

const ASKED: LogbookAttribute[] = [
  { name: 'shift', title: 'Shift', kind: 'choice', choices: ['day', 'night'], required: true },
  { name: 'energy', title: 'Energy', kind: 'number', min: 5, unit: 'keV' },
  { name: 'seen', title: 'Seen', kind: 'choices', choices: ['ice', 'rings'] },
  { name: 'ok', title: 'OK', kind: 'yes-no' },
];
function draw(values: Answers, tried = false) {
  TestBed.resetTestingModule();
  setUp();
  const fixture = TestBed.createComponent(AttributeFields);
  fixture.componentRef.setInput('attributes', ASKED);
  fixture.componentRef.setInput('values', values);
  fixture.componentRef.setInput('tried', tried);
  const changes: Answers[] = [];
  fixture.componentInstance.changed.subscribe((change) => changes.push(change));
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const control = <T extends HTMLElement>(name: string, tag: string) =>
    page.querySelector<T>(`[data-attribute="${name}"] ${tag}`)!;
  return { page, changes, control };
}

describe('what a book asks for', () => {
  it('has a control of its kind for each, with what is said already', () => {
    const { control, page } = draw({ shift: 'night', energy: 7.1, seen: ['rings'], ok: false });
    expect(control<HTMLSelectElement>('shift', 'select').value).toBe('night');
    expect(control<HTMLInputElement>('energy', 'input').value).toBe('7.1');
    const ticks = [...page.querySelectorAll<HTMLInputElement>('[data-attribute="seen"] input')];
    expect(ticks.map(({ checked }) => checked)).toEqual([false, true]);
    expect(control<HTMLSelectElement>('ok', 'select').value).toBe('false');
  });
  it('tells what is typed as what it is, in the order of the choices', () => {
    const { control, changes, page } = draw({ seen: ['rings'] });
    const energy = control<HTMLInputElement>('energy', 'input');
    energy.value = '7,1';
    energy.dispatchEvent(new Event('change'));
    const [ice] = [...page.querySelectorAll<HTMLInputElement>('[data-attribute="seen"] input')];
    ice!.checked = true;
    ice!.dispatchEvent(new Event('change'));
    const ok = control<HTMLSelectElement>('ok', 'select');
    ok.value = 'true';
    ok.dispatchEvent(new Event('change'));
    expect(changes).toEqual([
      { seen: ['rings'], energy: 7.1 },
      { seen: ['ice', 'rings'] },
      { seen: ['rings'], ok: true },
    ]);
  });
  it('says what is missing after a try, and what is wrong at once', () => {
    expect(draw({}).page.textContent).not.toContain('This is needed.');
    expect(draw({}, true).page.textContent).toContain('This is needed.');
    expect(draw({ energy: 'seven' }).page.textContent).toContain('This is a number.');
    expect(draw({ energy: 4 }).page.textContent).toContain('At least 5.');
  });
});
