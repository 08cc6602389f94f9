export type ModelName =
  | 'Dataset'
  | 'Document'
  | 'Instrument'
  | 'File'
  | 'Member'
  | 'Person'
  | 'Affiliation'
  | 'Parameter'
  | 'Sample'
  | 'Technique';
export type Item = Readonly<Record<string, unknown>>;

interface Model {
  /** Name of the relation → model behind it. */
  readonly relations: Readonly<Record<string, ModelName>>;
  /** Where the pseudo field `text` looks. */
  readonly text: readonly string[];
  readonly dates: readonly string[];
}
const model = (relations: Model['relations'], text: readonly string[] = [], dates: readonly string[] = []): Model => ({
  relations,
  text,
  dates,
});

/** The models of the PaNOSC search API. */
export const MODELS: Readonly<Record<ModelName, Model>> = {
  Dataset: model(
    {
      documents: 'Document',
      techniques: 'Technique',
      instrument: 'Instrument',
      files: 'File',
      parameters: 'Parameter',
      samples: 'Sample',
    },
    ['title'],
    ['creationDate'],
  ),
  Document: model(
    { datasets: 'Dataset', members: 'Member', parameters: 'Parameter' },
    ['title', 'summary'],
    ['startDate', 'endDate', 'releaseDate'],
  ),
  Instrument: model({ datasets: 'Dataset' }, ['name', 'facility']),
  File: model({ dataset: 'Dataset' }, ['name']),
  Member: model({ document: 'Document', person: 'Person', affiliation: 'Affiliation' }),
  Person: model({ members: 'Member' }),
  Affiliation: model({ members: 'Member' }),
  Parameter: model({ dataset: 'Dataset', document: 'Document' }),
  Sample: model({ datasets: 'Dataset' }, ['name', 'description']),
  Technique: model({ datasets: 'Dataset' }, ['name']),
};
/** Relations to one item. */
export const TO_ONE = new Set(['instrument', 'dataset', 'document', 'person', 'affiliation']);
