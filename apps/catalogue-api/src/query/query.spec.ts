import fc from 'fast-check';
import { DATASET } from '../datasets/dataset.record';
import { LIMITS } from './condition';
import { placeOf } from './field-paths';
import { fullQuery } from './full-query';
import { parameterOf } from './json-parameter';
import { both, filterOf, pageOf } from './mongo-filter';
import { safePattern } from './safe-pattern';
import { v3Query } from './v3-filter';
import { v4Query } from './v4-filter';

const v3 = (filter: unknown) => filterOf(v3Query(DATASET, filter).where);
const v4 = (filter: unknown) => filterOf(v4Query(DATASET, filter).where);
const day = new Date('2026-01-02T00:00:00.000Z');

describe('v3 conditions', () => {
  it.each([
    [{ pid: 'x' }, { _id: { $eq: 'x' } }],
    [{ creationTime: { gt: '2026-01-02' } }, { creationTime: { $gt: day } }],
    [
      { creationTime: { $gte: '2026-01-02', $lt: '2026-01-02' } },
      { $and: [{ creationTime: { $gte: day } }, { creationTime: { $lt: day } }] },
    ],
    [{ datasetName: '2026-01-02' }, { datasetName: { $eq: '2026-01-02' } }],
    [{ size: '12' }, { size: { $eq: 12 } }],
    [{ size: null }, { size: { $eq: null } }],
    [{ runNumber: { inq: [1, '2'] } }, { runNumber: { $in: ['1', '2'] } }],
    [{ isPublished: 'false' }, { isPublished: { $eq: false } }],
    [{ 'scientificMetadata.n': '12' }, { 'scientificMetadata.n': { $eq: '12' } }],
    [{ keywords: { inq: ['a', 'b'] } }, { keywords: { $in: ['a', 'b'] } }],
    [{ size: { between: [1, 2] } }, { $and: [{ size: { $gte: 1 } }, { size: { $lte: 2 } }] }],
    [{ owner: { neq: 'x' } }, { owner: { $ne: 'x' } }],
    [{ owner: { like: 'Ott' } }, { owner: { $regex: /Ott/ } }],
    [{ owner: { $regex: '^ott', $options: 'i' } }, { owner: { $regex: /^ott/i } }],
    [{ or: [{ pid: 'a' }, { and: [{ pid: 'b' }] }] }, { $or: [{ _id: { $eq: 'a' } }, { _id: { $eq: 'b' } }] }],
    [{ $nor: [{ pid: 'a' }] }, { $nor: [{ _id: { $eq: 'a' } }] }],
    [{ 'datasetlifecycle.archivable': true }, { 'datasetlifecycle.archivable': { $eq: true } }],
    [{ 'techniques.name': 'x' }, { 'techniques.name': { $eq: 'x' } }],
    [{ techniques: { $elemMatch: { pid: 'x' } } }, { techniques: { $elemMatch: { pid: { $eq: 'x' } } } }],
    [{ 'scientificMetadata.a.b$c': 1 }, { 'scientificMetadata.a.b%24c': { $eq: 1 } }],
    [{ comment: { $not: { $eq: 'x' } } }, { comment: { $not: { $eq: 'x' } } }],
    [{ comment: { $exists: false } }, { comment: { $exists: false } }],
    [{}, {}],
  ])('%j', (where, filter) => {
    expect(v3({ where })).toEqual(filter);
  });

  it.each([
    ['an operator as a field', { where: { $where: '1' } }, /where\.\$where/u],
    ['an unknown operator', { where: { pid: { $function: 1 } } }, /\$function is not an operator/u],
    ['an internal field', { where: { 'scan.state': 'x' } }, /scan\.state is not a field/u],
    ['a nested operator as a value', { where: { pid: { $gt: { $gt: 1 } } } }, /where\.pid\.\$gt must be a text/u],
    ['a list of objects', { where: { pid: { $in: [{ $gt: '' }] } } }, /where\.pid\.\$in\[0\]/u],
    ['no condition', { where: { pid: {} } }, /where\.pid has no condition/u],
    ['options of nothing', { where: { owner: { $options: 'i' } } }, /where\.owner has no condition/u],
    [
      'options of nothing inside',
      { where: { owner: { $not: { $options: 'i' } } } },
      /where\.owner\.\$not has no condition/u,
    ],
    ['a length below nothing', { where: { keywords: { $size: -1 } } }, /where\.keywords\.\$size must be a whole/u],
    ['an endless length', { where: { keywords: { $size: 1e300 } } }, /where\.keywords\.\$size must be a whole/u],
    ['a list as where', { where: [] }, /where must be an object/u],
    ['no list for or', { where: { or: { pid: 1 } } }, /where\.or must be a list/u],
    ['an empty or', { where: { or: [] } }, /where\.or must be a list of conditions/u],
    ['an empty and inside another', { where: { $nor: [{ $and: [] }] } }, /where\.\$nor\[0\]\.\$and must be a list/u],
    ['a text that is no date', { where: { creationTime: 'Sample 1' } }, /where\.creationTime must be a date/u],
    ['a number for a date', { where: { creationTime: { gte: 1 } } }, /where\.creationTime\.gte must be a date/u],
    ['a text that is no number', { where: { size: { inq: [1, 'large'] } } }, /where\.size\.inq\[1\] must be a number/u],
    ['a number in the order of texts', { where: { runNumber: { gt: 1 } } }, /where\.runNumber\.gt must be a text/u],
    ['yes or no for a text', { where: { owner: true } }, /where\.owner must be a text/u],
    ['a number for yes or no', { where: { isPublished: 1 } }, /where\.isPublished must be true or false/u],
    ['a word for existence', { where: { owner: { exists: 'no' } } }, /where\.owner\.exists must be true or false/u],
    ['deep nesting', { where: JSON.parse(`${'{"and":['.repeat(20)}{}${']}'.repeat(20)}`) as unknown }, /deeper than/u],
    [
      'many conditions',
      { where: { or: Array.from({ length: 201 }, () => ({ pid: 'x' })) } },
      /more than 200 conditions/u,
    ],
    ['a NUL character', { where: { owner: { like: 'a\0' } } }, /NUL/u],
    ['a long pattern', { where: { pid: { like: 'x'.repeat(201) } } }, /longer than 200/u],
    ['an order by nothing', { limits: { order: 'nothing:asc' } }, /limits\.order/u],
    ['a negative limit', { limits: { limit: -1 } }, /limits\.limit/u],
    ['an enormous skip', { limits: { skip: 1e12 } }, /limits\.skip/u],
    [
      'a relation that every object has',
      { include: ['constructor'] },
      /constructor.* is not part of the dataset relations/u,
    ],
    ['fields of another type', { fields: [1] }, /fields must be/u],
  ])('refuses %s and names the place', (_, filter, message) => {
    expect(() => v3Query(DATASET, filter)).toThrow(message);
  });

  it('translates older names, order and fields', () => {
    const renamed = { proposalId: 'proposalIds' };
    const query = v3Query(
      DATASET,
      {
        where: { proposalId: 'p' },
        fields: ['pid', 'proposalId', 'history', 'datasetlifecycle', 'datasetlifecycle.archivable'],
        limits: { limit: 0, skip: 3, order: 'creationTime:desc' },
      },
      { renamed },
    );
    expect(filterOf(query.where)).toEqual({ proposalIds: { $eq: 'p' } });
    expect(pageOf(query)).toEqual({
      limit: LIMITS.inMemory,
      skip: 3,
      sort: { creationTime: -1, _id: -1 },
      projection: { _id: 1, proposalIds: 1, datasetlifecycle: 1 },
    });
    expect(pageOf(v3Query(DATASET, undefined))).toEqual({ limit: 100, skip: 0 });
  });
});

