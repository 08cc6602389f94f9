import fc from 'fast-check';
import type { Json } from './reference.harness';

/** Records with everything that makes queries hard: absent fields, lists, dates, texts that look like dates, units. */
export const GROUPS = ['g1', 'g2', 'g3', 'g4'] as const;
const WORDS = ['zirconia', 'melanin', 'wolframite', 'kaolin', 'berberine'];
const NAMES = ['Sample 1', 'Sample 2', 'scan 12', '2026-01-02', 'Übung', 'a.b*c'];
const DAYS = ['2026-01-01', '2026-01-02', '2026-01-03', '2026-01-04'];
const MOMENTS = DAYS.flatMap((day) => [`${day}T00:00:00.000Z`, `${day}T12:00:00.000Z`]);

const some = <T>(...items: T[]) => fc.constantFrom(...items);
const list = <T>(items: readonly T[], maxLength = 2) => fc.uniqueArray(fc.constantFrom(...items), { maxLength });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const quantity = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 9 }), unit: some('keV') }),
  fc.record({ value: fc.integer({ min: 1, max: 9 }).map((x) => x * 1000), unit: some('eV') }),
  fc.record({ value: fc.integer({ min: 1, max: 9 }), unit: some('mm', 'cm', 'degC', 'K') }),
);
const free = fc.oneof(
  quantity,
  fc.integer({ min: 0, max: 9 }),
  some(...NAMES),
  fc.record({ v: some(...NAMES) }),
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 3 }),
);
export const record: fc.Arbitrary<Json> = fc.record({
  type: some('raw', 'derived'),
  owner: some('Otter, Olga', 'Muster, Petra'),
  contactEmail: some('olga@demo.example'),
  sourceFolder: some('/data/1', '/data/2'),
  datasetName: some(...NAMES),
  creationTime: some(...MOMENTS),
  startTime: maybe(some(...MOMENTS)),
  description: fc.shuffledSubarray(WORDS, { minLength: 0, maxLength: 3 }).map((words) => words.join(' ')),
  comment: maybe(some(...NAMES)),
  keywords: list(['k1', 'k2', 'k3']),
  size: fc.integer({ min: 0, max: 5 }),
  dataQualityMetrics: maybe(fc.integer({ min: 0, max: 5 })),
  ownerGroup: some(...GROUPS),
  accessGroups: list(GROUPS),
  instrumentGroup: maybe(some(...GROUPS)),
  sharedWith: list(['reader2@demo.example']),
  isPublished: fc.oneof({ weight: 1, arbitrary: fc.constant(true) }, { weight: 5, arbitrary: fc.constant(false) }),
  techniques: list(['t1', 't2']).map((pids) => pids.map((pid) => ({ pid, name: `technique ${pid}` }))),
  proposalIds: list(['p1', 'p2']),
  principalInvestigators: list(['Berg', 'Tal']),
  sampleIds: fc.constant([]),
  creationLocation: some('/zoo/a', '/zoo/b'),
  datasetlifecycle: fc.record({ archivable: fc.boolean() }),
  scientificMetadata: fc
    .record({ x: maybe(free), 'a.b': maybe(free), a: maybe(fc.record({ b: free })), $odd: maybe(free) })
    .map((metadata) => Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== undefined))),
});

