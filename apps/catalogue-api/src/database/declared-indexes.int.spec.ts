import { testMongo } from '@scizoo/testing';
import mongoose from 'mongoose';
import { Catalogue } from '../testing/catalogue';

describe('a database of an earlier version', () => {
  it('gets the indexes that are declared now, and keeps its records', async () => {
    const { uri } = testMongo('declared-indexes');
    const connection = await mongoose.createConnection(uri).asPromise();
    const datasets = connection.collection<{ _id: string }>('datasets');
    await datasets.insertOne({ _id: 'old' });
    await datasets.createIndex({ datasetName: 'text' }, { name: 'words' });
    await connection.collection('instruments').createIndex({ uniqueName: 1 });
    const catalogue = await Catalogue.start(uri);
    try {
      const indexes = await datasets.indexes();
      expect(indexes.filter(({ key }) => '_fts' in key).map(({ name }) => name)).toEqual(['text']);
      const [unique] = (await connection.collection('instruments').indexes()).filter(({ key }) => 'uniqueName' in key);
      expect(unique?.unique).toBe(true);
      expect(await datasets.countDocuments({ _id: 'old' })).toBe(1);
      expect(catalogue.lines.join('')).toContain('indexes made anew');
    } finally {
      await connection.close();
      await catalogue.dropAndStop();
    }
  }, 60_000);
});

describe('indexes that hold only some records', () => {
  it('serve the questions they are there for', async () => {
    const { uri } = testMongo('partial-indexes');
    const catalogue = await Catalogue.start(uri);
    const connection = await mongoose.createConnection(uri).asPromise();
    try {
      const readers = { readers: { $in: ['group', '*'] } };
      const cases: [object, string][] = [
        [{ sampleIds: 's' }, 'sampleIds_1_startTime_-1__id_-1'],
        [{ $and: [{ sampleIds: { $in: ['s', 't'] } }, readers] }, 'sampleIds_1_startTime_-1__id_-1'],
        [{ $and: [readers, { instrumentIds: { $eq: 'i' } }] }, 'instrumentIds_1_startTime_-1__id_-1'],
        [{ ...readers, 'scan.beamline': { $eq: 'b' } }, 'scan.beamline_1_startTime_-1__id_-1'],
      ];
      const datasets = connection.collection('datasets');
      for (const [asked, index] of cases) {
        const { queryPlanner } = await datasets.find(asked).sort({ startTime: -1, _id: -1 }).explain('queryPlanner');
        expect([asked, JSON.stringify(queryPlanner)]).toEqual([asked, expect.stringContaining(`"${index}"`)]);
      }
    } finally {
      await connection.close();
      await catalogue.dropAndStop();
    }
  }, 60_000);
});