describe('v4 conditions', () => {
  it('knows operators with a dollar only', () => {
    expect(v4({ where: { $and: [{ pid: 'x' }, { size: { $gt: 1 } }] } })).toEqual({
      $and: [{ _id: { $eq: 'x' } }, { size: { $gt: 1 } }],
    });
    expect(() => v4({ where: { and: [] } })).toThrow('Property where.and should not exist in the filter object');
    expect(() => v4({ where: { size: { gt: 1 } } })).toThrow(
      'Property where.size.gt should not exist in the filter object',
    );
    expect(pageOf(v4Query(DATASET, undefined))).toEqual({ limit: 10, skip: 0, sort: { createdAt: -1, _id: -1 } });
  });
});

describe('fullquery', () => {
  const filter = (fields: unknown) => filterOf(fullQuery(DATASET, fields, undefined).where);
  it('takes values, lists and ranges', () => {
    expect(filter({ type: ['raw'], isPublished: true })).toEqual({
      $and: [{ type: { $in: ['raw'] } }, { isPublished: { $eq: true } }],
    });
    expect(filter({ creationTime: { begin: '2026-01-02', end: '2026-01-02' } })).toEqual({
      $and: [{ creationTime: { $gte: day } }, { creationTime: { $lte: new Date('2026-01-02T23:59:59.999Z') } }],
    });
    expect(filter({ size: { min: 1, max: 5 } })).toEqual({ $and: [{ size: { $gte: 1 } }, { size: { $lte: 5 } }] });
    expect(filter({ keywords: [] })).toEqual({});
    expect(filter({ metadataKey: 'x' })).toEqual({});
    expect(filter({ text: '"thin film" -gold' })).toEqual({ $text: { $search: '"thin film" -gold' } });
    expect(filter({ creationTime: ['2026-01-02'] })).toEqual({ creationTime: { $in: [day] } });
  });

  it.each([
    [{ readers: '*' }, /fields\.readers/u],
    [{ ownerGroup: { $ne: 'x' } }, /fields\.ownerGroup\.\$ne/u],
    [{ mode: { $where: '1' } }, /fields\.mode\.\$where/u],
    [{ scientific: [{ lhs: 'a', relation: 'ODD', rhs: 1 }] }, /ODD is not known/u],
    [{ scientific: [{ lhs: 'a', relation: 'GREATER_THAN', rhs: { $gt: 1 } }] }, /rhs must be a number/u],
    [{ scientific: [{ lhs: 'a', relation: 'RANGE', rhs: [1] }] }, /two numbers/u],
    [{ text: 'a '.repeat(101) }, /longer than 200/u],
    [{ text: { $search: 'a' } }, /fields\.text/u],
    [{ scientific: {} }, /fields\.scientific/u],
    [{ metadataKey: { $gt: '' } }, /fields\.metadataKey/u],
    [{ userGroups: [{ $ne: 1 }] }, /userGroups/u],
  ])('refuses %j', (fields, message) => {
    expect(() => fullQuery(DATASET, fields, undefined)).toThrow(message);
  });

  it('compares with units by SI values, of keys with and without dots', () => {
    const scientific = [{ lhs: 'a.b', relation: 'RANGE', rhs: [1, 2], unit: 'keV' }];
    const [low, high] = [1.602176634e-16, 3.204353268e-16];
    // Of a list one number has to lie between them, not one above and another below.
    const between = (path: string) => ({
      $or: [
        {
          $and: [
            { $and: [{ [path]: { $gt: low } }, { [path]: { $lt: high } }] },
            { [`${path}.0`]: { $exists: false } },
          ],
        },
        { [path]: { $elemMatch: { $gt: low, $lt: high } } },
      ],
    });
    const part = (key: string) => ({
      $and: [
        between(`scientificMetadata.${key}.valueSI`),
        { [`scientificMetadata.${key}.unitSI`]: { $eq: '(kg m^2) / s^2' } },
      ],
    });
    expect(filter({ scientific })).toEqual({ $or: [part('a%2Eb'), part('a.b')] });
  });
});

