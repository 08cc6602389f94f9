import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { searchedDatasets } from './search.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('export of searched datasets', () => {
  const suite = searchedDatasets(() => testMongo('search-export'));

  const exported = (query: Record<string, unknown>, user?: string) =>
    suite.catalogue.ask('GET', '/api/v4/datasets/export', user, { query });
  it('gives tables in which formulas are texts', async () => {
    const { status, headers, text } = await exported(
      { query: { text: 'thin', limit: 1, columns: ['energy'] }, columns: 'mode' },
      'petra',
    );
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(headers['content-disposition']).toBe('attachment; filename="datasets.csv"');
    const lines = text.split('\r\n');
    expect(lines[0]).toMatch(/^pid,datasetName,.*,energy,energy \[unit\],mode,mode \[unit\]$/u);
    expect(lines).toHaveLength(5);
    expect(lines[1]).toContain(`"'=1+1, ""quoted""\nsecond line"`);
    expect(lines[1]).toMatch(/,8,keV,,$/u);
  });
  it('gives one record per line', async () => {
    const { headers, text } = await exported({ format: 'ndjson' });
    expect(headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(JSON.parse(text)).toMatchObject({ datasetName: 'published' });
    expect((await exported({ format: 'ndjson' }, 'petra')).text.trim().split('\n')).toHaveLength(4);
  });
  it.each([
    [{ query: '{' }, 'Invalid JSON in query'],
    [{ query: { where: {} } }, 'where'],
    [{ format: 'exe' }, 'format'],
    [{ columns: 'a\0' }, 'columns'],
  ])('refuses %j', async (query, place) => {
    const { status, text } = await exported(query, 'petra');
    expect([status, text]).toEqual([400, expect.stringContaining(place)]);
  });
});
