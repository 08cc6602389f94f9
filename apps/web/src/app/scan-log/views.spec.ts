import { BARE } from './address';
import { ownView } from '../ui/views/view';
import { canonical, keptOf, linkTo } from './views';

describe('views of the scan log', () => {
  const here = {
    ...BARE,
    ...{ instrument: 'zoosaxs', proposal: '20260101', from: '2026-11-22T12:00:00.000Z', selected: 'x', drawer: true },
  };
  it('keep what is shown and how, not of which visit', () => {
    expect(keptOf(here)).toBe('');
    const shown = { ...here, hide: ['failed' as const], columns: ['scan', 'meta:a'], layout: { scan: { width: 80 } } };
    expect(keptOf(shown)).toBe('hide=failed&columns=scan%2Cmeta%3Aa&layout=scan%21w80');
    expect(canonical(`${keptOf(shown)}&instrument=other&view=my%3AOld`)).toBe(keptOf(shown));
  });
  it('open in the visit that is on screen', () => {
    const view = ownView({ name: 'Night', query: 'hide=failed&sort=scanNumber&instrument=other' });
    expect(linkTo({ ...here, text: 'gold', view: 'my:Old' }, view)).toMatchObject({
      ...{ instrument: 'zoosaxs', proposal: '20260101', from: here.from, selected: 'x', drawer: '1' },
      ...{ hide: 'failed', sort: 'scanNumber', text: null, view: 'my:Night' },
    });
    expect(linkTo({ ...here, text: 'gold', view: 'my:Old' }, null)).toMatchObject({ text: null, view: null });
  });
});
