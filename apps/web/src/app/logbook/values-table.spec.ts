import { valuesAsMarkdown } from './values-table';

describe('recorded values as a table', () => {
  it('has a link to the scan, values with units, and says what could not be read', () => {
    const metadata = {
      scan_command: 'ascan mot01 0 1 10 0.1',
      mono_energy: { value: 7.119999999999999, unit: 'keV', when: 'start' },
      note: 'a | b',
      pressure: { error: 'no answer', unit: 'mbar' },
    };
    const text = valuesAsMarkdown({ pid: '20.5/1', runNumber: '12', datasetName: 'x' }, metadata);
    expect(text.split('\n')).toEqual([
      '| [12](/datasets/20.5%2F1) | |',
      '|---|---|',
      expect.stringMatching(/^\| Mono energy \| 7\.12 keV \|$/) as string,
      expect.stringContaining('a \\| b') as string,
      expect.stringContaining('no answer') as string,
    ]);
  });
});
