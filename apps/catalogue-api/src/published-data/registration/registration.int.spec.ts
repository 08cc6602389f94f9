import { jest } from '@jest/globals';
import { aDataset, eventually, PostOffice, testMongo } from '@scizoo/testing';
import { Catalogue, inPath } from '../../schema/catalogue.harness';
import { MINTER_TOKEN, MinterHarness } from './minter.harness';

// Real servers on a busy machine.
jest.setTimeout(60_000);

const v4 = '/api/v4/publisheddata';
const metadata = {
  creators: [{ name: 'Muster, Petra' }],
  ...{ publisher: { name: 'Zoo' }, resourceType: 'raw', publicationYear: 2026 },
};

describe('the hand-over of registrations', () => {
  let catalogue: Catalogue;
  let post: PostOffice;
  /** To such addresses the mail server of the tests takes nothing. */
  const REFUSED = 'refused.example';
  let minter: MinterHarness;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    post = await PostOffice.open((address) => address.endsWith(REFUSED));
    const groups = { owner: ['20260101'], other: ['20260102'], third: ['20260103'], admin: ['admin'] };
    catalogue = await Catalogue.start(testMongo('registrations').uri, groups, {
      ...{ doiPrefix: '10.48391', doiMinterToken: MINTER_TOKEN, doiWaitMs: 50, retentionMinYears: 7 },
      publicUrlPrefix: 'https://data.zoo.example/detail/',
      ...{
        publicUrl: 'https://scizoo.example/',
        smtpHost: '127.0.0.1',
        smtpPort: post.port,
        emailFrom: 'data@zoo.example',
      },
    });
    minter = new MinterHarness(catalogue);
  }, 60_000);
  afterAll(async () => {
    await catalogue.stop();
    await post.close();
  });
  // What one test leaves to do is not the next one's.
  beforeEach(() => minter.work());

  const draft = async (fields: object = {}) => {
    const dataset = await ask('POST', '/api/v4/datasets', 'owner', { body: aDataset().build() });
    const pid = dataset.body.pid as string;
    const body = { title: 'Otters', abstract: 'In liquid', datasetPids: [pid], metadata, ...fields };
    const { body: made } = await ask('POST', v4, 'owner', { body });
    return { doi: made.doi as string, pid };
  };
  const act = (doi: string, what: string, user = 'owner', body?: object) =>
    ask('POST', `${v4}/${inPath(doi)}/${what}`, user, body && { body });
  const follow = async (doi: string) => (await ask('GET', `${v4}/${inPath(doi)}/registration`, 'owner')).body;
  const record = async (doi: string) => (await ask('GET', `${v4}/${inPath(doi)}`, 'owner')).body;
  const registered = async (fields: object = {}) => {
    const made = await draft(fields);
    await act(made.doi, 'register');
    await minter.work();
    return made;
  };

  it('gives each task to one minter, and again when that does not report in time', async () => {
    const { doi } = await draft();
    expect((await act(doi, 'register')).status).toBe(424);
    const leases = (await Promise.all([1, 2, 3].map(() => minter.lease(1)))).filter(Boolean);
    expect(leases).toMatchObject([{ doi, kind: 'register', attempts: 1 }]);
    expect((await follow(doi)).task).toMatchObject({ state: 'working', requestedBy: 'owner' });
    const second = await eventually(() => minter.lease(60), { what: 'the lease to run out' });
    expect(second).toMatchObject({ doi, attempts: 2 });
    expect(await minter.report(leases[0]!.lease)).toBe(409);
    expect((await record(doi)).status).toBe('private');
    expect(await minter.report(second.lease)).toBe(204);
    expect(await minter.report(second.lease)).toBe(409);
    expect(await record(doi)).toMatchObject({ status: 'registered', stage: 'findable' });
  });

  it('takes nobody else for the minter', async () => {
    for (const user of ['owner', 'admin'])
      for (const [method, path] of [
        ['POST', 'lease'],
        ['POST', 'leases/x/report'],
        ['GET', 'expected'],
        ['POST', 'drift'],
      ] as const)
        expect(
          (await ask(method, `/api/v4/doi-tasks/${path}`, user, method === 'POST' ? { body: {} } : {})).status,
        ).toBe(403);
    const headers = { authorization: `Bearer ${MINTER_TOKEN}` };
    for (const path of [v4, '/api/v3/datasets']) {
      const { status, body } = await ask('POST', path, undefined, { headers, body: {} });
      expect([path, status >= 400, body.createdBy]).toEqual([path, true, undefined]);
    }
  });

  it('is called off only as long as the DOI cannot be there', async () => {
    const { doi, pid } = await draft();
    await act(doi, 'register');
    expect((await act(doi, 'cancel', 'other')).status).toBe(404);
    expect((await act(doi, 'cancel')).body).toMatchObject({ stage: 'draft' });
    expect(await minter.lease()).toBeUndefined();
    await act(doi, 'register');
    const task = (await minter.lease())!;
    expect((await act(doi, 'cancel')).status).toBe(409);
    await minter.report(task.lease, {
      outcome: 'retry',
      doiState: 'unknown',
      message: 'It is away',
      retryAfterSeconds: 600,
    });
    expect(await follow(doi)).toMatchObject({
      ...{ stage: 'registering', mayRetry: true, mayCancel: false },
      task: { state: 'waiting', attempts: 1, nextTryAt: expect.any(String), fault: { message: 'It is away' } },
    });
    expect((await act(doi, 'cancel')).status).toBe(409);
    expect((await ask('DELETE', `${v4}/${inPath(doi)}`, 'admin')).status).toBe(403);
    expect((await act(doi, 'publish')).status).toBe(409);
    expect((await act(doi, 'register')).status).toBe(409);
    expect((await act(doi, 'retry')).body.task).toMatchObject({ state: 'waiting', attempts: 0 });
    const again = (await minter.lease())!;
    await minter.report(again.lease, { outcome: 'failed', doiState: 'none', message: 'No', details: ['url: bad'] });
    expect((await follow(doi)).task).toMatchObject({ state: 'failed', fault: { details: ['url: bad'] } });
    expect((await act(doi, 'cancel')).body).toMatchObject({ stage: 'draft' });
    expect((await ask('GET', `/api/v3/datasets/${inPath(pid)}`)).status).toBe(403);
  });

  it('opens no foreign dataset that came in after a failure', async () => {
    const foreign = await ask('POST', '/api/v4/datasets', 'other', {
      body: { ...aDataset().inGroup('20260102').build(), sharedWith: ['owner@demo.example'] },
    });
    const { doi, pid } = await draft();
    await act(doi, 'register');
    const task = (await minter.lease())!;
    await minter.report(task.lease, { outcome: 'failed', doiState: 'none', message: 'No' });
    const change = (datasetPids: string[]) => ask('PATCH', `${v4}/${inPath(doi)}`, 'owner', { body: { datasetPids } });
    expect((await change([pid, foreign.body.pid])).status).toBe(200);
    for (const what of ['retry', 'register']) expect([what, (await act(doi, what)).status]).toEqual([what, 403]);
    expect(await minter.lease()).toBeUndefined();
    await change([pid]);
    expect((await act(doi, 'retry')).status).toBe(201);
    expect((await change([foreign.body.pid])).status).toBe(409);
    await minter.work();
    expect(await record(doi)).toMatchObject({ stage: 'findable' });
    expect((await ask('GET', `/api/v3/datasets/${inPath(foreign.body.pid)}`)).status).toBe(403);
  });

  it('shows drafts to those who are asked, and to nobody else', async () => {
    const { doi } = await draft();
    const see = async (user: string) => (await ask('GET', `${v4}/${inPath(doi)}`, user)).status;
    expect((await act(doi, 'submit')).status).toBe(400);
    expect((await act(doi, 'submit', 'owner', { reviewers: ['no address'] })).status).toBe(400);
    await act(doi, 'submit', 'owner', { reviewers: ['Other@demo.example'] });
    expect([await see('other'), await see('third')]).toEqual([200, 404]);
    const listed = await ask('GET', v4, 'other', { query: { filter: { where: { stage: 'under review' } } } });
    expect(listed.body.map((item: { doi: string }) => item.doi)).toEqual([doi]);
    expect(listed.text).not.toContain('demo.example');
    expect((await act(doi, 'review', 'third', { verdict: 'approved' })).status).toBe(404);
    expect((await act(doi, 'review', 'owner', { verdict: 'approved' })).status).toBe(403);
    expect((await act(doi, 'register', 'other')).status).toBe(403);
    await act(doi, 'review', 'other', { verdict: 'changes', comment: 'More fur' });
    expect(await record(doi)).toMatchObject({ stage: 'draft' });
    await act(doi, 'submit');
    await act(doi, 'review', 'other', { verdict: 'approved' });
    await ask('PATCH', `${v4}/${inPath(doi)}`, 'owner', { body: { title: 'Furry otters' } });
    expect(await follow(doi)).toMatchObject({
      stage: 'draft',
      reviewers: ['other@demo.example'],
      reviews: [
        { verdict: 'changes', comment: 'More fur', isOutdated: true },
        { verdict: 'approved', isOutdated: true },
      ],
    });
    await act(doi, 'submit');
    expect((await act(doi, 'recall')).body.stage).toBe('draft');
  });

  it('writes to those who are asked, once, and says who got no mail', async () => {
    const { doi } = await draft({ title: 'Otters\r\nBcc: all@zoo.example' });
    const before = post.mails.length;
    await act(doi, 'submit', 'owner', { reviewers: ['Other@demo.example', 'third@demo.example'] });
    const [mail, ...others] = post.mails.slice(before);
    expect(others).toEqual([]);
    expect(mail?.to).toEqual(['other@demo.example', 'third@demo.example']);
    expect(mail?.text).toMatch(/^Subject: Please review: Otters Bcc: all@zoo.example\r?$/mu);
    expect(mail?.text).toContain(`https://scizoo.example/publications/${inPath(doi)}`);
    expect((await follow(doi)).notWrittenTo).toEqual([]);
    const { updatedAt } = await record(doi);
    await act(doi, 'recall');
    await act(doi, 'submit');
    expect(post.mails).toHaveLength(before + 1);
    expect((await record(doi)).updatedAt).not.toBe(updatedAt);
    // Whom the server does not take: the draft is theirs to read all the same.
    const reviewers = ['third@demo.example', 'fourth@demo.example', `a@${REFUSED}`];
    for (const mailed of [before + 2, before + 2]) {
      expect((await act(doi, 'submit', 'owner', { reviewers })).body.stage).toBe('under review');
      expect(await follow(doi)).toMatchObject({ notWrittenTo: [`a@${REFUSED}`] });
      expect(post.mails).toHaveLength(mailed);
    }
    expect(JSON.stringify(await record(doi))).not.toContain('demo.example');
  });

  it('tells the author what a reviewer says, and nothing twice', async () => {
    const { doi } = await draft({ title: 'Otters\r\nBcc: all@zoo.example' });
    await act(doi, 'submit', 'owner', { reviewers: ['other@demo.example'] });
    const before = post.mails.length;
    const mails = () => post.mails.slice(before);
    await act(doi, 'review', 'other', { verdict: 'approved', comment: 'Fine fur' });
    await act(doi, 'review', 'other', { verdict: 'approved', comment: 'Fine fur' });
    expect(mails()).toEqual([{ to: ['owner@demo.example'], text: expect.any(String) }]);
    const [approved] = mails();
    expect(approved!.text).toMatch(/^Subject: Approved: Otters Bcc: all@zoo.example\r?$/mu);
    for (const told of ['other approves your draft', 'Fine fur', `https://scizoo.example/publications/${inPath(doi)}`])
      expect(approved!.text).toContain(told);
    await act(doi, 'review', 'other', { verdict: 'changes', comment: 'Less fur' });
    expect(mails().at(-1)?.text).toMatch(/^Subject: Changes wanted: Otters/mu);
    expect(mails().at(-1)?.text).toContain('Less fur');
    // After a change of the text the same words are news.
    await ask('PATCH', `${v4}/${inPath(doi)}`, 'owner', { body: { title: 'Shorn otters' } });
    await act(doi, 'submit');
    await act(doi, 'review', 'other', { verdict: 'changes', comment: 'Less fur' });
    expect(mails().map(({ text }) => /^Subject: (.*?)\r?$/mu.exec(text)?.[1])).toEqual([
      ...['Approved: Otters Bcc: all@zoo.example', 'Changes wanted: Otters Bcc: all@zoo.example'],
      'Changes wanted: Shorn otters',
    ]);
    // Who is not asked says nothing, so that nobody is told.
    await act(doi, 'review', 'third', { verdict: 'approved' });
    expect(mails()).toHaveLength(3);
  });
  it('keeps a review whose mail nobody takes', async () => {
    const { doi } = await draft();
    await act(doi, 'submit', 'owner', { reviewers: ['other@demo.example'] });
    const users = catalogue.database.collection('users');
    await users.updateOne({ username: 'owner' }, { $set: { email: `owner@${REFUSED}` } });
    const before = post.mails.length;
    expect((await act(doi, 'review', 'other', { verdict: 'approved' })).status).toBe(201);
    await users.updateOne({ username: 'owner' }, { $set: { email: 'owner@demo.example' } });
    expect(post.mails).toHaveLength(before);
    expect((await follow(doi)).reviews).toMatchObject([{ by: 'other', verdict: 'approved' }]);
  });

  it('are thrown away by who wrote them, as long as no registration has begun', async () => {
    const { doi } = await draft();
    await act(doi, 'submit', 'owner', { reviewers: ['other@demo.example'] });
    expect([(await act(doi, 'discard', 'third')).status, (await act(doi, 'discard', 'other')).status]).toEqual([
      404, 403,
    ]);
    expect((await act(doi, 'discard')).body).toMatchObject({ doi, title: 'Otters' });
    expect((await ask('GET', `${v4}/${inPath(doi)}`, 'owner')).status).toBe(404);
    const begun = await draft();
    await act(begun.doi, 'register');
    expect((await act(begun.doi, 'discard')).status).toBe(409);
    await minter.work();
    expect((await act(begun.doi, 'discard')).status).toBe(400);
  });

  it('previews what will be public, with what is still missing', async () => {
    const { doi } = await draft({ metadata: { ...metadata, creators: [{ name: 'A', orcid: '0000-0002-1825-0098' }] } });
    const { body } = await ask('GET', `${v4}/${inPath(doi)}/preview`, 'owner');
    expect(body).toMatchObject({
      url: `https://data.zoo.example/detail/${inPath(doi)}`,
      publication: { doi, title: 'Otters', numberOfDatasets: 1, numberOfClosed: 0 },
      datacite: { titles: [{ title: 'Otters' }], rightsList: expect.any(Array) },
      faults: [{ field: 'metadata.creators[0].orcid', code: 'orcid-wrong' }],
    });
    const refused = await act(doi, 'register');
    expect([refused.status, refused.text]).toEqual([400, expect.stringContaining('metadata.creators[0].orcid')]);
    expect((await ask('GET', `${v4}/${inPath(doi)}/preview`, 'other')).status).toBe(404);
  });

  it('drops an amendment, and tells the service once more what holds', async () => {
    const { doi } = await registered();
    await act(doi, 'amend', 'admin');
    await ask('PATCH', `${v4}/${inPath(doi)}/amendment`, 'owner', { body: { title: 'Seals' } });
    expect((await ask('PATCH', `${v4}/${inPath(doi)}/amendment`, 'owner', { body: { datasetPids: [] } })).status).toBe(
      400,
    );
    expect((await ask('GET', `/api/v4/publications/${inPath(doi)}`)).body.title).toBe('Otters');
    const dropped = await ask('DELETE', `${v4}/${inPath(doi)}/amendment`, 'owner');
    expect(dropped.body).toMatchObject({ status: 'registered', stage: 'findable', title: 'Otters' });
    expect(await minter.lease()).toMatchObject({ doi, kind: 'renew', attributes: { titles: [{ title: 'Otters' }] } });
  });

  it('renews what changes here, also when an embargo ends', async () => {
    const { doi, pid } = await registered({ keepEmbargo: true });
    const rights = (task: unknown) => JSON.stringify((task as { attributes: object }).attributes);
    expect(rights(minter.tasksOf(doi)[0])).not.toContain('openAccess');
    await ask('PATCH', `/api/v3/datasets/${inPath(pid)}`, 'owner', { body: { isPublished: true } });
    await minter.work();
    const closed = await registered({ keepEmbargo: true });
    await registered({ datasetPids: [closed.pid] });
    for (const renewal of [minter.tasksOf(doi).at(-1), minter.tasksOf(closed.doi).at(-1)]) {
      expect(renewal).toMatchObject({ kind: 'renew', wanted: 'findable' });
      expect(rights(renewal)).toContain('openAccess');
    }
    expect((await ask('GET', `/api/v4/publications/${inPath(doi)}`)).body.numberOfClosed).toBe(0);
  });

  it('does once more what was asked for while it was worked on', async () => {
    const { doi } = await registered();
    await act(doi, 'retry');
    const first = (await minter.lease())!;
    await act(doi, 'withdraw', 'admin', { reason: 'Seals' });
    expect(await minter.lease()).toBeUndefined();
    expect(await minter.report(first.lease)).toBe(204);
    expect(await minter.lease()).toMatchObject({ doi, kind: 'withdraw', wanted: 'registered' });
    expect(await record(doi)).toMatchObject({ status: 'registered', stage: 'withdrawn' });
    expect((await ask('GET', `/api/v4/publications/${inPath(doi)}`)).status).toBe(410);
    expect((await act(doi, 'amend', 'admin')).status).toBe(400);
    expect((await act(doi, 'new-version')).status).toBe(400);
  });

  it('tells how DOIs ought to be, notes what strayed, and mends it when asked', async () => {
    const { doi } = await registered();
    const page = await minter.ask('GET', 'expected', { query: { limit: '200' } });
    expect(page.body.items.find((item: { doi: string }) => item.doi === doi)).toMatchObject({
      wanted: 'findable',
      url: expect.stringContaining('zoo.example'),
      attributes: { titles: [{ title: 'Otters' }] },
    });
    const tell = (body: object) => minter.ask('POST', 'drift', { body: { doi, ...body } });
    await tell({ differences: ['titles'], mend: false });
    expect(await minter.lease()).toBeUndefined();
    expect((await follow(doi)).drift).toMatchObject({ differences: ['titles'], isMended: false });
    await tell({ differences: ['titles'], mend: true });
    await minter.work();
    expect((await follow(doi)).drift).toMatchObject({ isMended: true });
    expect((await minter.ask('POST', 'drift', { body: { doi: 'none', differences: [], mend: false } })).status).toBe(
      404,
    );
  });

  it('compares the DOI of all versions, too, and mends it', async () => {
    const { doi } = await registered();
    const { body: next } = await act(doi, 'new-version');
    await act(next.doi, 'register');
    await minter.work();
    const { conceptDoi } = await record(next.doi);
    const items: { doi: string; attributes: { relatedIdentifiers: object[] } }[] = [];
    for (let after: string | undefined; ;) {
      const query = { limit: '2', ...(after !== undefined && { after }) };
      const { body } = await minter.ask('GET', 'expected', { query });
      items.push(...body.items);
      if (body.next === undefined) break;
      after = body.next;
    }
    expect(new Set(items.map((item) => item.doi)).size).toBe(items.length);
    expect(items.find((item) => item.doi === conceptDoi)).toMatchObject({
      wanted: 'findable',
      attributes: { relatedIdentifiers: [{ relationType: 'HasVersion' }, { relationType: 'HasVersion' }] },
    });
    const tell = (body: object) => minter.ask('POST', 'drift', { body: { doi: conceptDoi, ...body } });
    expect((await tell({ differences: ['titles'], mend: false })).status).toBe(204);
    expect(await minter.lease()).toBeUndefined();
    await tell({ differences: ['titles'], mend: true });
    expect(await minter.lease()).toMatchObject({ doi: conceptDoi, kind: 'concept', wanted: 'findable' });
  });

  it('makes one next version, however many ask', async () => {
    const { doi } = await registered({ metadata: { ...metadata, version: '2' } });
    const answers = await Promise.all([1, 2, 3].map(() => act(doi, 'new-version')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    const next = answers.find(({ status }) => status === 201)!.body;
    expect(next).toMatchObject({ status: 'private', previousVersion: doi, metadata: { version: '3' } });
    expect(next.conceptDoi).toBeUndefined();
    await act(next.doi, 'register');
    await minter.work();
    const { conceptDoi } = await record(next.doi);
    expect([conceptDoi, (await record(doi)).nextVersion]).toEqual([expect.stringMatching(/^10\.48391\//u), next.doi]);
    expect((await ask('GET', `/api/v4/publications/${inPath(conceptDoi)}`)).body.doi).toBe(next.doi);
    await act(next.doi, 'withdraw', 'admin', { reason: 'Seals' });
    await minter.work();
    expect((await record(doi)).nextVersion).toBeUndefined();
    expect((await ask('GET', `/api/v4/publications/${inPath(conceptDoi)}`)).body.doi).toBe(doi);
    expect((await act(doi, 'new-version')).status).toBe(201);
  });
});
