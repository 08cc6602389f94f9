import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { FacilityInfo } from '../../core/facility';
import { FakeCatalogue, settled } from '../../testing/fake-api';
import { setUp, signedIn } from '../../testing/setup';
import { DraftEditor } from './draft-editor';
import { PeopleEditor } from './people-editor';
import { PeopleHarness } from './people-editor.harness';

const PERSON = {
  ...{ orcid: '0000-0001-5109-3700', givenName: 'Stina', familyName: 'Strand-Musterová' },
  homes: ['Technical College of Zoo'],
};
const HOME = { ror: 'https://ror.org/0zzzz0161', name: 'University of Zoo', otherNames: ['UZ'], place: 'Ottertown' };

async function open(lookUps: ('orcid' | 'ror')[] = []) {
  const catalogue = new FakeCatalogue({
    'GET /api/v4/registries/people': ({ query }) =>
      query['text'] === 'Petra Nobody' ? [] : [{ ...PERSON, orcid: '0000-0002-1825-0097' }, PERSON],
    'GET /api/v4/registries/organisations': () => [HOME],
  });
  const facility = { provide: FacilityInfo, useValue: { facility: () => ({ lookUps }) } };
  setUp(signedIn(), catalogue.provide(), facility, DraftEditor);
  sessionStorage.clear();
  const editor = TestBed.inject(DraftEditor);
  const creators = [{ name: 'Muster, Petra', affiliation: [{ name: 'Zoo', affiliationIdentifier: '012wxa772' }] }];
  editor.open({ doi: '10.48391/a', title: 'T', abstract: '', datasetPids: [], metadata: { creators } });
  const fixture = TestBed.createComponent(PeopleEditor);
  fixture.componentRef.setInput('of', 'creators');
  fixture.componentRef.setInput('suggested', ['Petra Muster', 'Stina Strand']);
  const people = await TestbedHarnessEnvironment.harnessForFixture(fixture, PeopleHarness);
  return { editor, people, catalogue };
}

/** What the registry is asked for comes when it comes. */
async function appeared(css: string, words = ''): Promise<HTMLElement[]> {
  for (let tries = 0; tries < 100; tries++) {
    const found = [...document.querySelectorAll<HTMLElement>(css)].filter((one) => one.textContent?.includes(words));
    if (found.length > 0) return found;
    await settled();
  }
  throw new Error(`${css} ${words} did not appear`);
}

describe('people of a publication', () => {
  it('come from the datasets with one press, each once, and stand in the order that is wanted', async () => {
    const { editor, people } = await open();
    expect(await people.names()).toEqual(['Petra Muster']);
    await people.press('Stina Strand');
    await expect(people.press('Petra Muster')).rejects.toThrow('no button');
    await people.press('Move Stina Strand up');
    expect(await people.names()).toEqual(['Stina Strand', 'Petra Muster']);
    expect(editor.draft().creators.map(({ familyName }) => familyName)).toEqual(['Strand', 'Muster']);
    await people.press('Take Petra Muster out');
    expect(await people.size()).toBe(1);
  });
  it('are told of an ORCID iD while they type it', async () => {
    const { people } = await open();
    await people.type('ORCID iD of Petra Muster', '0000-0002-1825-0098');
    expect((await people.told()).some((line) => line.startsWith('This is no ORCID iD'))).toBe(true);
    await people.type('ORCID iD of Petra Muster', '0000-0002-1825-0097');
    expect(await people.told()).toEqual(['ORCID iD is well-formed', 'ROR is well-formed']);
  });
  it('are found at ORCID by the name that is typed, picked with the arrows, and put back with one press', async () => {
    const { editor, people, catalogue } = await open(['orcid']);
    const before = editor.draft().creators;
    await people.press('Find Petra Muster at ORCID');
    const options = await appeared('[role=listbox] [role=option]');
    expect(catalogue.to('GET /api/v4/registries/people').map(({ query }) => query)).toEqual([{ text: 'Petra Muster' }]);
    expect(options.map((option) => option.getAttribute('aria-label'))).toEqual([
      'Stina Strand-Musterová, 0000-0002-1825-0097, Technical College of Zoo',
      'Stina Strand-Musterová, 0000-0001-5109-3700, Technical College of Zoo',
    ]);
    expect(document.activeElement).toBe(options[0]);
    for (const [key, keyCode] of [
      ['ArrowDown', 40],
      ['Enter', 13],
    ] as const)
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', { key, keyCode, bubbles: true }));
    await settled();
    expect(editor.draft().creators[0]).toMatchObject({ orcid: PERSON.orcid, familyName: 'Strand-Musterová' });
    expect(editor.draft().creators[0]?.homes).toEqual(before[0]?.homes);
    expect(document.querySelector('[role=listbox]')).toBeNull();
    document.querySelector<HTMLElement>('.mat-mdc-snack-bar-action')?.click();
    expect(editor.draft().creators).toEqual(before);
  });
  it('say when the registry has nobody, and ask nothing without a name', async () => {
    const { people, catalogue } = await open(['orcid']);
    await people.press('Add a creator');
    await expect(people.press('Find Person 2 at ORCID')).resolves.toBeUndefined();
    expect(catalogue.asked).toEqual([]);
    await people.type('Family name', 'Nobody');
    await people.press('Find Petra Nobody at ORCID');
    expect(await appeared('.told', 'ORCID has nobody of this name')).toHaveLength(1);
  });
  it('get the identifier of their home from ROR', async () => {
    const { editor, people } = await open(['ror']);
    await people.press('Find affiliation 1 of Petra Muster at ROR');
    (await appeared('[role=option]'))[0]?.click();
    await settled();
    expect(editor.draft().creators[0]?.homes).toEqual([{ name: HOME.name, ror: HOME.ror }]);
  });
  it('are not looked up where the facility is not connected', async () => {
    const { people } = await open();
    await expect(people.press('Find Petra Muster at ORCID')).rejects.toThrow('no button');
  });
  it('share the identifier of a home that somebody has already', async () => {
    const { people } = await open();
    await people.press('Stina Strand');
    const adds = 'Affiliation';
    await people.press('Move Stina Strand up');
    await people.press(adds);
    await people.type('Affiliation 1 of Stina Strand', 'Zoo');
    expect(await people.contentOf('ROR of affiliation 1 of Stina Strand')).toBe('012wxa772');
  });
});
