import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CatalogueConfig } from '../config';
import { RecordTypes } from './record-types.service';

describe('types of records', () => {
  const folder = mkdtempSync(join(tmpdir(), 'scizoo-types-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const file = (name: string, content: string): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  const typesWith = (settings: Partial<CatalogueConfig>) =>
    new RecordTypes(Object.assign(new CatalogueConfig(), settings));

  it('come from the files of SciCat and from settings; the default ones are always there', () => {
    const types = typesWith({
      proposalTypes: ['Fast Access'],
      proposalTypesFile: file(
        'proposalTypes.json',
        '{"DefaultProposal":"Default Proposal","BTA":"Beam time","Industry":{"label":"Industry","proprietary":true}}',
      ),
      datasetTypesFile: file('datasetTypes.json', '{"Raw":"raw","Simulation":"simulation"}'),
    });
    expect(types.proposalTypes).toEqual(['Default Proposal', 'Fast Access', 'Beam time', 'Industry']);
    expect(types.datasetTypes).toEqual(['raw', 'derived', 'simulation']);
    expect(() => types.assertDatasetType('simulation')).not.toThrow();
    expect(() => types.assertProposalType('Odd')).toThrow('The proposal has no known type');
    expect([types.isProprietary('Industry'), types.isProprietary('Beam time'), types.isProprietary(undefined)]).toEqual(
      [true, false, false],
    );
  });

  it.each([
    ['{"A":', 'is not JSON'],
    ['["A"]', 'must hold an object of types'],
    ['{"A":{"proprietary":true}}', 'A has no label'],
    ['{"A":{"label":"A","proprietary":"yes"}}', 'A: proprietary must be true or false'],
  ])('a file with a fault is refused with its name: %s', (content, fault) => {
    const proposalTypesFile = file('bad.json', content);
    expect(() => typesWith({ proposalTypesFile })).toThrow(fault);
    expect(() => typesWith({ proposalTypesFile })).toThrow('PROPOSAL_TYPES_FILE');
  });
  it('a file that is not there is named', () => {
    expect(() => typesWith({ datasetTypesFile: join(folder, 'none.json') })).toThrow(
      /DATASET_TYPES_FILE .*does not exist/u,
    );
  });
});
