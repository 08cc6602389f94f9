import { markdownHtml } from '@scizoo/domain';
import { aRow } from '../testing/setup';
import { scansAsMarkdown } from './logbook-table';

const HEADS = ['Scan', 'Start', 'Command', 'State', 'Comment', 'Rating'];
const page = (text: string): HTMLElement => {
  const element = document.createElement('div');
  element.innerHTML = markdownHtml(text);
  return element;
};

describe('scans for the logbook', () => {
  it('are a table with links back, and their pictures', () => {
    const rows = [
      aRow(7, { comment: 'good | better', dataQualityMetrics: 4, images: [{ aid: 'a-1', caption: 'edge' }] }),
      aRow(8, { runNumber: null, datasetName: 'Steel [2]', comment: 'two\nlines' }),
    ];
    const shown = page(scansAsMarkdown(rows, HEADS, (moment) => moment.slice(0, 10)));
    const cells = [...shown.querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map(({ textContent }) => textContent),
    );
    expect(cells).toEqual([
      ['7', '2026-11-22', 'ascan mot01 0 1 10 0.1', 'finished', 'good | better', '★★★★'],
      ['Steel 2', '2026-11-22', 'ascan mot01 0 1 10 0.1', 'finished', 'two lines', ''],
    ]);
    expect(shown.querySelector('a')?.getAttribute('href')).toBe('/datasets/20.500.00000%2F7');
    expect(shown.querySelector('img')?.getAttribute('src')).toBe('/api/v4/attachments/a-1/thumbnail');
  });
  it('cannot bring a row or a tag of their own', () => {
    const shown = page(scansAsMarkdown([aRow(9, { comment: '<img src=x onerror=a()>\n| x | y |' })], HEADS, String));
    expect(shown.querySelectorAll('tbody tr')).toHaveLength(1);
    expect(shown.querySelector('img')).toBeNull();
  });
});
