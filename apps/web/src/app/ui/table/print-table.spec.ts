import { ChangeDetectionStrategy, Component, signal } from '@angular/core';
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
  readonly rows = signal<Printed['rows']>([
    ['a', 1],
    ['b', null],
  ]);
  readonly make = (): Printed => {
    asked += 1;
    return {
      title: 'Datasets',
      about: '1–2 of 2',
      headers: ['Name', 'Size (B)'],
      rows: this.rows(),
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
  it('takes rows that arrive while the page is being printed', () => {
    const fixture = TestBed.createComponent(Host);
    fixture.componentInstance.rows.set([]);
    fixture.detectChanges();
    window.dispatchEvent(new Event('beforeprint'));
    const rows = (): number => (fixture.nativeElement as HTMLElement).querySelectorAll('tbody tr').length;
    expect(rows()).toBe(0);
    fixture.componentInstance.rows.set([['late', 1]]);
    fixture.detectChanges();
    expect(rows()).toBe(1);
  });
});
