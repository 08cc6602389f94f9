import type { ScanLogRow } from '../../scan-log/scan-log.shapes';
import type { LogbookEntry } from './entry';
import { asHtml, asMarkdown, type Document } from './export';

const scan = {
  pid: '20.500/1',
  runNumber: '35',
  command: 'ascan mot01 0 1 10 0.1',
  images: [],
  metadata: {
    photon_energy: { value: 7112.5, unit: 'eV' },
    motor_ranges: { value: [{ name: 'mot01', from: 0, to: 1 }] },
    sample_temperature: { error: 'timeout' },
  },
} as unknown as ScanLogRow;
const entry = {
  title: 'Scan 35',
  text: '',
  authors: ['SciZoo'],
  tags: [],
  datasets: ['20.500/1'],
  attributes: {},
  importance: 'normal',
  createdAt: new Date('2026-11-30T09:00:00Z'),
} as unknown as LogbookEntry;
const book: Document = {
  title: 'Gels',
  told: [{ entry, replies: [], scans: [scan] }],
  attributes: [],
  pictures: new Map(),
  home: 'https://zoo.example',
  timeZone: 'UTC',
};

describe.each([
  ['page to print', asHtml],
  ['Markdown', asMarkdown],
])('a book as a %s', (_, written) => {
  it('names the values of a scan as the page does, and leaves out what is no single value', () => {
    const text = written(book);
    expect(text).toContain('Photon energy');
    expect(text).toContain('7112.5 eV');
    expect(text).toContain('not read: timeout');
    expect(text).not.toMatch(/photon_energy|motor_ranges|Motor ranges|\{"name"/);
  });
});
