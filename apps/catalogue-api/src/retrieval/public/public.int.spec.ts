import { jest } from '@jest/globals';
import { repositoryRoot } from '@scizoo/local-servers';
import { aDataset, PostOffice, testMongo } from '@scizoo/testing';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Catalogue, inPath } from '../../schema/catalogue.harness';
import { PublicKeeper } from './public-keeper';

// Starting the catalogue takes its time on a busy machine.
jest.setTimeout(60_000);

const ADDRESS = 'https://catalogue.zoo.example';

describe('jobs of the type public', () => {
  let base: string;
  let catalogue: Catalogue;
  let post: PostOffice;
  let count = 0;

  beforeAll(async () => {
    base = await mkdtemp(join(tmpdir(), 'scizoo-public-'));
    post = await PostOffice.open(() => false);
    catalogue = await Catalogue.start(
      testMongo('public-jobs').uri,
      { admin: ['admin'], owner: ['20260101'] },
      {
        jobConfigurationFile: join(repositoryRoot(), 'tools', 'demo', 'jobs.json'),
        ...{ publicJobs: true, publicUrl: `${ADDRESS}/`, dataRoots: [join(base, '{ownerGroup}')] },
        ...{ smtpHost: '127.0.0.1', smtpPort: post.port, downloadMaxBytes: 1000 },
      },
    );
  });
  afterAll(async () => {
    await catalogue.stop();
    await post.close();
    await rm(base, { recursive: true });
  });

  const dataset = async (bytes = 4): Promise<string> => {
    const pid = `20.500.00000/p${(count += 1)}`;
    const sourceFolder = join(base, '20260101', `p${count}`);
    await mkdir(sourceFolder, { recursive: true });
    const dataFileList = [];
    for (const path of ['a.h5', 'b.h5']) {
      await writeFile(join(sourceFolder, path), 'x'.repeat(bytes));
      dataFileList.push({ path, size: bytes, time: '2026-01-01T00:00:00Z' });
    }
    const about = { pid, sourceFolder, ownerGroup: '20260101', isPublished: true };
    await catalogue.ask('POST', '/api/v4/datasets', 'admin', { body: { ...aDataset().build(), ...about } });
    const body = { datasetId: pid, size: 2 * bytes, dataFileList };
    await catalogue.ask('POST', '/api/v4/origdatablocks', 'admin', { body });
    return pid;
  };
  const order = async (datasetList: object[], contactEmail?: string): Promise<string> => {
    const body = { type: 'public', jobParams: { datasetList }, ...(contactEmail && { contactEmail }) };
    const { status, body: job } = await catalogue.ask('POST', '/api/v4/jobs', undefined, { body });
    expect(status).toBe(201);
    return String(job.id);
  };
  const done = async (id: string) => {
    await catalogue.app.get(PublicKeeper).wake();
    return (await catalogue.ask('GET', `/api/v4/jobs/${id}`, 'admin')).body;
  };

  it('end with a link for anybody, which is mailed to who asked', async () => {
    const pid = await dataset();
    const { jobResultObject, ...job } = await done(await order([{ pid, files: ['b.h5'] }], 'reader@uni.example'));
    expect(job).toMatchObject({
      statusCode: 'finishedSuccessful',
      statusMessage: '1 of 1 dataset ready to be downloaded',
    });
    const [{ url, ...result }] = jobResultObject.datasets;
    expect(result).toEqual({ pid, state: 'done', files: 1, bytes: 4, expiresAt: expect.any(String) });
    expect(url).toMatch(`${ADDRESS}/api/v4/downloads?token=`);
    const { status, headers, text } = await catalogue.ask('GET', String(url).slice(ADDRESS.length));
    expect([status, headers['content-type']]).toEqual([200, 'application/zip']);
    expect([text.includes('b.h5'), text.includes('a.h5')]).toEqual([true, false]);
    expect(post.mails.map(({ to }) => to)).toEqual([['reader@uni.example']]);
    expect(post.mails[0]?.text.replace(/=\r?\n/gu, '')).toContain('/api/v4/downloads?token');

    // What is closed again is closed to the link, too.
    await catalogue.ask('PATCH', `/api/v4/datasets/${inPath(pid)}`, 'admin', { body: { isPublished: false } });
    expect((await catalogue.ask('GET', String(url).slice(ADDRESS.length))).status).toBe(404);
  });

  it('say of each dataset what kept it back', async () => {
    const [good, large, closed] = [await dataset(), await dataset(600), await dataset()];
    const id = await order([good, large, closed].map((pid) => ({ pid, files: [] })));
    await catalogue.ask('PATCH', `/api/v4/datasets/${inPath(closed)}`, 'admin', { body: { isPublished: false } });
    const { statusCode, jobResultObject } = await done(id);
    expect(statusCode).toBe('finishedWithErrors');
    expect(jobResultObject.datasets).toMatchObject([
      { pid: good, state: 'done', files: 2, bytes: 8 },
      { pid: large, state: 'failed', said: { code: 'tooLarge' } },
      { pid: closed, state: 'failed', said: { code: 'notToBeHad' } },
    ]);
    expect(jobResultObject.said).toMatchObject({ code: 'readied', values: { done: 1, count: 3 } });
    expect(post.mails).toHaveLength(1);
  });
});
