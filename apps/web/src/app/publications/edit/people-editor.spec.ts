import { TestbedHarnessEnvironment } from '@angular/cdk/testing/testbed';
import { TestBed } from '@angular/core/testing';
import { FakeCatalogue } from '../../testing/fake-api';
import { setUp, signedIn } from '../../testing/setup';
import { DraftEditor } from './draft-editor';
import { PeopleEditor } from './people-editor';
import { PeopleHarness } from './people-editor.harness';

async function open() {
  const catalogue = new FakeCatalogue({});
  setUp(signedIn(), catalogue.provide(), DraftEditor);
  sessionStorage.clear();
  const editor = TestBed.inject(DraftEditor);
  const creators = [{ name: 'Muster, Petra', affiliation: [{ name: 'Zoo', affiliationIdentifier: '012wxa772' }] }];
  editor.open({ doi: '10.48391/a', title: 'T', abstract: '', datasetPids: [], metadata: { creators } });
  const fixture = TestBed.createComponent(PeopleEditor);
  fixture.componentRef.setInput('of', 'creators');
  fixture.componentRef.setInput('suggested', ['Petra Muster', 'Stina Strand']);
  const people = await TestbedHarnessEnvironment.harnessForFixture(fixture, PeopleHarness);
  return { editor, people };
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
