import { toStored, toWire, type Stored } from '../schema/record-kind';
import { differences, LARGEST_ENTRY } from '../schema/differences';
import { mergeFields, mergePatch } from '../schema/merge-patch';
import { mongooseSchemaOf } from '../schema/mongoose-schema';
import { DATASET, StoredDataset, DATASET_STORAGE } from './dataset.record';
import { newDataset } from './new-dataset';

const now = new Date('2024-02-29T12:34:56.000Z');

describe('a dataset as stored', () => {
  it('has dates, encoded keys and SI values; the wire has text, plain keys and nothing internal', () => {
    const body = {
      creationTime: '2026-01-02T03:04:05Z',
      scientificMetadata: { 'a.b': { value: 1, unit: 'cm' }, '$x%': [{ 'y.z': 1 }] },
    };
    const stored = {
      _id: 'p',
      readers: ['g'],
      ing: { f: {} },
      scan: { state: 'running' },
      ...toStored(DATASET, body),
    } as unknown as Stored;
    expect(stored['creationTime']).toEqual(new Date('2026-01-02T03:04:05Z'));
    expect(stored['scientificMetadata']).toEqual({
      'a%2Eb': { value: 1, unit: 'cm', valueSI: 0.01, unitSI: 'm' },
      '%24x%25': [{ 'y%2Ez': 1 }],
    });
    expect(JSON.parse(JSON.stringify(toWire(DATASET, stored)))).toEqual({
      _id: 'p',
      pid: 'p',
      creationTime: '2026-01-02T03:04:05.000Z',
      scientificMetadata: { 'a.b': { value: 1, unit: 'cm', valueSI: 0.01, unitSI: 'm' }, '$x%': [{ 'y.z': 1 }] },
    });
  });

  it('starts with real dates in its lifecycle, and what is given wins', () => {
    const made = newDataset(
      { sourceFolder: '/', classification: 'IN=x,AV=high', datasetlifecycle: { archivable: false } },
      { version: '3', now, years: { publication: 3, retention: 10 } },
    );
    expect(made).toMatchObject({
      sourceFolder: '/',
      classification: 'IN=medium,AV=high,CO=low',
      version: '3',
      datasetlifecycle: {
        archivable: false,
        dateOfPublishing: new Date('2027-03-01T00:00:00Z'),
        archiveRetentionTime: new Date('2034-03-01T00:00:00Z'),
        dateOfDiskPurging: now,
      },
    });
    expect(made['datasetlifecycle']).not.toHaveProperty('publishedOn');
  });

  it('has the mongoose paths and indexes that its declaration says', () => {
    const schema = mongooseSchemaOf(StoredDataset, DATASET_STORAGE);
    expect(schema.path('creationTime')?.instance).toBe('Date');
    expect(schema.path('proposalIds')?.instance).toBe('Array');
    expect(schema.path('datasetlifecycle.archivable')?.instance).toBe('Boolean');
    expect(schema.path('pid')).toBeUndefined();
    expect(schema.path('_id')?.instance).toBe('String');
    expect(schema.indexes().map(([keys]) => keys)).toEqual(
      expect.arrayContaining([
        { readers: 1, startTime: -1, _id: -1 },
        { proposalIds: 1, startTime: -1, _id: -1 },
      ]),
    );
  });
});

describe('differences for the history', () => {
  it('hold only what changed, of metadata only its keys', () => {
    const before = { a: 1, same: [1], scientificMetadata: { x: 1, y: { z: 1 } } };
    const after = { b: 2, same: [1], scientificMetadata: { x: 1, y: { z: 2 } } };
    expect(differences(before, after)).toEqual({
      before: { a: 1, scientificMetadata: { y: { z: 1 } } },
      after: { b: 2, scientificMetadata: { y: { z: 2 } } },
      same: { same: [1], scientificMetadata: { x: 1 } },
    });
  });
  it('leave out values that are too large', () => {
    const { before } = differences({ a: 'x'.repeat(100_000) }, { a: '' });
    expect(before['a']).toEqual({ omitted: 'too large for the history' });
    const many = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`f${i}`, 'x'.repeat(60_000)]));
    expect(JSON.stringify(differences(many, {})).length).toBeLessThan(LARGEST_ENTRY);
  });
});

describe('merge patch', () => {
  // The examples of RFC 7396, appendix A.
  it.each([
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ])('%j with %j is %j', (target, patch, result) => {
    expect(mergePatch(target, patch)).toEqual(result);
  });
  it('of a record keeps null, which takes a field away', () => {
    expect(mergeFields({ a: { b: 1 }, c: 1 }, { a: { d: 2 }, c: null })).toEqual({ a: { b: 1, d: 2 }, c: null });
  });
});
