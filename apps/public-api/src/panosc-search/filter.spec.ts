import { parameterSearch, techniqueTree, treeOf, DATASET_NAMES } from './catalogue-where';
import { isInnerJoin, parseFilter, parseWhere } from './filter';
import { matches, pageOf, shown } from './matching';
import { Techniques } from './techniques';

const filter = (value: unknown) => parseFilter(JSON.stringify(value), 'Dataset');
const where = (value: unknown) => parseWhere(JSON.stringify(value));

describe('the filter', () => {
  it('has no limit unless it is asked for, nor for what is included', () => {
    expect(parseFilter(undefined, 'Dataset')).toEqual({ include: [], limit: 0, skip: 0, order: [] });
    expect(filter({ limit: 0, offset: 5, order: ['title DESC', 'pid'], fields: { pid: true } })).toMatchObject({
      ...{
        limit: 0,
        skip: 5,
        order: [
          ['title', -1],
          ['pid', 1],
        ],
        fields: { names: ['pid'], keep: true },
      },
    });
    const { include } = filter({ include: ['samples', { relation: 'files', scope: { where: { name: 'x' } } }] });
    expect(include.map((item) => [item.relation, item.scope.limit, isInnerJoin(item)])).toEqual([
      ['samples', 0, false],
      ['files', 0, true],
    ]);
    expect(filter({ include: 'techniques' }).include[0]!.relation).toBe('techniques');
    const nested = {
      include: [
        { relation: 'documents', scope: { include: [{ relation: 'members', scope: { where: { role: 'x' } } }] } },
      ],
    };
    expect(isInnerJoin(filter(nested).include[0]!)).toBe(true);
  });

  it.each([
    ['no JSON'],
    ['[]'],
    ['"x"'],
    [JSON.stringify({ limit: -1 })],
    [JSON.stringify({ limit: 'x' })],
    [JSON.stringify({ where: { title: { inq: 'x' } } })],
    [JSON.stringify({ where: { title: { between: [1] } } })],
    [JSON.stringify({ where: { title: { near: 1 } } })],
    [JSON.stringify({ where: { $where: 'x' } })],
    [JSON.stringify({ where: { title: { $gt: '' } } })],
    [JSON.stringify({ where: { and: {} } })],
    [JSON.stringify({ include: [{ relation: 'owners' }] })],
    [JSON.stringify({ include: [null] })],
    [JSON.stringify({ include: [['files']] })],
    [JSON.stringify({ order: 'a b c' })],
    [JSON.stringify({ where: { text: 7 } })],
    [JSON.stringify({ query: 7 })],
    [JSON.stringify({ where: Array.from({ length: 30 }).reduce((inner) => ({ and: [inner] }), { title: 'x' }) })],
  ])('refuses %s', (text) => {
    expect(() => parseFilter(text, 'Dataset')).toThrow(expect.objectContaining({ statusCode: 400 }));
  });
});