describe('patterns', () => {
  it.each([
    'abc',
    '^abc$',
    'a.*b',
    'a.b',
    '[a-z]x',
    '[^0-9]',
    String.raw`\d\.`,
    'a-b_c',
    'Übung',
    '.+',
    '20.500/x',
    String.raw`[\w.\-]`,
    '[^^]',
  ])('lets %s pass', (source) => {
    expect(safePattern(source, 'p')).toBe(source);
  });
  it.each([
    '(a+)+$',
    'a+',
    'a*',
    'a{2,}',
    '(a|aa)+',
    '(?=a)',
    String.raw`\1`,
    '.*.*.*.*.*',
    '[',
    'a|b',
    'a?',
    '[z-a]',
    String.raw`\p{L}`,
    '[^]',
    String.raw`[\c]`,
    String.raw`[\Q]`,
    String.raw`[\x{110000}]`,
  ])('refuses %s', (source) => {
    expect(() => safePattern(source, 'p')).toThrow(/^p /u);
  });
});

it('knows where fields are stored, and no internal ones', () => {
  expect(placeOf(DATASET, 'pid')).toEqual({ path: '_id', type: 'text', isList: false });
  expect(placeOf(DATASET, 'datasetlifecycle.publishedOn')).toMatchObject({
    path: 'datasetlifecycle.publishedOn',
    type: 'moment',
  });
  expect(placeOf(DATASET, 'techniques.0.pid')).toMatchObject({ path: 'techniques.0.pid' });
  for (const name of [
    'readers',
    'ing',
    'ing.f',
    'scan.state',
    'images',
    'annotatedBy',
    '',
    '.',
    'pid.x',
    'owner.',
    'toString',
    '__proto__',
  ])
    expect([name, placeOf(DATASET, name)]).toEqual([name, undefined]);
});

