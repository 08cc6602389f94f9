import type { CaptureItem, CaptureSource } from '@scizoo/domain';
import type { Reading, ReadLimit } from '@scizoo/tango-gateway';
import { notRead, takeSnapshot } from './snapshot';

const device = 'B310A-E01/DIA/TCO-02';
const source = (attribute: string): CaptureSource => ({ kind: 'tango', device, attribute });
const item = (key: string, attribute: string, more: Partial<CaptureItem> = {}): CaptureItem => ({
  name: key,
  key,
  when: 'start',
  source: source(attribute),
  ...more,
});
const readAt = '2026-11-29T10:00:00.000Z';
const answers: Record<string, Partial<Reading>> = {
  Temperature: { value: 77.5, unit: 'K', quality: 'valid', readAt },
  Big: { value: '9007199254740993', quality: 'valid', readAt },
  NaN: { value: null, quality: 'invalid', readAt },
  Lens: { value: 'Angular14', quality: 'alarm', readAt },
  Image: { value: [Array(20).fill(1), Array(20).fill(3)], unit: 'V', quality: 'valid', readAt },
  Holes: { value: [...Array<number>(19).fill(2), null], quality: 'valid', readAt },
  Blob: { value: ['json', 'x'.repeat(3_000_000)], quality: 'valid', readAt },
  Gone: { error: 'not read: device x is not exported' },
};
const asked: { names: readonly string[]; limit: ReadLimit }[] = [];
const gateway = {
  read: (names: readonly string[], limit: ReadLimit): Promise<Reading[]> => {
    asked.push({ names, limit });
    return Promise.resolve(names.map((name) => ({ name, tookMs: 1, ...answers[name.split('/').at(-1) as string] })));
  },
};
const take = (items: CaptureItem[], moment = 'start') => takeSnapshot(items, moment, { timeBudgetMs: 500 }, gateway);
const valuesOf = async (items: CaptureItem[], moment?: string) => (await take(items, moment)).values;

