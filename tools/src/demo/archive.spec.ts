import { demoArchive } from './archive';
import { demoPublications } from './publications';

describe('the archive of the demo', () => {
  const archive = demoArchive('20.500.00000', { zoosaxs: 'pid-of-zoosaxs', b310a: 'pid-of-b310a' });

  it('is the same at every start, each record once', () => {
    expect(demoArchive('20.500.00000', { zoosaxs: 'pid-of-zoosaxs', b310a: 'pid-of-b310a' })).toEqual(archive);
    expect(new Set(archive.datasets.map(({ pid }) => pid)).size).toBe(archive.datasets.length);
  });
  it('has published some of what is open, and nothing else', () => {
    const open = new Set(archive.datasets.filter(({ isPublished }) => isPublished).map(({ pid }) => pid));
    const publications = demoPublications(archive.datasets);
    expect(new Set(publications.map(({ title }) => title)).size).toBe(publications.length);
    for (const { datasetPids } of publications) {
      expect(datasetPids.length).toBeGreaterThan(0);
      for (const pid of datasetPids) expect(open.has(pid)).toBe(true);
    }
  });
  it('hangs together: samples, proposals and inputs exist', () => {
    const of = (records: readonly Record<string, unknown>[], id: string) =>
      new Set(records.map((record) => record[id]));
    const proposals = of(archive.proposals, 'proposalId');
    const samples = of(archive.samples, 'sampleId');
    const pids = of(archive.datasets, 'pid');
    for (const dataset of archive.datasets) {
      expect(proposals.has((dataset['proposalIds'] as string[])[0])).toBe(true);
      expect(samples.has((dataset['sampleIds'] as string[])[0])).toBe(true);
      for (const input of (dataset['inputDatasets'] ?? []) as string[]) expect(pids.has(input)).toBe(true);
    }
    expect(archive.datasets.filter(({ type }) => type === 'derived').length).toBeGreaterThan(30);
  });
});
