import { ChangeDetectionStrategy, Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import type { Printed } from './print-table';
import { PrintTable } from './print-table';

let asked = 0;
@Component({
  selector: 'sz-print-table-test',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [PrintTable],
  template: `<sz-print-table [make]="make" />`,
})
class Host {
  readonly make = (): Printed => {
    asked += 1;
    return {
      title: 'Datasets',
      about: '1–2 of 2',
      headers: ['Name', 'Size (B)'],
      rows: [
        ['a', 1],
        ['b', null],
      ],
    };
  };
}

describe('a table on paper', () => {
  it('is there when the browser begins to print, with a header for every sheet, and gone afterwards', () => {
    const fixture = TestBed.createComponent(Host);
    fixture.detectChanges();
    const element = fixture.nativeElement as HTMLElement;
    expect([asked, element.querySelector('table')]).toEqual([0, null]);
    window.dispatchEvent(new Event('beforeprint'));
    expect(asked).toBe(1);
    expect([...element.querySelectorAll('thead th')].map((cell) => cell.textContent)).toEqual(['Name', 'Size (B)']);
    expect([...element.querySelectorAll('tbody tr')].map((row) => row.textContent?.trim())).toEqual(['a1', 'b']);
    expect(element.querySelector('td.end')?.textContent).toBe('1');
    window.dispatchEvent(new Event('afterprint'));
    expect(element.querySelector('table')).toBeNull();
  });
});
