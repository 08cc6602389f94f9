import { TestBed } from '@angular/core/testing';
import { setUp } from '../testing/setup';
import { QuantitiesEditor } from './quantities-editor';

function open(metadata: Record<string, unknown>) {
  setUp();
  const fixture = TestBed.createComponent(QuantitiesEditor);
  fixture.componentRef.setInput('metadata', metadata);
  fixture.componentRef.setInput('label', 'Characteristics');
  const edited: (Record<string, unknown> | null)[] = [];
  fixture.componentInstance.edited.subscribe((now) => edited.push(now));
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const field = (name: string): HTMLInputElement => page.querySelector(`[aria-label="${name}"]`)!;
  const type = (name: string, text: string): void => {
    field(name).value = text;
    field(name).dispatchEvent(new Event('input'));
    fixture.detectChanges();
  };
  const click = (text: string): void => {
    const found = [...page.querySelectorAll('button')].find(
      (one) => one.textContent?.includes(text) || one.getAttribute('aria-label') === text,
    );
    found?.click();
    fixture.detectChanges();
  };
  return { page, edited, type, click };
}

describe('editor of quantities', () => {
  it('changes a value with its unit and nothing else', () => {
    const { edited, type } = open({ mass: { value: 2, unit: 'mg' }, formula: 'Fe' });
    type('Value of mass', '3.5');
    type('Unit of mass', 'ug');
    expect(edited.at(-1)).toEqual({ mass: { value: 3.5, unit: 'ug' }, formula: 'Fe' });
  });
  it('adds a line with a number and a unit, and removes one', () => {
    const { edited, type, click } = open({ formula: 'Fe' });
    click('Add a line');
    type('Name of line 2', 'depth');
    type('Value of depth', '12');
    type('Unit of depth', 'nm');
    expect(edited.at(-1)).toEqual({ formula: 'Fe', depth: { value: 12, unit: 'nm' } });
    click('Remove formula');
    expect(edited.at(-1)).toEqual({ depth: { value: 12, unit: 'nm' } });
  });
  it('says what is wrong at the line and gives nothing to be stored meanwhile', () => {
    const { page, edited, type } = open({ mass: 1, list: { a: 1 } });
    type('JSON of list', '{');
    expect([edited.at(-1), page.querySelector('[role=alert]')?.textContent]).toEqual([null, 'This is not valid JSON.']);
    type('JSON of list', '{"a":2}');
    type('Name of line 1', 'list');
    expect(page.querySelector('[data-key=list] + * [role=alert], [role=alert]')?.textContent).toContain('twice');
  });
});
