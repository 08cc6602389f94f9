import type { View } from '../../ui/views/view';
import { ownView } from '../../ui/views/view';
import { BARE } from './address';
import { canonical, keptOf, linkTo } from './views';

const here = { ...BARE, text: 'gold', filters: { instrumentIds: ['pid-1'], keywords: ['iron'] }, view: 'my:Old' };
const opened = (kind: View['kind'], query: string): View => ({ ...ownView({ name: 'x', query }), kind });

describe('views of the dataset list', () => {
  it('keep the whole question; one for an instrument is about any', () => {
    expect(keptOf(here, 'own')).toBe('text=gold&instrumentIds=pid-1&keywords=iron');
    expect(keptOf(here, 'instrument')).toBe('text=gold&keywords=iron');
    expect(canonical('keywords=iron&text=gold&view=x')).toBe('text=gold&keywords=iron');
  });
  it('open as they were saved, those of an instrument in the one that is chosen', () => {
    expect(linkTo(here, opened('own', 'sort=size'))).toMatchObject({ sort: 'size', text: null, instrumentIds: null });
    expect(linkTo(here, opened('instrument', 'sort=size'))).toMatchObject({ sort: 'size', instrumentIds: ['pid-1'] });
    expect(linkTo(here, null)).toMatchObject({ text: null, keywords: null, instrumentIds: ['pid-1'], view: null });
  });
});