describe('a snapshot', () => {
  it('has value, unit, quality, place and time of each item, in the order of the configuration', async () => {
    expect(await valuesOf([item('lens', 'Lens'), item('cell', 'Temperature'), item('count', 'Big')])).toEqual([
      { key: 'lens', value: 'Angular14', quality: 'alarm', source: `${device}/Lens`, readAt },
      { key: 'cell', value: 77.5, unit: 'K', quality: 'valid', source: `${device}/Temperature`, readAt },
      { key: 'count', value: '9007199254740993', quality: 'valid', source: `${device}/Big`, readAt },
    ]);
  });

  it('never makes up a value: what was not read has its reason, what is no number is none', async () => {
    const [gone, nan] = await valuesOf([item('gone', 'Gone', { unit: 'K' }), item('nan', 'NaN')]);
    expect(gone).toEqual({
      key: 'gone',
      unit: 'K',
      source: `${device}/Gone`,
      readAt: expect.any(String) as string,
      error: 'not read: device x is not exported',
    });
    expect(nan).toMatchObject({ value: null, quality: 'invalid' });
  });

  it('asks for each attribute once, each with its own time within that of the whole', async () => {
    asked.length = 0;
    await take([
      item('a', 'Temperature', { timeoutMs: 100 }),
      item('b', 'Temperature', { timeoutMs: 300 }),
      item('c', 'Big'),
    ]);
    expect(asked).toEqual([
      {
        names: [`${device}/Temperature`, `${device}/Big`],
        limit: { timeoutMs: 500, perAttributeMs: { [`${device}/Temperature`]: 300, [`${device}/Big`]: 1000 } },
      },
    ]);
  });

  it('tells of arrays and images where they are, and least, greatest and mean value with the unit', async () => {
    const [image, ...numbers] = await valuesOf([item('cam', 'Image')]);
    expect(image).toMatchObject({ key: 'cam', value: 'array of 2 x 20 values, not copied', source: `${device}/Image` });
    expect(image).not.toHaveProperty('unit');
    expect(numbers.map(({ key, value, unit }) => [key, value, unit])).toEqual([
      ['cam_min', 1, 'V'],
      ['cam_max', 3, 'V'],
      ['cam_mean', 2, 'V'],
    ]);
    const [holes] = await valuesOf([item('profile', 'Holes')]);
    expect(holes?.value).toBe('array of 20 values, 1 of them missing, not copied');
  });

  it('is told also with an encoded value of megabytes: the beginning of its text is kept', async () => {
    const [blob] = await valuesOf([item('blob', 'Blob')]);
    const [format, text] = blob?.value as string[];
    expect([format, text?.length, text?.slice(-3)]).toEqual(['json', 2000, 'xx…']);
  });

  it('keeps both values of what is read at start and end', async () => {
    const both = item('cell', 'Temperature', { when: 'both' });
    expect((await valuesOf([both], 'start'))[0]?.key).toBe('cell');
    expect((await valuesOf([both], 'end'))[0]?.key).toBe('cell_end');
    const long = item('k'.repeat(256), 'Temperature', { when: 'both' });
    expect((await valuesOf([long], 'end'))[0]?.key).toMatch(/^k{252}_end$/);
  });

  it('has constants, and what is computed from the values read', async () => {
    const values = await valuesOf([
      item('half', '', { source: { kind: 'computed', expression: 'cell / 2' }, unit: 'K' }),
      item('cell', 'Temperature'),
      item('mode', '', { source: { kind: 'constant', value: 'top-up' } }),
      item('none', '', { source: { kind: 'computed', expression: 'gone * 2' } }),
    ]);
    expect(values).toMatchObject([
      { key: 'half', value: 38.75, unit: 'K' },
      { key: 'cell' },
      { key: 'mode', value: 'top-up', source: 'constant' },
      { key: 'none', error: expect.stringMatching(/^not computed: .*gone/) as string },
    ]);
  });

  it('computes also from what is computed, in whatever order it stands; a circle has no value', async () => {
    const of = (key: string, expression: string) => item(key, '', { source: { kind: 'computed', expression } });
    const values = await valuesOf([
      of('quarter', 'half / 2'),
      of('half', 'cell / 2'),
      item('cell', 'Temperature'),
      of('hen', 'egg + 1'),
      of('egg', 'hen + 1'),
    ]);
    expect(values.map(({ value, error }) => value ?? error)).toEqual([
      19.375,
      38.75,
      77.5,
      expect.stringMatching('not computed'),
      expect.stringMatching('not computed'),
    ]);
  });

  it('says which required items have no value', async () => {
    const required = { required: true };
    const { missing } = await take([
      item('cell', 'Temperature', required),
      item('gone', 'Gone', required),
      item('nan', 'NaN', required),
      item('free', 'Gone'),
      item('cam', 'Image', required),
    ]);
    expect(missing.map(({ key }) => key)).toEqual(['gone', 'nan']);
  });

  it('gives up figures of lists, and no item, where an event has no room for all', async () => {
    const images = Array.from({ length: 600 }, (_, n) => item(`image${n}`, 'Image'));
    const values = await valuesOf([...images, item('last', 'Temperature')]);
    expect(values).toHaveLength(2000);
    const keys = new Set(values.map(({ key }) => key));
    expect([...images.map(({ key }) => key), 'last'].filter((key) => !keys.has(key))).toEqual([]);
    expect([keys.has('image0_mean'), keys.has('image599_mean')]).toEqual([true, false]);
  });

  it('takes five hundred items at once', async () => {
    asked.length = 0;
    const many = Array.from({ length: 500 }, (_, n) =>
      item(`k${n}`, 'Temperature', {
        source: { kind: 'tango', device: `a/b/${n % 50}`, attribute: `Channel${n}` },
      }),
    );
    const { values } = await take(many);
    expect(values.map(({ key }) => key)).toEqual(many.map(({ key }) => key));
    expect(asked.map(({ names }) => names.length)).toEqual([500]);
  });

  it('that came too late tells of each item that it was not read', () => {
    expect(notRead([item('cell', 'Temperature')], 'end', 'too late').values).toEqual([
      { key: 'cell', source: `${device}/Temperature`, error: 'not read: too late' },
    ]);
  });
});
