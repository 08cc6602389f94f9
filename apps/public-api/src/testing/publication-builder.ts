import type { DatasetOfPublication, PublicationRecord } from '../catalogue/catalogue';

/** A registered publication as the catalogue tells it; every member can be another one. */
export function aPublication(fields: Partial<PublicationRecord> = {}): PublicationRecord {
  return {
    doi: '10.48391/otters-1',
    title: 'Order of otters in liquid helium',
    abstract: 'Otters were cooled until they stood in line.\n\nTheir distance was measured by small-angle scattering.',
    status: 'registered',
    registeredTime: '2026-03-04T05:06:07.000Z',
    datestamp: '2026-03-05T05:06:07.000Z',
    datasetPids: ['20.500.00000/a', '20.500.00000/b'],
    online: [
      { pid: '20.500.00000/a', size: 4_000_000 },
      { pid: '20.500.00000/b', size: 0 },
    ],
    metadata: {
      creators: [
        {
          name: 'Muster, Petra',
          nameIdentifiers: [{ nameIdentifier: 'https://orcid.org/0000-0002-1825-0097', nameIdentifierScheme: 'ORCID' }],
          affiliation: [{ name: 'University of Zoo' }],
        },
        { name: 'Åström, Åke' },
      ],
      publisher: { name: 'Zoo Light Source' },
      publicationYear: 2026,
      resourceType: 'raw',
      language: 'en',
      version: '1.0',
      relatedIdentifiers: [{ relatedIdentifier: '10.5555/paper', relationType: 'IsSupplementTo' }],
      fundingReferences: [{ funderName: 'Zoo Council', awardNumber: 'Z-7' }],
    },
    beamlines: ['zoosaxs'],
    years: ['2026'],
    proposalIds: ['20260101'],
    techniques: [{ pid: 'http://purl.org/pan-science/PaNET/PaNET01188', name: 'small angle x-ray scattering' }],
    keywords: ['otter'],
    formats: ['NeXus'],
    variables: ['photon_energy'],
    size: 12_345_678,
    numberOfFiles: 7,
    numberOfDatasets: 2,
    numberOfClosed: 0,
    collectedFrom: '2026-01-02T08:00:00.000Z',
    collectedTill: '2026-01-03T08:00:00.000Z',
    ...fields,
  };
}
export const aDatasetOf = (fields: Partial<DatasetOfPublication> = {}): DatasetOfPublication => ({
  pid: '20.500.00000/a',
  isOpen: true,
  isOnline: true,
  datasetName: 'otter_0001',
  type: 'raw',
  scanCommand: 'ascan mot01 0 1 10 0.1',
  startTime: '2026-01-02T08:00:00.000Z',
  size: 4_000_000,
  numberOfFiles: 3,
  instruments: [{ uniqueName: 'zoosaxs', name: 'ZooSAXS' }],
  quantities: { photon_energy: { value: 7.112, unit: 'keV' } },
  ...fields,
});
