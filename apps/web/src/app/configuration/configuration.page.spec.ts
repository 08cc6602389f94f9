import { jest } from '@jest/globals';
import { TestBed } from '@angular/core/testing';
import type { CaptureContent } from '@scizoo/domain';
import { FakeCatalogue, settled } from '../testing/fake-api';
import { setUp, signedIn } from '../testing/setup';
import { ConfigurationPage } from './configuration.page';
import { RecordedPage } from './recorded.page';

// The whole page with its parts, on a busy machine.
jest.setTimeout(60_000);

const content: CaptureContent = {
  timeBudgetMs: 500,
  groups: [
    {
      name: 'Beam',
      enabled: true,
      items: [
        { name: 'Ring current', key: 'ring_current', when: 'both', unit: 'mA', required: true, source: { kind: 'tango', device: 'R/D/C', attribute: 'Current' } }, // prettier-ignore
        { name: 'Twice', key: 'ring_current', when: 'point', source: { kind: 'constant', value: 1 } },
      ],
    },
  ],
};
const head = { beamline: 'b310a', state: 'active', revision: 1, items: 2, createdBy: 'Ada', createdAt: '2026-11-22T07:50:00Z', updatedBy: 'Ada', updatedAt: '2026-11-22T07:50:00Z' }; // prettier-ignore
const active = { ...head, version: 3, activatedBy: 'Ada', reason: 'the new furnace', content };
const draft = { ...head, version: 4, state: 'draft', content };
const about = (more: object) => ({ beamline: 'b310a', name: 'B310A', mayEdit: true, hasDevices: true, ...more });

async function open<T>(
  page: new () => T,
  answers: Record<string, () => unknown>,
  inputs: Record<string, string> = {},
  until: string[] = [],
) {
  const catalogue = new FakeCatalogue({
    'POST /api/v4/capture/b310a/presence': () => ({
      others: [{ username: 'ben', name: 'Ben', seenAt: '', item: 'ring_current' }],
    }),
    'GET /api/v4/capture/b310a/devices': () => [
      { name: 'B310A/DIA/TCO-01', exported: true },
      { name: 'B310A/DIA/TCO-02', exported: false },
    ],
    ...answers,
  });
  setUp(signedIn(), catalogue.provide());
  const fixture = TestBed.createComponent(page);
  for (const [name, value] of Object.entries(inputs)) fixture.componentRef.setInput(name, value);
  const element = fixture.nativeElement as HTMLElement;
  const text = (): string => element.textContent?.replace(/\s+/g, ' ') ?? '';
  for (let turn = 0; turn < 5 || (turn < 200 && !until.every((part) => text().includes(part))); turn += 1) {
    fixture.detectChanges();
    await settled();
  }
  fixture.detectChanges();
  return { element, text, catalogue, fixture };
}

describe('SciDog', () => {
  it('shows groups, items, their faults, the devices, and who else is here', async () => {
    const { element, text } = await open(
      ConfigurationPage,
      {
        'GET /api/v4/capture': () => [about({ active, draft })],
        'GET /api/v4/capture/b310a': () => about({ active, draft }),
        'GET /api/v4/capture/b310a/versions/4': () => draft,
      },
      {},
      ['also here: Ben', 'not running'],
    );
    expect(text()).toContain('What B310A records');
    expect(text()).toContain('Version 4 · draft');
    expect(text()).toContain('also here: Ben');
    expect([...element.querySelectorAll('.item')].map((row) => row.getAttribute('data-key'))).toHaveLength(2);
    expect(element.querySelectorAll('.state.error')).toHaveLength(2);
    expect(element.querySelector('.item .state')?.textContent).toContain('key ring_current used twice');
    expect(element.querySelector('[data-device="B310A/DIA/TCO-02"]')?.textContent).toContain('not running');
    const activate = [...element.querySelectorAll<HTMLButtonElement>('.acts .btn.primary')][0];
    expect([activate?.textContent?.trim(), activate?.disabled]).toEqual(['Activate version 4', true]);
  });

  it('moves an item with Alt and an arrow', async () => {
    const { element, fixture } = await open(ConfigurationPage, {
      'GET /api/v4/capture': () => [about({ active, draft })],
      'GET /api/v4/capture/b310a': () => about({ active, draft }),
      'GET /api/v4/capture/b310a/versions/4': () => draft,
    });
    element
      .querySelector('.item .open')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', altKey: true, bubbles: true }));
    fixture.detectChanges();
    expect([...element.querySelectorAll('.item .name')].map((name) => name.textContent?.trim())).toEqual([
      'Twice',
      'Ring current*',
    ]);
  });

  it('sends those who are no staff to what is recorded', async () => {
    const { element, text } = await open(
      ConfigurationPage,
      {
        'GET /api/v4/capture': () => [about({ active, mayEdit: false })],
        'GET /api/v4/capture/b310a': () => about({ active, mayEdit: false }),
      },
      { beamline: 'b310a' },
    );
    expect(text()).toContain('Only staff of B310A change what it records');
    expect(element.querySelector('a[href="/scidog/recorded/b310a"]')).not.toBeNull();
    expect(element.querySelector('.item')).toBeNull();
  });

  it('says that nothing is recorded yet, and when the catalogue does not answer', async () => {
    const empty = await open(ConfigurationPage, {
      'GET /api/v4/capture': () => [about({ hasDevices: false })],
      'GET /api/v4/capture/b310a': () => about({ hasDevices: false }),
    });
    expect(empty.text()).toContain('Nothing is recorded beside the scans');
    expect(empty.text()).toContain('no Tango harvester is set');
    TestBed.resetTestingModule();
    const away = await open(ConfigurationPage, { 'GET /api/v4/capture': () => Promise.reject(new Error('away')) });
    expect(away.element.querySelector('[role="alert"]')).not.toBeNull();
  });
});

describe('what is recorded', () => {
  it('is a table with source, moment and unit, without anything to change', async () => {
    const { element, text } = await open(
      RecordedPage,
      { 'GET /api/v4/capture/b310a': () => about({ active, mayEdit: false }) },
      { beamline: 'b310a' },
    );
    expect(text()).toContain('the new furnace');
    const [row] = element.querySelectorAll('tbody tr');
    expect([...(row?.querySelectorAll('td') ?? [])].map((cell) => cell.textContent?.trim())).toEqual([
      'Ring current',
      'ring_current',
      'R/D/C/Current',
      'start, end',
      'mA',
      'yes',
    ]);
    expect(element.querySelector('a[href^="/scidog?"]')).toBeNull();
  });
});
