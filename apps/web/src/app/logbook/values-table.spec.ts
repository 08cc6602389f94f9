import { readingsAsMarkdown, valuesAsMarkdown } from './values-table';

describe('values of a moment as a table', () => {
  it('have their unit, and say where one was not read or is doubtful', () => {
    const text = readingsAsMarkdown('zoosaxs, 2026-11-22 10:00:00', [
      { name: 'Ring current', value: 249.5, unit: 'mA', quality: 'valid' },
      { name: 'Pressure', value: 5e-5, unit: 'mbar', quality: 'alarm' },
      { name: 'Shutter | hutch', error: 'not read: timeout' },
      { name: 'Mode', value: 'top-up' },
    ]);
    expect(text.split('\n')).toEqual([
      '| zoosaxs, 2026-11-22 10:00:00 | |',
      '|---|---|',
      '| Ring current | 249.5 mA |',
      expect.stringMatching(
        /^\| Pressure \| 0\.00005 mbar \(alarm\) \||^\| Pressure \| 5.*mbar \(alarm\) \|$/,
      ) as string,
      '| Shutter \\| hutch | ⚠ not read: timeout |',
      '| Mode | top-up |',
    ]);
  });
});

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
