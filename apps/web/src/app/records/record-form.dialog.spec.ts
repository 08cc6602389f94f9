import { TestBed } from '@angular/core/testing';
import { MAT_DIALOG_DATA, MatDialogRef } from '@angular/material/dialog';
import { NEVER } from 'rxjs';
import { Problem } from '../core/problem';
import { setUp } from '../testing/setup';
import type { Values } from './form-fields';
import type { RecordForm } from './record-form.dialog';
import { RecordFormDialog } from './record-form.dialog';

const FIELDS: RecordForm['fields'] = [
  { name: 'title', label: 'proposal.field.title', kind: 'line', required: true },
  { name: 'accessGroups', label: 'dataset.accessGroups', kind: 'list' },
  { name: 'MeasurementPeriodList', label: 'proposal.field.periods', kind: 'periods' },
  { name: 'sampleCharacteristics', label: 'sample.characteristics', kind: 'quantities' },
];
const send = (sent: Values[], fault?: Problem) => (values: Values) => {
  sent.push(values);
  return fault ? Promise.reject(fault) : Promise.resolve(true);
};

function open(values: Values, fault?: Problem, fresh = true) {
  if (fresh) sessionStorage.clear();
  TestBed.resetTestingModule();
  const sent: Values[] = [];
  let closed = 0;
  const dialog = { keydownEvents: () => NEVER, close: () => (closed += 1), _containerInstance: {} };
  const instruments = [{ value: 'zoosaxs', label: 'ZooSAXS' }];
  const data: RecordForm = { title: 'Edit', draft: 'd', fields: FIELDS, values, instruments, send: send(sent, fault) };
  setUp({ provide: MAT_DIALOG_DATA, useValue: data }, { provide: MatDialogRef, useValue: dialog });
  const fixture = TestBed.createComponent(RecordFormDialog);
  fixture.detectChanges();
  const page = fixture.nativeElement as HTMLElement;
  const type = (selector: string, text: string, event = 'input'): void => {
    const field = page.querySelector<HTMLInputElement>(selector)!;
    field.value = text;
    field.dispatchEvent(new Event(event));
    fixture.detectChanges();
  };
  const click = async (text: string): Promise<void> => {
    [...page.querySelectorAll('button')].find((one) => one.textContent?.includes(text))?.click();
    fixture.detectChanges();
    await new Promise((done) => setTimeout(done, 5));
    fixture.detectChanges();
  };
  return { page, sent, type, click, closed: () => closed };
}

describe('form of a record', () => {
  it('sends what was typed, with lists, beamtimes and quantities', async () => {
    const { page, sent, type, click, closed } = open({ title: 'Old' });
    type('#field-title', 'New');
    type('#field-accessGroups', 'a, b', 'change');
    await click('Add beamtime');
    await click('Add a line');
    type('[aria-label="Name of line 1"]', 'mass');
    type('[aria-label="Value of mass"]', '2');
    type('[aria-label="Unit of mass"]', 'mg');
    await click('Save');
    expect(sent).toMatchObject([
      {
        title: 'New',
        accessGroups: ['a', 'b'],
        MeasurementPeriodList: [{ instrument: 'zoosaxs' }],
        sampleCharacteristics: { mass: { value: 2, unit: 'mg' } },
      },
    ]);
    expect([closed(), page.querySelector('.restored')]).toEqual([1, null]);
  });
  it('sends nothing while something needed is missing', async () => {
    const { page, sent, type, click } = open({ title: 'Old' });
    type('#field-title', '');
    await click('Save');
    expect([sent, page.querySelector('[role=alert]')?.textContent]).toEqual([[], 'This is needed.']);
  });
  it('keeps what was typed when the catalogue refuses, and when the page is left', async () => {
    const refused = open({ title: 'Old', abstract: 'seen' }, new Problem('invalid', 'title is too long'));
    refused.type('#field-title', 'Long');
    await refused.click('Save');
    expect(refused.page.querySelector('[role=alert]')?.textContent).toContain('title is too long');
    expect(refused.closed()).toBe(0);
    const again = open({ title: 'Changed meanwhile', abstract: 'new' }, undefined, false);
    expect(again.page.querySelector<HTMLInputElement>('#field-title')?.value).toBe('Long');
    await again.click('Save');
    // Only what was typed is a draft: the abstract is the present one.
    expect(again.sent).toEqual([{ title: 'Long', abstract: 'new' }]);
  });
  it('throws a draft away when the person says so', async () => {
    const first = open({ title: 'Old' });
    first.type('#field-title', 'Draft');
    const second = open({ title: 'Old' }, undefined, false);
    await second.click('Start anew');
    expect(second.page.querySelector<HTMLInputElement>('#field-title')?.value).toBe('Old');
    const third = open({ title: 'Old' }, undefined, false);
    expect(third.page.querySelector('.restored')).toBeNull();
  });
});