describe('conditions in memory', () => {
  const item = {
    pid: 'p',
    title: 'LoKI (1)',
    size: 5,
    isPublic: true,
    creationDate: '2026-01-02T00:00:00.000Z',
    keywords: ['a', 'b'],
  };
  const fits = (condition: unknown) => matches(item, where(condition), 'Dataset');
  it.each([
    [{ title: 'LoKI (1)' }, true],
    [{ title: { neq: 'x' } }, true],
    [{ title: { like: 'Lo' } }, true],
    [{ title: { like: 'LO' } }, false],
    [{ title: { ilike: 'LO' } }, true],
    [{ title: { like: 'Lo%' } }, true],
    [{ title: { like: '_oKI%' } }, true],
    [{ title: { like: '.*' } }, false],
    [{ title: { like: '(' } }, true],
    [{ title: { nlike: 'Lo' } }, false],
    [{ title: { nilike: 'x' } }, true],
    [{ title: { regexp: '^L' } }, true],
    [{ title: { regexp: '/^l/i' } }, true],
    [{ title: { regexp: '^l' } }, false],
    [{ size: { between: [5, 6] } }, true],
    [{ size: { gt: 5 } }, false],
    [{ size: { gte: 5, lte: 5 } }, true],
    [{ pid: { inq: [] } }, false],
    [{ pid: { nin: ['q'] } }, true],
    [{ creationDate: { gt: '2026-01-01' } }, true],
    [{ creationDate: '2026-01-02T01:00:00.000+01:00' }, true],
    [{ keywords: 'b' }, true],
    [{ keywords: { nin: ['b'] } }, false],
    [{ colour: 'red' }, false],
    [{ colour: { neq: 'red' } }, false],
    [{ constructor: { neq: 'x' } }, false],
    [{ text: 'loki' }, true],
    [{ text: 'x', size: 5 }, false],
    [{ or: [{ size: 1 }, { and: [{ size: 5 }, { pid: 'p' }] }] }, true],
    [{ or: [] }, false],
  ])('%j: %s', (condition, expected) => {
    expect(fits(condition)).toBe(expected);
  });
  it('refuse patterns that could take for ever, or are none', () => {
    for (const regexp of ['(a+)+$', '(', '[', '/x/g', '.*.*.*.*.*'])
      expect(() => fits({ title: { regexp } })).toThrow(expect.objectContaining({ statusCode: 400 }));
  });
  it('sort, page and keep fields', () => {
    const items = [3, 1, 2].map((size) => ({ size, pid: `p${size}` }));
    expect(pageOf(items, filter({ order: 'size DESC', skip: 1, limit: 1 }))).toEqual([{ size: 2, pid: 'p2' }]);
    expect(shown({ a: 1, b: 2, files: [] }, filter({ fields: ['a'], include: ['files'] }))).toEqual({
      a: 1,
      files: [],
    });
    expect(shown({ a: 1, b: 2 }, filter({ fields: { a: false } }))).toEqual({ b: 2 });
    expect(shown({ a: 1, b: 2 }, filter({ fields: { a: 1 }, where: null }))).toEqual({ a: 1 });
  });
});

describe('conditions for the catalogue', () => {
  const tree = (condition: unknown) => treeOf(where(condition), DATASET_NAMES, ['datasetName']);
  it('name the fields of the record; an unknown one matches nothing', () => {
    expect(tree({ title: { ilike: 'x' } })).toEqual({ field: 'datasetName', op: 'like', value: 'x', ignoreCase: true });
    expect(tree({ colour: 1 })).toEqual({ any: [] });
    expect(tree({ size: { between: [1, 2] } })).toEqual({
      all: [
        { field: 'size', op: 'gte', value: 1 },
        { field: 'size', op: 'lte', value: 2 },
      ],
    });
    expect(tree({ text: 'a_b' })).toEqual({
      any: [{ field: 'datasetName', op: 'matches', value: 'a_b', ignoreCase: true }],
    });
  });
  it('on parameters keep the unit, and reach ranges', () => {
    const { tree: found, units } = parameterSearch(
      where({ and: [{ name: 'photon_energy' }, { value: { between: [880, 990] } }, { unit: 'eV' }] })!,
    );
    expect(found).toEqual({
      parameter: { key: 'photon_energy', relation: 'between', value: 880, until: 990, unit: 'eV' },
    });
    expect(units).toEqual({ photon_energy: 'eV' });
    const range = parameterSearch(where({ name: 'sample_temperature', value: { lte: 20 }, unit: 'celsius' })!);
    expect(JSON.stringify(range.tree)).toContain('sample_temperature_min');
    const either = parameterSearch(
      where({
        or: [
          { name: 'a', value: 1 },
          { name: 'b', value: { gt: 2 } },
        ],
      })!,
    );
    expect(either.tree).toMatchObject({
      any: [{ parameter: { key: 'a' } }, { parameter: { key: 'b', relation: 'greater' } }],
    });
    for (const wrong of [
      { and: [] },
      { and: [{ name: 'a' }, { name: 'b' }, { value: 1 }] },
      { and: [{ name: 'a' }, { value: 1 }, { unit: 'm' }, { unit: 'mm' }] },
      { name: 'a' },
      { value: 1 },
      { name: 'a', value: { like: 'x' } },
      { name: { gt: 'a' }, value: 1 },
    ])
      expect(() => parameterSearch(where(wrong)!)).toThrow(expect.objectContaining({ statusCode: 400 }));
  });
});

