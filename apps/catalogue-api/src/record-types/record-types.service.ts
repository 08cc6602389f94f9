import { Injectable } from '@nestjs/common';
import { invalid } from '@scizoo/domain';
import { CatalogueConfig } from '../config';
import { readTypesFile, type RecordType } from './types-file';

/** Records that name no type of their own have this one; it is always allowed. */
const DEFAULT_PROPOSAL_TYPE = 'Default Proposal';
const OWN_DATASET_TYPES = ['raw', 'derived'];

/** The types of datasets and proposals that this facility knows, from settings and from SciCat's files. */
@Injectable()
export class RecordTypes {
  readonly datasetTypes: readonly string[];
  readonly proposalTypes: readonly string[];
  private readonly proprietary: ReadonlySet<string>;

  /** A file with faults ends the start with a sentence. */
  constructor({ datasetTypes, datasetTypesFile, proposalTypes, proposalTypesFile }: CatalogueConfig) {
    const ofDatasets = datasetTypesFile === undefined ? [] : readTypesFile('DATASET_TYPES_FILE', datasetTypesFile);
    const ofProposals = proposalTypesFile === undefined ? [] : readTypesFile('PROPOSAL_TYPES_FILE', proposalTypesFile);
    this.datasetTypes = unique([...OWN_DATASET_TYPES, ...datasetTypes, ...labels(ofDatasets)]);
    this.proposalTypes = unique([DEFAULT_PROPOSAL_TYPE, ...proposalTypes, ...labels(ofProposals)]);
    this.proprietary = new Set(labels(ofProposals.filter((type) => type.proprietary)));
  }

  assertDatasetType(type: string): void {
    if (!this.datasetTypes.includes(type)) throw unknownType('dataset', this.datasetTypes);
  }
  assertProposalType(type: string): void {
    if (!this.proposalTypes.includes(type)) throw unknownType('proposal', this.proposalTypes);
  }
  /** Data of such a proposal is never published by the embargo's end. */
  isProprietary(proposalType: string | undefined): boolean {
    return proposalType !== undefined && this.proprietary.has(proposalType);
  }
}

const labels = (types: readonly RecordType[]): string[] => types.map(({ label }) => label);
const unique = (names: readonly string[]): string[] => [...new Set(names)];
const unknownType = (what: string, types: readonly string[]) =>
  invalid(`The ${what} has no known type`, [`type must be one of ${types.join(', ')}`]);
