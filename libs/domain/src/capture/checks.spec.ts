import { type AttributeFacts, captureFaults, hasErrors } from './checks';
import type { CaptureContent, CaptureItem } from './configuration';

const item = (changed: Partial<CaptureItem> = {}): CaptureItem => ({
  name: 'Cell temperature',
  key: 'cell_temperature',
  source: { kind: 'tango', device: 'B310A-E01/DIA/TCO-02', attribute: 'Temperature' },
  when: 'start',
  unit: 'K',
  ...changed,
});
const content = (...items: CaptureItem[]): CaptureContent => ({
  timeBudgetMs: 500,
  groups: [{ name: 'Sample', enabled: true, items }],
  forms: [{ name: 'sample', title: 'Sample', schema: { type: 'object', properties: { name: { type: 'string' } } } }],
});
const codes = (...items: CaptureItem[]): string[] => captureFaults(content(...items)).map(({ code }) => code);
const NAME = 'b310a-e01/dia/tco-02/temperature';
const against = (facts: AttributeFacts) => captureFaults(content(item()), { attributes: new Map([[NAME, facts]]) });

describe('checks of a capture configuration', () => {
  it('finds nothing in a good one', () => {
    const good = content(
      item(),
      item({ key: 'wavelength', source: { kind: 'computed', expression: '1 / cell_temperature' } }),
      item({ key: 'sample_name', source: { kind: 'form', form: 'sample', field: 'name' } }),
      item({ key: 'mode', source: { kind: 'constant', value: 0 } }),
      item({ key: 'mono', source: { kind: 'sardana', element: 'mono' } }),
    );
    expect(captureFaults(good)).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, 'name-missing'],
    [{ key: '' }, 'key-missing'],
    [{ key: 'cell.temperature' }, 'key-illegal'],
    [{ key: 'cell temperature' }, 'key-illegal'],
    [{ key: '$where' }, 'key-illegal'],
    [{ key: 'scan_command' }, 'key-reserved'],
    [{ source: { kind: 'tango', device: 'a/b', attribute: 'c' } }, 'source-missing'],
    [{ source: { kind: 'tango', device: 'a/b/c' } }, 'source-missing'],
    [{ source: { kind: 'sardana' } }, 'source-missing'],
    [{ source: { kind: 'constant', value: '' } }, 'source-missing'],
    [{ source: { kind: 'form', form: 'technique', field: 'name' } }, 'form-unknown'],
    [{ source: { kind: 'form', form: 'sample', field: 'colour' } }, 'field-unknown'],
    [{ source: { kind: 'computed', expression: '1 +' } }, 'expression-bad'],
    [{ source: { kind: 'computed', expression: 'nobody + 1' } }, 'expression-key-unknown'],
    [{ plausible: { min: 3, max: 2 } }, 'plausible-reversed'],
    [{ timeoutMs: 800 }, 'timeout-over-budget'],
  ] as [Partial<CaptureItem>, string][])('%j: %s', (changed, code) => expect(codes(item(changed))).toEqual([code]));

  it('names both items of a doubled key, with their places', () => {
    expect(captureFaults(content(item(), item({ name: 'Other' })))).toEqual(
      [0, 1].map((place) => expect.objectContaining({ code: 'key-doubled', group: 0, item: place }) as unknown),
    );
  });

  it('finds keys that meet because of what is put behind them', () => {
    const twin = (key: string, more: Partial<CaptureItem> = {}) => item({ key, ...more });
    expect(codes(twin('cell', { when: 'both' }), twin('cell_end'))).toEqual(['key-doubled', 'key-doubled']);
    expect(codes(twin('cell'), twin('cell_end'))).toEqual([]);
    expect(codes(twin('cam', { type: 'image' }), twin('cam_max'))).toEqual(['key-doubled', 'key-doubled']);
    expect(codes(twin('cam', { type: 'list', when: 'both' }), twin('cam_end_mean'))).toHaveLength(2);
  });

  it('finds an expression that needs what is not read at its moments', () => {
    const half = (when: CaptureItem['when'], expression = 'cell_temperature / 2') =>
      item({ key: 'half', when, source: { kind: 'computed', expression } });
    expect(codes(item(), half('start'))).toEqual([]);
    expect(codes(item({ when: 'both' }), half('end'))).toEqual([]);
    for (const when of ['end', 'both', 'point', 'change'] as const)
      expect(codes(item(), half(when))).toEqual(['expression-key-elsewhen']);
    const form = item({ key: 'thickness', source: { kind: 'form', form: 'sample', field: 'name' } });
    expect(codes(form, half('start', 'thickness'))).toEqual(['expression-key-elsewhen']);
  });

  it('knows names of Tango with their database and with an alias', () => {
    for (const device of ['tango://db.example.org:10000/a/b/c', 'db.example.org:10000/a/b/c', 'mot01'])
      expect(codes(item({ source: { kind: 'tango', device, attribute: 'Position' } }))).toEqual([]);
    expect(codes(item({ source: { kind: 'sardana', element: 'not an element' } }))).toEqual(['source-missing']);
  });

  it('finds fields of a form that cannot be asked, or that would stand in the place of what is measured', () => {
    const properties = {
      name: { type: 'string' },
      cell_temperature: { type: 'number' },
      user: { type: 'string' },
      'a.b': { type: 'string' },
      layers: { type: 'array', items: { type: 'string' } },
    };
    const faults = captureFaults({
      ...content(item(), item({ key: 'sample_user', source: { kind: 'form', form: 'sample', field: 'name' } })),
      forms: [{ name: 'sample', title: 'Sample', schema: { type: 'object', properties } }],
    });
    expect(faults).toEqual([
      { code: 'form-field-key', severity: 'error', detail: 'cell_temperature', key: 'sample' },
      { code: 'form-field-key', severity: 'error', detail: 'user', key: 'sample' },
      { code: 'form-field-key', severity: 'warning', detail: 'a.b', key: 'sample' },
      { code: 'form-field-unasked', severity: 'error', detail: 'layers', key: 'sample' },
    ]);
  });

  it('takes both letters for micro as the same unit', () => {
    const faults = (unit: string, own: string) =>
      captureFaults(content(item({ unit })), { attributes: new Map([[NAME, { state: 'found', unit: own }]]) });
    expect(faults('\u00b5m', '\u03bcm')).toEqual([]);
    expect(faults('mm', '\u00b5m')).toMatchObject([{ code: 'unit-differs' }]);
  });

  it('knows groups and forms that are named twice or not at all', () => {
    const { groups, forms, timeBudgetMs } = content();
    const twice = { timeBudgetMs, groups: [...groups, ...groups, { name: '', enabled: true, items: [] }], forms };
    expect(captureFaults(twice).map(({ code }) => code)).toEqual(['group-doubled', 'group-name-missing']);
    const bad = { timeBudgetMs, groups, forms: [...(forms ?? []), { name: 'sample', title: '', schema: {} }] };
    expect(captureFaults(bad).map(({ code }) => code)).toEqual(['form-doubled', 'form-bad']);
  });

  it('compares with the control system: what it does not know is an error, what does not answer a warning', () => {
    const found = (facts: AttributeFacts) => against(facts).map(({ code, severity }) => [code, severity]);
    expect(found({ state: 'found', unit: 'K' })).toEqual([]);
    expect(found({ state: 'found' })).toEqual([]);
    expect(found({ state: 'device-unknown' })).toEqual([['device-unknown', 'error']]);
    expect(found({ state: 'attribute-unknown' })).toEqual([['attribute-unknown', 'error']]);
    expect(found({ state: 'device-unreachable', reason: 'off' })).toEqual([['device-unreachable', 'warning']]);
    expect(against({ state: 'found', unit: 'degC' })).toMatchObject([{ code: 'unit-differs', detail: 'degC' }]);
  });

  it('warns of a snapshot that takes longer than the budget', () => {
    const faults = captureFaults(content(item()), { tookMs: 612 });
    expect(faults).toEqual([{ code: 'budget-exceeded', severity: 'warning', detail: '612' }]);
    expect(hasErrors(faults)).toBe(false);
    expect(captureFaults(content(item()), { tookMs: 400 })).toEqual([]);
  });
});
