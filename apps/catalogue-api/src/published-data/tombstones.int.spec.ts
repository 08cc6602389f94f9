import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { createConnection } from 'mongoose';
import { Catalogue, inPath } from '../schema/catalogue.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

describe('tombstones of earlier versions', () => {
  const { uri } = testMongo('tombstones');
  const removedAt = new Date('2026-01-01T00:00:00Z');
  const grave = (_id: string, creators: string[]) => ({
    ...{ _id, kind: 'publication', title: 'Otters', dois: [_id], removedAt, removedBy: 'admin', creators },
  });
  let catalogue: Catalogue;
  beforeAll(async () => {
    const connection = await createConnection(uri).asPromise();
    const names = ['Muster, Petra', 'Zoo, Friends of'];
    await connection
      .collection<{ _id: string }>('tombstones')
      .insertMany([grave('10.48391/withdrawn', names), grave('10.48391/deleted', ['Åström, Åke', 'Zoo Light Source'])]);
    const creators = [{ name: names[0] }, { name: names[1], nameType: 'Organizational' }];
    await connection
      .collection<{ _id: string }>('publisheddata')
      .insertOne({ _id: '10.48391/withdrawn', metadata: { creators } } as never);
    await connection.close();
    catalogue = await Catalogue.start(uri, {});
  });
  afterAll(() => catalogue.stop());

  it.each([
    ['withdrawn', ['Petra Muster', 'Zoo, Friends of']],
    ['deleted', ['Åke Åström', 'Zoo Light Source']],
  ])('name people as one says their names: %s', async (doi, creators) => {
    const { body } = await catalogue.ask('GET', `/api/v4/tombstones/${inPath(`10.48391/${doi}`)}`);
    expect(body.creators).toEqual(creators);
  });
});