/** Fields with values that fit them; now and then values of another type. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  datasetName: some(...NAMES),
  comment: some(...NAMES),
  keywords: some('k1', 'k2', 'k3'),
  size: fc.integer({ min: -1, max: 6 }),
  dataQualityMetrics: fc.integer({ min: 0, max: 5 }),
  isPublished: fc.boolean(),
  ownerGroup: some(...GROUPS, 'nobody'),
  accessGroups: some(...GROUPS),
  sharedWith: some('reader2@demo.example'),
  creationTime: fc.oneof(
    { weight: 24, arbitrary: some(...MOMENTS, ...DAYS) },
    { weight: 1, arbitrary: fc.constant('Sample 1') },
  ),
  startTime: some(...MOMENTS, ...DAYS),
  'techniques.pid': some('t1', 't2'),
  'datasetlifecycle.archivable': fc.boolean(),
  'scientificMetadata.x': fc.oneof(fc.integer({ min: 0, max: 9 }), some(...NAMES)),
  'scientificMetadata.x.unit': some('keV', 'K'),
};
const OLDER_FIELDS = { proposalId: some('p1', 'p2'), principalInvestigator: some('Berg', 'Tal') };
const PATTERNS = some('Sample', '^S.*1$', 'scan [0-9]', '2026-01', '.', 'Ü', 'a\\.b', 'k[12]', 'g');

const odd = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 24, arbitrary: value }, { weight: 1, arbitrary: some<unknown>('k1', 3, true) });
const orNull = (value: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 8, arbitrary: odd(value) }, { weight: 1, arbitrary: fc.constant(null) });

function condition(value: fc.Arbitrary<unknown>, dollar: '$' | ''): fc.Arbitrary<unknown> {
  const lists = fc.array(orNull(value), { maxLength: 3 });
  const named = (name: string, operand: fc.Arbitrary<unknown>) => operand.map((given) => ({ [dollar + name]: given }));
  const comparison = fc.tuple(some('gt', 'gte', 'lt', 'lte'), odd(value)).map(([name, x]) => ({ [dollar + name]: x }));
  const range = fc
    .tuple(odd(value), odd(value))
    .map(([low, high]) => ({ [`${dollar}gte`]: low, [`${dollar}lte`]: high }));
  const shared = [orNull(value), comparison, range, named('nin', lists), named('exists', fc.boolean())];
  const withDollar = [
    named('eq', orNull(value)),
    named('ne', orNull(value)),
    named('in', lists),
    fc.record({ $regex: PATTERNS }),
    fc.record({ $regex: PATTERNS, $options: fc.constant('i') }),
    fc.record({ $not: comparison }),
  ];
  const without = [
    named('neq', orNull(value)),
    named('inq', lists),
    named('like', PATTERNS),
    named('ilike', PATTERNS),
    fc.tuple(odd(value), odd(value)).map((between) => ({ between })),
  ];
  return fc.oneof(...shared, ...(dollar === '$' ? withDollar : without));
}
const fieldCondition = (
  fields: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  dollar: '$' | '',
): fc.Arbitrary<Json> =>
  fc.oneof(
    ...Object.entries(fields).map(([name, value]) =>
      condition(value, dollar).map((given): Json => ({ [name]: given })),
    ),
  );

function where(leaf: fc.Arbitrary<Json>, groups: readonly string[]): fc.Arbitrary<Json> {
  return fc.letrec<{ node: Json }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc.tuple(leaf, leaf).map(([a, b]) => ({ ...a, ...b })),
      fc
        .tuple(some(...groups), fc.array(tie('node'), { minLength: 1, maxLength: 3 }))
        .map(([group, parts]) => ({ [group]: parts })),
    ),
  })).node;
}

export const whereV3 = where(
  fc.oneof(fieldCondition({ ...FIELDS, ...OLDER_FIELDS }, ''), fieldCondition(FIELDS, '$')),
  ['and', 'or', '$and', '$or', '$nor'],
);
export const whereV4 = where(fieldCondition(FIELDS, '$'), ['$and', '$or', '$nor']);

const key = some('x', 'a.b', '$odd', 'none');
/** Never equal to a value of a record, in whatever unit. */
const half = fc.integer({ min: 0, max: 9 }).map((x) => x + 0.25);
const inUnit = fc.oneof(
  fc.record({ value: half, unit: some('keV', 'mm', 'cm', 'K', 'degC') }),
  fc.record({ value: half.map((x) => x * 1000), unit: some('eV') }),
);
const equalInUnit = fc.oneof(
  fc.record({ value: fc.integer({ min: 1, max: 9 }), unit: some('keV', 'mm', 'cm', 'K', 'degC') }),
  fc.record({ value: fc.integer({ min: 1, max: 9 }).map((x) => x * 1000), unit: some('eV') }),
);
const scicatRelation = some('GREATER_THAN', 'LESS_THAN', 'GREATER_THAN_OR_EQUAL', 'LESS_THAN_OR_EQUAL');
const scientific = fc.oneof(
  fc
    .tuple(key, scicatRelation, inUnit)
    .map(([lhs, relation, { value, unit }]) => ({ lhs, relation, rhs: value, unit })),
  fc.tuple(key, scicatRelation, fc.integer({ min: 0, max: 9 })).map(([lhs, relation, rhs]) => ({ lhs, relation, rhs })),
  fc.tuple(key, equalInUnit).map(([lhs, { value, unit }]) => ({ lhs, relation: 'EQUAL_TO_NUMERIC', rhs: value, unit })),
  fc.tuple(key, half, half, some('keV', 'mm', 'K')).map(([lhs, a, b, unit]) => ({
    lhs,
    relation: 'RANGE',
    rhs: [Math.min(a, b), Math.max(a, b)],
    unit,
  })),
  fc
    .tuple(key, some('EQUAL_TO_STRING', 'CONTAINS_STRING'), some('Sample 1', 'sample', '2026', 'b*'))
    .map(([lhs, relation, rhs]) => ({ lhs, relation, rhs })),
);
const word = some(...WORDS);
const text = fc.oneof(
  word,
  fc.tuple(word, word).map((words) => words.join(' ')),
  fc.tuple(word, word).map(([a, b]) => `"${a} ${b}"`),
  fc.tuple(word, word).map(([a, b]) => `${a} -${b}`),
);
const values = (name: string) => {
  const value = FIELDS[name]!;
  return fc.oneof(value, fc.array(value, { maxLength: 2 }));
};
const range = (name: string, low: string, high: string) =>
  fc.record({ [low]: FIELDS[name]!, [high]: FIELDS[name]! }, { requiredKeys: [] });

