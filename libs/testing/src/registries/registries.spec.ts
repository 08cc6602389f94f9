import { OrcidServer } from './orcid-server';
import { RorServer } from './ror-server';

const read = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(url, { headers: { accept: 'application/json', ...headers } });
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') ?? false;
  return { status: response.status, text, body: (isJson ? JSON.parse(text) : {}) as Record<string, unknown> };
};

describe('the stand-in for ORCID', () => {
  let orcid: OrcidServer;
  beforeAll(async () => void (orcid = await OrcidServer.start({ token: 'of the test' })));
  afterAll(() => orcid.stop());
  const search = (q: string, more = '') => read(`${orcid.url}/expanded-search/?q=${encodeURIComponent(q)}${more}`);

  it('finds people by fields, all of the brackets and one clause in each', async () => {
    const { status, body } = await search('(given-names:petra* OR family-name:petra*) AND (family-name:muster*)');
    expect([status, body['num-found']]).toEqual([200, 2]);
    expect(body['expanded-result']).toContainEqual(expect.objectContaining({ 'orcid-id': '0000-0002-1825-0097' }));
    expect((await search('orcid:0000-0009-9999-002X')).body['num-found']).toBe(1);
  });
  it('says null when there is nobody, and cuts at the rows asked for', async () => {
    expect((await search('family-name:nobody*')).body).toEqual({ 'expanded-result': null, 'num-found': 0 });
    expect((await search('given-names:petra*', '&rows=1')).body['expanded-result']).toHaveLength(1);
  });
  it.each([
    ['no question', '', '', 400],
    ['a field it has not', 'surname:muster*', '', 400],
    ['a sign of the language that stands for itself', 'family-name:åström-müller*', '', 400],
    ['a word without a field', 'muster', '', 400],
    ['more rows than there may be', 'family-name:muster*', '&rows=1001', 400],
  ])('refuses %s', async (_, q, more, status) => {
    const answer = await search(q, more);
    expect([answer.status, answer.body['response-code']]).toEqual([status, status]);
  });
  it('refuses a wrong token, but not none; and sends XML to whoever does not ask for JSON', async () => {
    const at = `${orcid.url}/expanded-search/?q=family-name:muster*`;
    expect((await read(at, { authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await read(at, { authorization: 'Bearer of the test' })).status).toBe(200);
    expect((await read(at, { accept: '*/*' })).text).toMatch(/^</u);
    expect((await read(`${orcid.url}/nowhere`)).status).toBe(404);
    expect((await fetch(at, { method: 'POST' })).status).toBe(404);
  });
});

describe('the stand-in for ROR', () => {
  let ror: RorServer;
  beforeAll(async () => void (ror = await RorServer.start()));
  afterAll(() => ror.stop());
  const search = (query: string) => read(`${ror.url}/organizations?${query}`);
  const ids = ({ body }: { body: Record<string, unknown> }) => (body['items'] as { id: string }[]).map(({ id }) => id);

  it('finds organisations by words of any of their names, those that are active', async () => {
    expect(ids(await search('query=zoo%20university'))).toEqual(['https://ror.org/0zzzz0161']);
    expect(ids(await search('query=ljuskälla'))).toEqual(['https://ror.org/0zzzz0258']);
    expect(ids(await search('query=institute'))).toEqual([]);
    expect(ids(await search('query=institute&all_status'))).toHaveLength(1);
    expect((await search('query=zoo&page=2')).body).toMatchObject({ number_of_results: 2, items: [] });
  });
  it('has each by its id', async () => {
    expect((await read(`${ror.url}/organizations/0zzzz0161`)).body).toMatchObject({ status: 'active' });
    expect((await read(`${ror.url}/organizations/000000000`)).status).toBe(404);
  });
  it.each([
    ['a parameter it has not', 'name=zoo'],
    ['a page that is none', 'query=zoo&page=0'],
    ['a sign of the language that stands for itself', 'query=zoo('],
  ])('refuses %s', async (_, query) => {
    const { status, body } = await search(query);
    expect([status, (body['errors'] as unknown[]).length]).toEqual([400, 1]);
  });
});