describe('conditions on one parameter', () => {
  const search = (condition: unknown) => parameterSearch(where(condition)!);
  const parameter = (relation: string, value: number) => ({ parameter: { key: 'a', relation, value, unit: 'eV' } });
  it.each([
    [{ and: [{ name: 'a' }, { value: { gte: 1 } }, { value: { lte: 2 } }, { unit: 'eV' }] }],
    [{ name: 'a', value: { gte: 1, lte: 2 }, unit: 'eV' }],
    [{ and: [{ and: [{ name: 'a' }, { value: { gte: 1 } }] }, { value: { lte: 2 } }, { unit: 'eV' }] }],
  ])('may have two bounds, however they are written: %j', (condition) => {
    expect(search(condition).tree).toEqual({ all: [parameter('at-least', 1), parameter('at-most', 2)] });
  });
  it('that may be a range come back in the unit asked for, with both ends', () => {
    const { units } = search({ name: 'sample_temperature', value: { gt: 20 }, unit: 'degC' });
    expect(units).toEqual({
      sample_temperature: 'degC',
      sample_temperature_min: 'degC',
      sample_temperature_max: 'degC',
    });
  });
});

describe('techniques', () => {
  const techniques = new Techniques([
    { id: 'scattering', name: 'scattering' },
    { id: 'sas', name: 'small angle scattering', synonyms: ['SAS'], parents: ['scattering', 'saxs'] },
    { id: 'saxs', name: 'small angle x-ray scattering', parents: ['sas', 'scattering'] },
  ]);
  it('mean themselves and all below, also in circles', () => {
    expect(techniques.within('sas').sort()).toEqual(['sas', 'saxs']);
    expect(techniques.within('scattering').sort()).toEqual(['sas', 'saxs', 'scattering']);
    expect(techniques.within('unknown')).toEqual(['unknown']);
  });
  it('are known by pid, name and synonym', () => {
    for (const condition of [
      { pid: 'sas' },
      { name: 'small angle scattering' },
      { name: 'sas' },
      { name: { inq: ['SAS'] } },
      { panetId: 'sas' },
    ])
      expect(techniques.expand(where(condition)!)).toEqual({ field: 'pid', op: 'inq', values: ['sas', 'saxs'] });
    expect(techniques.expand(where({ pid: { neq: 'sas' } })!)).toMatchObject({ op: 'nin', values: ['sas', 'saxs'] });
    expect(techniques.expand(where({ name: 'otter watching' })!)).toMatchObject({ field: 'name', op: 'eq' });
  });
  it('are conditions of the dataset: one tag of each set, or no tag of it', () => {
    const found = techniqueTree(techniques.expand(where({ and: [{ pid: 'sas' }, { pid: { neq: 'xrd' } }] })!));
    expect(found).toEqual({
      all: [
        { element: 'techniques', where: { field: 'pid', op: 'in', value: ['sas', 'saxs'] } },
        { none: [{ element: 'techniques', where: { field: 'pid', op: 'in', value: ['xrd'] } }] },
      ],
    });
  });
  it('come from a file, whose faults are told', () => {
    expect(Techniques.read(undefined).within('http://purl.org/pan-science/PaNET/PaNET01124').length).toBeGreaterThan(1);
    expect(() => Techniques.read('/none.json')).toThrow('PANET_FILE /none.json does not exist');
    expect(() => Techniques.read(new URL(import.meta.url).pathname)).toThrow('is not JSON');
  });
});
