import type { ArchivedDataset } from './archive';

/** A publication of the demo before it has a DOI. */
export interface DemoPublication {
  readonly title: string;
  readonly abstract: string;
  readonly datasetPids: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}
interface Plan {
  readonly title: string;
  readonly abstract: string;
  readonly of: (dataset: ArchivedDataset) => boolean;
  readonly creators: readonly (readonly [family: string, given: string, orcid?: string])[];
  readonly affiliation: string;
  readonly year: number;
  readonly resourceType: string;
  readonly subjects: readonly string[];
}

const isOf = (proposalId: string, type?: string, sampleId?: string) => (dataset: ArchivedDataset) =>
  (dataset['proposalIds'] as string[]).includes(proposalId) &&
  (type === undefined || dataset['type'] === type) &&
  (sampleId === undefined || (dataset['sampleIds'] as string[]).includes(sampleId));

const PLANS: readonly Plan[] = [
  {
    title: 'Growth of cellulose fibrils in spun films: raw scattering data',
    abstract:
      'While a film of spun cellulose dries, its fibrils find their order. Small-angle X-ray scattering followed their distance and direction every half minute, in a wet film and in one that had dried over night.\n\nThe data hold all scans of the visit with the energy, the ring current and the temperature of the sample.',
    of: isOf('20240007', 'raw'),
    creators: [
      ['Fiber', 'Frida', '0000-0002-1825-0097'],
      ['Åström', 'Åke'],
    ],
    affiliation: 'Institute of Fibres, Example',
    year: 2024,
    resourceType: 'raw',
    subjects: ['cellulose', 'drying'],
  },
  {
    title: 'Manganese in tree rings of a mining valley',
    abstract:
      'Trees write down what was in the ground water. Fluorescence maps and the manganese K edge of two drill cores tell in which years and in what form manganese came.',
    of: isOf('20240031', 'raw'),
    creators: [
      ['Tall', 'Torsten', '0000-0009-9999-0054'],
      ['Gran', 'Greta'],
      ['Kolloid', 'Kaj'],
    ],
    affiliation: 'University of the North, Example',
    year: 2025,
    resourceType: 'raw',
    subjects: ['manganese', 'dendrochemistry'],
  },
  {
    title: 'Averaged spectra of core B, 1960 to 2020',
    abstract:
      'Averages of four scans each, background taken off and normalised to the first monitor, of the core of a spruce.',
    of: isOf('20240031', 'derived', '20240031-core-b'),
    creators: [['Gran', 'Greta']],
    affiliation: 'University of the North, Example',
    year: 2025,
    resourceType: 'derived',
    subjects: ['manganese', 'averages'],
  },
];

/** What the visits of the demo have published. */
export const demoPublications = (datasets: readonly ArchivedDataset[]): DemoPublication[] =>
  PLANS.map(({ title, abstract, of, creators, affiliation, year, resourceType, subjects }) => ({
    title,
    abstract,
    datasetPids: datasets.filter(of).map(({ pid }) => pid),
    metadata: {
      creators: creators.map(([familyName, givenName, orcid]) => ({
        name: `${familyName}, ${givenName}`,
        ...{ nameType: 'Personal', familyName, givenName },
        affiliation: [{ name: affiliation }],
        ...(orcid && {
          nameIdentifiers: [{ nameIdentifier: `https://orcid.org/${orcid}`, nameIdentifierScheme: 'ORCID' }],
        }),
      })),
      publisher: { name: 'Zoo Light Source' },
      publicationYear: year,
      resourceType,
      language: 'en',
      version: '1.0',
      subjects: subjects.map((subject) => ({ subject })),
      rightsList: [{ rights: 'CC-BY-4.0', rightsIdentifier: 'CC-BY-4.0' }],
    },
  }));