it('reads nested query keys as objects and lists', () => {
  const query = { 'filter[where][pid]': 'x', 'filter[fields][0]': 'a', 'filter[fields][1]': 'b', other: '1' };
  expect(parameterOf(query, 'filter')).toEqual({ where: { pid: 'x' }, fields: ['a', 'b'] });
  expect(parameterOf({ filter: '{}' }, 'filter')).toBe('{}');
  expect(() => parameterOf({ [`filter${'[a]'.repeat(3000)}`]: '1' }, 'filter')).toThrow('nested deeper');
  expect(parameterOf({ 'filter[__proto__][polluted]': '1' }, 'filter')).toEqual(
    JSON.parse('{"__proto__":{"polluted":"1"}}'),
  );
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

describe('whatever is asked', () => {
  const ALLOWED = new Set(
    '$eq $ne $gt $gte $lt $lte $in $nin $all $exists $regex $not $size $elemMatch $and $or $nor'.split(' '),
  );
  /** Names within free metadata are anybody's, operators are not: a quantity may be called `like`. */
  const keysOf = (value: unknown, isFree = false): string[] => {
    if (value === null || typeof value !== 'object' || value instanceof Date || value instanceof RegExp) return [];
    if (Array.isArray(value)) return value.flatMap((one) => keysOf(one, isFree));
    return Object.entries(value).flatMap(([key, inner]) => [
      ...(isFree && !key.startsWith('$') ? [] : [key]),
      ...keysOf(inner, isFree || key === 'scientificMetadata.x'),
    ]);
  };
  const names = fc.constantFrom(
    'pid',
    'owner',
    'creationTime',
    'scientificMetadata.x',
    '$or',
    '$and',
    '$where',
    '$expr',
    'readers',
    'or',
    'ing',
    'techniques',
  );
  const operators = fc.constantFrom(
    '$eq',
    '$gt',
    '$in',
    '$regex',
    '$where',
    '$function',
    '$elemMatch',
    'inq',
    'like',
    '$not',
    '$expr',
    '$accumulator',
  );
  const { where } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.oneof(operators, names), tie('value'), { maxKeys: 2 }),
    ),
    where: fc.dictionary(names, fc.oneof(tie('value'), fc.array(tie('where'), { maxLength: 2 })), { maxKeys: 3 }),
  }));

  it('what is no operator of a dialect is a name within metadata, and nothing more', () => {
    const like = { 'scientificMetadata.x': { $elemMatch: { like: '' } } };
    expect(v4({ where: like })).toEqual({ 'scientificMetadata.x': { $elemMatch: { like: { $eq: '' } } } });
    // As such a name is stored: never an operator of the database.
    const where = { 'scientificMetadata.x': { $elemMatch: { $where: '' } } };
    expect(v4({ where })).toEqual({ 'scientificMetadata.x': { $elemMatch: { '%24where': { $eq: '' } } } });
  });
  it('the database sees only known fields and operators, and the rule of access stays on top', () => {
    fc.assert(
      fc.property(where, (given) => {
        for (const parse of [v3, v4]) {
          let filter: Record<string, unknown>;
          try {
            filter = parse({ where: given });
          } catch (error) {
            expect((error as { code?: string }).code).toBe('invalid');
            continue;
          }
          for (const key of keysOf(filter)) {
            if (key.startsWith('$')) expect(ALLOWED).toContain(key);
            else expect(key).toMatch(/^(_id|owner|creationTime|scientificMetadata\.x|techniques|pid|name)$/u);
          }
          const rule = { readers: { $in: ['a'] } };
          const whole = both(rule, filter);
          expect(whole === rule || (whole as { $and: unknown[] }).$and[0] === rule).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  }, 60_000);
});