const day = { creationTime: some(...MOMENTS, ...DAYS) };
/** `fields` of SciCat's search page. */
export const fields: fc.Arbitrary<Json> = fc
  .record(
    {
      text,
      mode: whereV3,
      scientific: fc.array(scientific, { minLength: 1, maxLength: 2 }),
      userGroups: fc.array(some(...GROUPS), { minLength: 1, maxLength: 2 }),
      isPublished: fc.boolean(),
      ownerGroup: values('ownerGroup'),
      keywords: values('keywords'),
      datasetName: values('datasetName'),
      size: fc.oneof(values('size'), range('size', 'min', 'max')),
      creationTime: fc.record({ begin: day.creationTime, end: day.creationTime }, { requiredKeys: [] }),
      'techniques.pid': values('techniques.pid'),
      metadataKey: some('x', ''),
    },
    { requiredKeys: [] },
  )
  .chain((given) => fewOf(given, 3));

/** Few conditions together: with all of them nothing would be left to find. */
function fewOf(given: object, most: number): fc.Arbitrary<Json> {
  const entries = Object.entries(given);
  const maxLength = Math.min(most, entries.length);
  return fc.shuffledSubarray(entries, { maxLength }).map((kept): Json => Object.fromEntries(kept));
}

const own = fc.oneof(
  fc
    .tuple(key, some('greater', 'less', 'at-least', 'at-most'), inUnit)
    .map(([name, relation, given]) => ({ key: name, relation, ...given })),
  fc
    .tuple(key, some('equal', 'not-equal'), equalInUnit)
    .map(([name, relation, given]) => ({ key: name, relation, ...given })),
  fc
    .tuple(key, some('equal', 'contains', 'starts-with'), some('Sample 1', 'sample', 'b*'))
    .map(([name, relation, value]) => ({
      key: name,
      relation,
      value,
    })),
  fc.tuple(key, half, half).map(([name, a, b]) => ({
    key: name,
    relation: 'between',
    value: Math.min(a, b),
    until: Math.max(a, b),
    unit: 'keV',
  })),
  fc.tuple(key, some('exists', 'missing')).map(([name, relation]) => ({ key: name, relation })),
);
const FILTERED = ['ownerGroup', 'keywords'] as const;
/** Bodies of our own search. */
export const search = fc
  .record(
    {
      text: fc.oneof(word, some('sample', 'berg', 'technique t1', 'zir', 'g1 k', 'zoo/17')),
      scope: some('all', 'mine', 'groups', 'public'),
      filters: fc.record(
        {
          ...Object.fromEntries(FILTERED.map((name) => [name, fc.array(FIELDS[name]!, { maxLength: 2 })])),
          techniques: fc.array(FIELDS['techniques.pid']!, { maxLength: 2 }),
          isPublished: fc.uniqueArray(fc.boolean(), { maxLength: 2 }),
        },
        { requiredKeys: [] },
      ),
      exclude: fc.record({ keywords: fc.array(FIELDS['keywords']!, { maxLength: 2 }) }),
      dates: fc.record({
        creationTime: fc.record({ from: day.creationTime, till: day.creationTime }, { requiredKeys: [] }),
      }),
      numbers: fc.record({ size: range('size', 'min', 'max') }),
      conditions: fc.array(own, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  )
  .chain((given) => fewOf(given, 2));
