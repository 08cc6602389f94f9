import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { aDatasetOf, aPublication } from '../testing/publication-builder';
import { PublicApi } from '../testing/public-api';

const DOI = '10.48391/otters-1';
const data = `/data/${encodeURIComponent(DOI)}`;
const OPEN = encodeURIComponent('20.500.00000/a');
const HTML = { accept: 'text/html' };

describe('files of a record', () => {
  let catalogue: CatalogueStandIn;
  let api: PublicApi;
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
    api = await PublicApi.start(catalogue.url);
    catalogue.publications = [aPublication({ datasetPids: ['20.500.00000/a', '20.500.00000/b'] })];
    catalogue.datasets = [aDatasetOf(), { pid: '20.500.00000/b', isOpen: false, opensAt: '2029-01-01T00:00:00.000Z' }];
  });
  afterAll(async () => {
    await api.stop();
    catalogue.stop();
  });
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const choose = (body: string, more = {}) => api.get(data, { ...form, ...more }, 'POST', body);

  it('are had one by one, in parts, and nothing of the inner program comes along', async () => {
    const { status, text, headers } = await api.get(`${data}?dataset=${OPEN}&file=scan.h5`);
    expect([status, text, headers['etag'], headers['set-cookie']]).toEqual([200, 'GET scan.h5 all', '"e"', undefined]);
    expect(headers['link']).toContain(
      '<https://data.zoo.example/detail/10.48391%2Fotters-1>; rel="collection"; type="text/html"',
    );
    const part = await api.get(`${data}?dataset=${OPEN}&file=..%2fin%2fner.h5`, { range: 'bytes=1-2', cookie: 'x' });
    expect([part.status, part.text]).toEqual([206, 'GET ../in/ner.h5 bytes=1-2']);
    expect(await api.get(`${data}?dataset=${OPEN}&file=scan.h5`, {}, 'HEAD')).toMatchObject({ status: 200, text: '' });
  });
  it('are had all at once, and as they are ticked in a plain form', async () => {
    expect((await api.get(`${data}?dataset=${OPEN}`)).text).toBe('GET zip all');
    expect((await choose(`dataset=${OPEN}&files=a.h5&files=b%2Fc.h5`)).text).toBe(
      'POST zip {"files":["a.h5","b/c.h5"]}',
    );
    expect((await choose(`dataset=${OPEN}&files=a.h5`)).text).toBe('POST zip {"files":["a.h5"]}');
  });
  it('stand on a page that needs no script', async () => {
    const { text } = await api.get(`/files/${encodeURIComponent(DOI)}?dataset=${OPEN}`, HTML);
    expect(text).toContain(`<form class="files" method="post" action="${data}">`);
    expect(text).toContain('<input type="checkbox" name="files" value="scan.h5" aria-label="Choose scan.h5" />');
    expect(text).toContain(`href="${data}?dataset=${OPEN}&file=scan.h5"`);
    expect((await api.get(`/detail/${encodeURIComponent(DOI)}`, HTML)).text).toContain(
      `href="${data}?dataset=${OPEN}"`,
    );
  });

  it.each([
    ['of a dataset under embargo', '20.500.00000/b', 'scan.h5', 404, 'No such record'],
    ['of a dataset that is not of the record', '20.500.00000/x', 'scan.h5', 404, 'No such record'],
    ['that are gone', '20.500.00000/a', 'gone.h5', 404, 'gone.h5 is not on disk'],
    ['that are too large', '20.500.00000/a', 'huge.h5', 413, 'too many bytes'],
  ])('are refused when %s', async (_, pid, file, status, sentence) => {
    const address = `${data}?dataset=${encodeURIComponent(pid)}&file=${file}`;
    const page = await api.get(address, HTML);
    expect([page.status, page.headers['content-type']]).toEqual([status, 'text/html; charset=utf-8']);
    expect(page.text).toContain(sentence);
    expect((await api.get(address)).headers['content-type']).toContain('application/json');
  });
  it('are gone with a record that was withdrawn', async () => {
    catalogue.tombstones = [{ id: '10.48391/gone', title: 'Gone', removedAt: '2026-06-07T00:00:00.000Z' }];
    const address = `/data/10.48391%2Fgone?dataset=${OPEN}`;
    expect((await api.get(address)).status).toBe(410);
    expect((await api.get(address, HTML)).status).toBe(410);
  });
  it('are refused without a choice, and while the catalogue is away', async () => {
    const none = await choose(`dataset=${OPEN}`, HTML);
    expect([none.status, none.text.includes('Choose at least one file')]).toEqual([400, true]);
    expect((await api.get('/data/10.48391%2Fnone?dataset=x', HTML)).status).toBe(404);
  });
});
