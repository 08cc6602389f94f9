import { TestBed } from '@angular/core/testing';
import { signal } from '@angular/core';
import { setUp, signedIn } from '../../testing/setup';
import { OpenDataset } from '../open-dataset';
import type { Change } from './changes';
import { MetadataEditor } from './metadata-editor';

const METADATA = {
  photon_energy: { value: 7.12, unit: 'keV', valueSI: 1.1e-15, unitSI: 'J', source: 'tango' },
  optics: { slit: { value: 20, unit: 'um' } },
  _internal: { seq: 1 },
};
async function editor(frozen: string[] = []) {
  const saved: Change[][] = [];
  const open = {
    isFrozen: (field: string) => frozen.includes(field),
    saving: signal(false),
    save: (changes: Change[]) => (saved.push(changes), Promise.resolve(true)),
  };
  setUp(signedIn(), { provide: OpenDataset, useValue: open });
  const fixture = TestBed.createComponent(MetadataEditor);
  fixture.componentRef.setInput('metadata', METADATA);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const named = (name: string) => element.querySelector(`[aria-label="${name}"]`) as HTMLInputElement;
  const type = async (name: string, text: string): Promise<void> => {
    named(name).value = text;
    named(name).dispatchEvent(new Event('input'));
    await fixture.whenStable();
  };
  const press = async (name: string): Promise<void> => {
    const all = [...element.querySelectorAll('button')];
    all.find((one) => one.getAttribute('aria-label') === name || one.textContent?.trim() === name)?.click();
    await fixture.whenStable();
  };
  const save = () => element.querySelector<HTMLButtonElement>('button[type=submit]')!;
  const submit = async (): Promise<Change[] | undefined> => {
    element.querySelector('form')!.dispatchEvent(new Event('submit', { cancelable: true }));
    await fixture.whenStable();
    return saved[0];
  };
  return { element, type, press, save, submit, fixture };
}

describe('metadata editor', () => {
  it('writes only what was touched, and keeps the source of a value', async () => {
    const { type, submit } = await editor();
    await type('Value of Photon energy', '7.2');
    expect(await submit()).toEqual([
      {
        path: ['scientificMetadata', 'photon_energy'],
        from: METADATA.photon_energy,
        to: { value: 7.2, unit: 'keV', source: 'tango' },
      },
    ]);
  });
  it('has nothing to save while nothing differs', async () => {
    const { type, save, element } = await editor();
    expect(save().disabled).toBe(true);
    await type('Value of Photon energy', '7.2');
    expect(save().disabled).toBe(false);
    await type('Value of Photon energy', '7.120');
    expect([save().disabled, element.textContent?.includes('Nothing changed yet')]).toEqual([true, true]);
  });
  it('says beside the field what cannot be stored, and saves nothing of it', async () => {
    const { type, save, element } = await editor();
    await type('Value of Optics › Slit', 'wide');
    expect(element.querySelector('[data-key="optics.slit"] [role=alert]')?.textContent).toBe(
      'Write a number, such as 7.12.',
    );
    expect(save().disabled).toBe(true);
  });
  it('adds and removes entries; a name that is taken is refused', async () => {
    const { type, press, submit, save } = await editor();
    await press('Remove Optics › Slit');
    await press('Add an entry');
    await type('New name', 'photon_energy');
    expect(save().disabled).toBe(true);
    await type('New name', 'pressure');
    await type('Value of pressure', '1.2');
    await type('Unit of pressure', 'bar');
    expect(await submit()).toEqual([
      { path: ['scientificMetadata', 'optics', 'slit'], from: { value: 20, unit: 'um' }, to: undefined },
      { path: ['scientificMetadata', 'pressure'], from: undefined, to: { value: 1.2, unit: 'bar' } },
    ]);
  });
  it('keeps what is frozen from being typed into or removed', async () => {
    const { element } = await editor(['scientificMetadata.photon_energy']);
    const row = element.querySelector('[data-key=photon_energy]')!;
    expect([...row.querySelectorAll('input')].map(({ disabled }) => disabled)).toEqual([true, true]);
    expect(row.querySelector('button')).toBeNull();
    expect(row.querySelector('[role=img]')?.getAttribute('aria-label')).toContain('frozen');
    expect(element.querySelector('[data-key="optics.slit"] button')).not.toBeNull();
  });
  it('leaves what belongs to the program alone, and names every field', async () => {
    const { element } = await editor();
    expect(element.querySelector('[data-key^="_internal"]')).toBeNull();
    const nameless = [...element.querySelectorAll('input, textarea, button')].filter(
      (one) =>
        !(one.getAttribute('aria-label') || one.textContent?.trim() || one.closest('label')?.textContent?.trim()),
    );
    expect(nameless).toEqual([]);
  });
});
