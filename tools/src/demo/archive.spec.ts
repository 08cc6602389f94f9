import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { demoArchive } from './archive';
import { writeArchivedFiles } from './archive-files';
import { hasPicture, pictureOf } from './pictures';
import { demoPublications } from './publications';

const INSTRUMENTS = { zoosaxs: 'pid-of-zoosaxs', b310a: 'pid-of-b310a' };

describe('the archive of the demo', () => {
  const archive = demoArchive('20.500.00000', INSTRUMENTS, '/zoo');

  it('is the same at every start, each record once', () => {
    expect(demoArchive('20.500.00000', INSTRUMENTS, '/zoo')).toEqual(archive);
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
  it('has pictures of some of what was measured, the same each time and different ones', async () => {
    const shown = archive.datasets.filter(hasPicture);
    expect(shown.length).toBeGreaterThan(40);
    expect(shown.length).toBeLessThan(archive.datasets.length / 2);
    const [one, again, other] = await Promise.all([shown[0]!, shown[0]!, shown[1]!].map(pictureOf));
    expect(one).toMatch(/^data:image\/png;base64,/);
    expect([again === one, other === one]).toEqual([true, false]);
  });
  it('has the files that its lists name, in the folder of the owner group, the same each time', async () => {
    const root = await mkdtemp(join(tmpdir(), 'scizoo-archive-'));
    try {
      const { datasets } = demoArchive('20.500.00000', INSTRUMENTS, root);
      for (const dataset of [datasets[0]!, datasets.find(({ type }) => type === 'derived')!]) {
        expect(dataset.sourceFolder.startsWith(`${root}/zoosaxs/${String(dataset['ownerGroup'])}/`)).toBe(true);
        const list = (await writeArchivedFiles(dataset)) as { size: number; dataFileList: { path: string }[] };
        expect(list.dataFileList).toHaveLength(2);
        const sizes = list.dataFileList.map(async ({ path }) => (await stat(join(dataset.sourceFolder, path))).size);
        expect((await Promise.all(sizes)).reduce((sum, size) => sum + size)).toBe(list.size);
        const table = join(dataset.sourceFolder, 'table.csv');
        const before = await readFile(table, 'utf8');
        expect(before.split('\n')).toHaveLength(83);
        await writeArchivedFiles(dataset);
        expect(await readFile(table, 'utf8')).toBe(before);
      }
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
