import { TestBed } from '@angular/core/testing';
import { MatDialogRef } from '@angular/material/dialog';
import { Problem } from '../core/problem';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ImportSamplesDialog } from './import.dialog';

const TABLE = 'name,mass [mg]\nBead 1,2.5\nBead 2,heavy\nBead 3,4';

async function open(refused: string[] = []) {
  const catalogue = new FakeCatalogue({
    'POST /api/v3/samples': ({ body }) => {
      const { sampleName } = body as { sampleName: string };
      if (refused.includes(sampleName)) throw new Problem('invalid', 'sampleId is taken');
      return body;
    },
  });
  setUp(signedIn(), catalogue.provide(), {
    provide: MatDialogRef,
    useValue: { _containerInstance: { _addAriaLabelledBy: () => 0, _removeAriaLabelledBy: () => 0 } },
  });
  const fixture = TestBed.createComponent(ImportSamplesDialog);
  const page = fixture.nativeElement as HTMLElement;
  fixture.detectChanges();
  page.querySelector('textarea')!.value = TABLE;
  page.querySelector('textarea')!.dispatchEvent(new Event('input'));
  fixture.detectChanges();
  const add = async (): Promise<void> => {
    page.querySelector<HTMLButtonElement>('.actions .primary')?.click();
    await settled();
    fixture.detectChanges();
  };
  const states = (): (string | undefined)[] =>
    [...page.querySelectorAll('tbody tr')].map((row) => row.lastElementChild?.textContent?.trim());
  return { page, add, states, catalogue };
}

describe('samples from a table', () => {
  it('are looked at before anything is added', async () => {
    const { page, states, catalogue } = await open();
    expect(states()).toEqual(['', 'a value with a unit is no number', '']);
    expect(page.querySelector('tbody')?.textContent).toContain('mass 2.5 mg');
    expect(page.querySelector('[role=status]')?.textContent).toMatch(/2 samples can be added.*1 row cannot/s);
    expect(catalogue.asked).toEqual([]);
  });
  it('are added one by one for the chosen group; a refused row stays with its reason and can be sent again', async () => {
    const refused = ['Bead 3'];
    const { add, states, catalogue } = await open(refused);
    await add();
    expect(catalogue.asked.map(({ body }) => body)).toEqual([
      {
        ownerGroup: 'zoosaxs-staff',
        sampleName: 'Bead 1',
        sampleCharacteristics: { mass: { value: 2.5, unit: 'mg' } },
      },
      { ownerGroup: 'zoosaxs-staff', sampleName: 'Bead 3', sampleCharacteristics: { mass: { value: 4, unit: 'mg' } } },
    ]);
    expect(states()).toEqual(['added', 'a value with a unit is no number', 'sampleId is taken']);
    refused.pop();
    await add();
    expect([states().at(-1), catalogue.asked.length]).toEqual(['added', 3]);
  });
});
