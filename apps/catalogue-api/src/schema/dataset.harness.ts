/** A raw dataset with all that is required, as the present wire takes it; suites add what they are about. */
export const aRawDataset = {
  type: 'raw',
  owner: 'Otter, Olga',
  contactEmail: 'olga@demo.example',
  sourceFolder: '/data/1',
  creationTime: '2026-01-02T03:04:05Z',
  datasetName: 'one',
  ownerGroup: '20260101',
} as const;
/** The same with what the older wire requires beside it. */
export const aRawDatasetV3 = {
  ...aRawDataset,
  principalInvestigator: 'Otter, Olga',
  creationLocation: '/SciZoo/demo/zoosaxs',
} as const;
