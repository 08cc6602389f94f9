import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { day, searchedDatasets } from './search.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('search of datasets', () => {
  const suite = searchedDatasets(() => testMongo('search'));
  const { pids, search, names, facets } = suite;

  it('shows each caller what they may read, newest first', async () => {
    expect(await names({}, undefined as never)).toHaveLength(6);
    const anonymous = await search({});
    expect(anonymous.body.items.map((item: { datasetName: string }) => item.datasetName)).toEqual(['published']);
    expect(await names({}, 'petra')).toEqual(['published', 'thin_film_2', 'thin_film_1', 'thin_film_0']);
    expect(await names({}, 'gustav')).toEqual(['published', 'of another group']);
    expect(await names({}, 'staff')).toEqual(['of staff', 'published']);
  });

  it('orders by metadata in base units and by several levels, page by page, in files too', async () => {
    const energy = { key: 'energy', direction: 'asc' };
    const levels = [energy, { field: 'creationTime', direction: 'desc' }];
    // No value first, then 7 keV, 7100 eV, 8 keV.
    const expected = ['published', 'thin_film_0', 'thin_film_1', 'thin_film_2'];
    expect(await names({ levels: [energy] }, 'petra')).toEqual(expected);
    expect(await names({ levels: [{ ...energy, direction: 'desc' }] }, 'petra')).toEqual(expected.toReversed());
    const byType = [
      { field: 'type', direction: 'asc' },
      { field: 'size', direction: 'desc' },
    ];
    expect(await names({ levels: byType }, 'petra')).toEqual([
      'published',
      'thin_film_2',
      'thin_film_1',
      'thin_film_0',
    ]);
    // Texts stand above numbers, groups with those that have nothing.
    const mixed = [{ key: 'plain', direction: 'desc' }, { key: 'dotted.key', direction: 'asc' }, ...levels];
    for (const order of [levels, mixed, [{ key: 'outer', direction: 'asc' }]]) {
      const seen: string[] = [];
      for (let cursor: string | undefined | null; cursor !== null;) {
        const { body, status } = await search({ levels: order, limit: 1, ...(cursor && { cursor }) }, 'petra');
        expect(status).toBe(200);
        seen.push(...(body.items as { datasetName: string }[]).map(({ datasetName }) => datasetName));
        cursor = body.next as string | null;
      }
      expect(seen).toEqual(await names({ levels: order }, 'petra'));
      expect(new Set(seen).size).toBe(4);
    }
    const { text } = await suite.catalogue.ask('GET', '/api/v4/datasets/export', 'petra', {
      query: { query: JSON.stringify({ levels: [energy] }), format: 'ndjson' },
    });
    const lines = text.trim().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { datasetName: string }).datasetName)).toEqual(expected);
  });
  it.each([
    [[{ direction: 'asc' }]],
    [[{ key: 'a', field: 'size', direction: 'asc' }]],
    [[{ field: 'ownerEmail', direction: 'asc' }]],
    [Array.from({ length: 5 }, () => ({ field: 'size', direction: 'asc' }))],
  ])('refuses the order %j', async (levels) => expect((await search({ levels }, 'petra')).status).toBe(400));

  it('answers rows with the columns asked for', async () => {
    const { body } = await search(
      { filters: { pid: [pids.get('thin_film_1')] }, columns: ['energy', 'outer.inner', 'mode', 'nothing'] },
      'petra',
    );
    expect(body).toEqual({
      next: null,
      items: [
        {
          pid: pids.get('thin_film_1'),
          datasetName: 'thin_film_1',
          type: 'raw',
          startTime: null,
          endTime: null,
          creationTime: day(1),
          createdAt: expect.stringMatching(/Z$/u),
          ownerGroup: '20260101',
          proposalIds: ['20260101'],
          sampleIds: [],
          instrumentIds: [],
          principalInvestigators: ['Petra Muster'],
          keywords: ['film', 'film', 'k1'],
          techniques: [{ pid: 'PaNET01188', name: 'small angle x-ray scattering' }],
          size: 10,
          numberOfFiles: 0,
          isPublished: false,
          comment: null,
          dataQualityMetrics: 1,
          description: '=1+1, "quoted"\nsecond line',
          creationLocation: 'ZooSAXS',
          scan: null,
          hasThumbnail: false,
          mayEdit: true,
          metadata: {
            energy: { value: 7100, unit: 'eV' },
            'outer.inner': { value: 2, unit: 'mm' },
            mode: { value: 'slow', unit: null },
          },
        },
      ],
    });
  });

  it('tells of pictures', async () => {
    const pid = pids.get('thin_film_0')!;
    const attachment = {
      caption: 'beam',
      thumbnail: 'data:image/png;base64,iVBORw0KGgo=',
      ownerGroup: '20260101',
      isPublished: false,
      relationships: [{ targetId: pid, targetType: 'dataset' }],
    };
    expect((await suite.catalogue.ask('POST', '/api/v4/attachments', 'admin', { body: attachment })).status).toBe(201);
    const { body } = await search({ text: 'thin_film' }, 'petra');
    const pictured = (body.items as { datasetName: string; hasThumbnail: boolean }[])
      .filter(({ hasThumbnail }) => hasThumbnail)
      .map(({ datasetName }) => datasetName);
    expect(pictured).toEqual(['thin_film_0']);
  });

  it.each([
    [{ text: 'film_2 petra' }, ['thin_film_2']],
    [{ text: 'THIN small angle' }, ['thin_film_2', 'thin_film_1', 'thin_film_0']],
    [{ text: '.*' }, []],
    [{ filters: { type: ['derived'] } }, ['published']],
    [{ filters: { keywords: ['k0', 'k2'] } }, ['thin_film_2', 'thin_film_0']],
    [{ filters: { techniques: ['PaNET01188'], isPublished: [false], ownerGroup: ['20260102'] } }, []],
    [{ filters: { keywords: [] } }, ['published', 'thin_film_2', 'thin_film_1', 'thin_film_0']],
    [{ filters: { isPublished: [true] } }, ['published']],
    [{ dates: { creationTime: { from: day(1), till: day(2).slice(0, 10) } } }, ['thin_film_2', 'thin_film_1']],
    [{ numbers: { size: { min: 10 }, dataQualityMetrics: { max: 1 } } }, ['thin_film_1']],
    [{ scope: 'public' }, ['published']],
    [{ scope: 'groups' }, ['thin_film_2', 'thin_film_1', 'thin_film_0']],
    [{ scope: 'mine' }, ['thin_film_2', 'thin_film_1', 'thin_film_0']],
    [
      { conditions: [{ key: 'energy', relation: 'between', value: 7, until: 7.1, unit: 'keV' }] },
      ['thin_film_1', 'thin_film_0'],
    ],
    [{ conditions: [{ key: 'energy', relation: 'equal', value: 7.1, unit: 'keV' }] }, ['thin_film_1']],
    [{ conditions: [{ key: 'energy', relation: 'greater', value: 7.1 }] }, ['thin_film_2', 'thin_film_1']],
    [{ conditions: [{ key: 'energy', relation: 'not-equal', value: 7, unit: 'keV' }] }, ['thin_film_2', 'thin_film_1']],
    [{ conditions: [{ key: 'temperature', relation: 'at-most', value: 298.15, unit: 'K' }] }, ['thin_film_2']],
    [{ conditions: [{ key: 'temperature', relation: 'less', value: 298.15, unit: 'mm' }] }, []],
    [{ conditions: [{ key: 'mode', relation: 'contains', value: 'LO' }] }, ['thin_film_1']],
    [{ conditions: [{ key: 'mode', relation: 'equal', value: 'fast' }] }, ['thin_film_0']],
    [{ conditions: [{ key: 'plain', relation: 'at-least', value: 3 }] }, ['thin_film_0']],
    [{ conditions: [{ key: 'dotted.key', relation: 'exists' }] }, ['thin_film_0']],
    [{ text: 'film', conditions: [{ key: 'mode', relation: 'missing' }] }, ['thin_film_2']],
    [{ conditions: [{ key: 'mode', relation: 'starts-with', value: 'SL' }] }, ['thin_film_1']],
    [{ conditions: [{ key: 'mode', relation: 'starts-with', value: 'lo' }] }, []],
    [{ text: 'film', exclude: { keywords: ['k0', 'k2'] } }, ['thin_film_1']],
    [{ conditions: [{ key: 'outer.inner', relation: 'equal', value: 0.2, unit: 'cm' }] }, ['thin_film_1']],
  ])('finds by %j', async (body, expected) => {
    expect(await names(body, 'petra')).toEqual(expected);
  });

  it('means a PID, else whole words, else parts of words', async () => {
    expect(await names({ text: pids.get('thin_film_1') }, 'petra')).toEqual(['thin_film_1']);
    expect(await names({ text: pids.get('of another group') }, 'petra')).toEqual([]);
    expect(await names({ text: 'publish' }, 'petra')).toEqual(['published']);
    expect(await names({ text: 'ublishe' }, 'petra')).toEqual(['published']);
    // Words of records that the caller may not read change nothing.
    expect(await names({ text: 'staff' }, 'staff')).toEqual(['of staff']);
    expect(await names({ text: 'staf' }, 'staff')).toEqual(['of staff']);
    expect(await names({ text: 'staff' }, 'petra')).toEqual([]);
    const counted = await facets({ text: 'publish', facets: ['type'] }, 'petra');
    expect(counted).toMatchObject({ count: 1, facets: { type: [{ value: 'derived', count: 1 }] } });
    expect(await facets({ text: 'published', histogram: { field: 'size', bins: 1 } }, 'petra')).toMatchObject({
      count: 1,
      histogram: [{ count: 1 }],
    });
  });

  it.each([
    [{ filters: { scan: ['x'] } }, 'filters.property scan should not exist'],
    [{ filters: { keywords: [{ $gt: '' }] } }, 'keywords'],
    [{ filters: { keywords: 'film' } }, 'keywords'],
    [{ exclude: { where: ['film'] } }, 'exclude'],
    [{ where: {} }, 'where'],
    [{ text: { $gt: '' } }, 'text'],
    [{ text: 'x'.repeat(201) }, 'text'],
    [{ text: 'a b c d e f g h i j k' }, 'text'],
    [{ text: 'a\0' }, 'NUL'],
    [{ limit: 1001 }, 'limit'],
    [{ limit: 0 }, 'limit'],
    [{ sort: { field: 'scan.state', direction: 'asc' } }, 'field'],
    [{ cursor: 'nonsense' }, 'cursor'],
    [{ cursor: Buffer.from('["creationTime",-1,false,{"$gt":""},"x"]').toString('base64url') }, 'cursor'],
    [{ columns: ['a\0b'] }, 'columns.0'],
    [{ dates: { creationTime: { from: 'Sample 1' } } }, 'from'],
    [{ conditions: [{ key: 'a', relation: '$where', value: 1 }] }, 'relation'],
    [{ conditions: [{ key: 'a', relation: 'greater', value: { $gt: 1 } }] }, 'conditions.0.value'],
    [{ conditions: [{ key: 'a', relation: 'equal', value: [1] }] }, 'conditions.0.value'],
    [{ conditions: [{ key: 'a', relation: 'between', value: 1 }] }, 'conditions.0.until'],
    [{ conditions: [{ key: 'a\0', relation: 'exists' }] }, 'conditions.0.key'],
    [{ conditions: Array.from({ length: 31 }, () => ({ key: 'a', relation: 'exists' })) }, 'conditions'],
    [{ scope: 'everything' }, 'scope'],
  ])('refuses %j and names the place', async (body, place) => {
    const { status, text } = await search(body, 'petra');
    expect([status, text]).toEqual([400, expect.stringContaining(place)]);
  });

  it.each(['creationTime', 'datasetName', 'size', 'dataQualityMetrics', 'startTime', 'pid'])(
    'continues by key when sorted by %s',
    async (field) => {
      for (const direction of ['asc', 'desc']) {
        const sort = { field, direction };
        const whole = await search({ sort }, 'admin');
        const found: string[] = [];
        let cursor: string | undefined;
        do {
          const { body } = await search({ sort, limit: 2, ...(cursor && { cursor }) }, 'admin');
          found.push(...(body.items as { pid: string }[]).map(({ pid }) => pid));
          cursor = (body.next as string | null) ?? undefined;
        } while (cursor);
        expect(found).toEqual((whole.body.items as { pid: string }[]).map(({ pid }) => pid));
        expect(found).toHaveLength(6);
      }
    },
  );
});
