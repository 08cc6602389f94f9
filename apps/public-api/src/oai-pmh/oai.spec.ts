import { aPublication } from '../testing/publication-builder';
import { CatalogueStandIn } from '../testing/catalogue-stand-in';
import { PublicApi } from '../testing/public-api';
import { ResumptionTokens } from './resumption-token';

const at = (day: number, time = '00:00:00.500') => `2026-03-${String(day).padStart(2, '0')}T${time}Z`;

describe('OAI-PMH', () => {
  let catalogue: CatalogueStandIn;
  let api: PublicApi;
  beforeAll(async () => {
    catalogue = await CatalogueStandIn.start();
    api = await PublicApi.start(catalogue.url, { oaiPageSize: 4 });
  });
  beforeEach(() => {
    catalogue.publications = Array.from({ length: 10 }, (_, n) =>
      aPublication({ doi: `10.48391/r-${n}`, datestamp: at(n + 1), beamlines: [n % 2 === 0 ? 'zoosaxs' : 'b310a'] }),
    );
    catalogue.tombstones = [{ id: '10.48391/gone', removedAt: at(20), beamlines: ['zoosaxs'], years: ['2026'] }];
  });
  afterAll(async () => {
    await api.stop();
    catalogue.stop();
  });

  const ask = async (query: string) => {
    const { status, text, headers } = await api.get(`/oai?${query}`);
    expect([status, headers['content-type']]).toEqual([200, 'text/xml; charset=UTF-8']);
    return text;
  };
  const errorOf = (text: string) => /<error code="(\w+)"/u.exec(text)?.[1];
  const all = (text: string, tag: string) =>
    [...text.matchAll(new RegExp(`<${tag}(?: [^>]*)?>([^<]*)</${tag}>`, 'gu'))].map(([, inside]) => inside!);
  const tokenIn = (text: string) => all(text, 'resumptionToken')[0];
  const harvest = async (query: string, between: () => void = () => undefined) => {
    const told: string[] = [];
    let text = await ask(query);
    for (;;) {
      told.push(...all(text, 'identifier').filter((id) => id.startsWith('oai:')));
      const token = tokenIn(text);
      if (!token) return told;
      between();
      text = await ask(`verb=${/verb=(\w+)/u.exec(query)![1]}&resumptionToken=${token}`);
    }
  };
  const lists = 'verb=ListRecords&metadataPrefix=oai_dc';

  it('introduces itself, in the order of the protocol', async () => {
    const text = await ask('verb=Identify');
    expect([...text.matchAll(/<(\w+)(?: [^>]*)?>[^<]/gu)].map(([, tag]) => tag)).toEqual([
      ...['responseDate', 'request', 'repositoryName', 'baseURL', 'protocolVersion', 'adminEmail', 'earliestDatestamp'],
      ...['deletedRecord', 'granularity'],
    ]);
    expect(text).toContain('<request verb="Identify">https://data.zoo.example/oai</request>');
    expect(all(text, 'earliestDatestamp')).toEqual(['2026-03-01T00:00:00Z']);
    catalogue.publications = [];
    catalogue.tombstones = [];
    expect(all(await ask('verb=Identify'), 'earliestDatestamp')).toEqual(['2000-01-01T00:00:00Z']);
  });

  it('names formats and sets', async () => {
    const formats = await ask('verb=ListMetadataFormats');
    expect(all(formats, 'metadataPrefix')).toEqual(['oai_dc', 'oai_datacite', 'datacite4']);
    const id = 'oai:data.zoo.example:10.48391/r-1';
    expect(errorOf(await ask(`verb=ListMetadataFormats&identifier=${id}`))).toBeUndefined();
    expect(errorOf(await ask('verb=ListMetadataFormats&identifier=oai:x:y'))).toBe('idDoesNotExist');
    const sets = await ask('verb=ListSets');
    expect(all(sets, 'setSpec')).toEqual(['openaire_data', 'beamline-zoosaxs', 'beamline-b310a', 'year-2026']);
  });

  it('gives a record in every format, and a withdrawn one as a header', async () => {
    for (const prefix of ['oai_dc', 'oai_datacite', 'datacite4']) {
      const text = await ask(`verb=GetRecord&metadataPrefix=${prefix}&identifier=oai:data.zoo.example:10.48391/r-1`);
      expect(text).toContain('Order of otters in liquid helium');
      expect(text.match(/<header>/gu)).toHaveLength(1);
    }
    const dc = await ask('verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.zoo.example:10.48391/r-1');
    expect(all(dc, 'dc:creator')).toEqual(['Muster, Petra', 'Åström, Åke']);
    expect(all(dc, 'dc:rights')).toEqual([
      'info:eu-repo/semantics/openAccess',
      'https://creativecommons.org/licenses/by/4.0/',
    ]);
    expect(all(dc, 'setSpec')).toEqual(['openaire_data', 'beamline-b310a', 'year-2026']);
    const gone = await ask('verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.zoo.example:10.48391/gone');
    expect(gone).toContain('<header status="deleted">');
    expect(gone).not.toContain('<metadata>');
    expect(all(gone, 'setSpec')).toContain('beamline-zoosaxs');
  });

  it('knows a record by its own identifier only, and not by another DOI that leads to it', async () => {
    catalogue.leads.set('10.48391/work', '10.48391/r-1');
    const id = 'oai:data.zoo.example:10.48391/work';
    expect(errorOf(await ask(`verb=GetRecord&metadataPrefix=oai_dc&identifier=${id}`))).toBe('idDoesNotExist');
    expect(errorOf(await ask(`verb=ListMetadataFormats&identifier=${id}`))).toBe('idDoesNotExist');
  });

  it('is harvested to the end, page by page, deleted records too', async () => {
    const first = await ask(lists);
    expect(first).toMatch(/<resumptionToken expirationDate="[^"]+Z" completeListSize="11" cursor="0">/u);
    const ids = await harvest(lists);
    expect(ids).toHaveLength(11);
    expect(new Set(ids).size).toBe(11);
    expect(ids.at(-1)).toBe('oai:data.zoo.example:10.48391/gone');
    expect(await harvest('verb=ListIdentifiers&metadataPrefix=oai_datacite')).toEqual(ids);
  });

  it('ends a split list with an empty token, and gives a repeated token the same page', async () => {
    const token = tokenIn(await ask(lists))!;
    const second = await ask(`verb=ListRecords&resumptionToken=${token}`);
    const again = await ask(`verb=ListRecords&resumptionToken=${token}`);
    expect(all(again, 'identifier')).toEqual(all(second, 'identifier'));
    const last = await ask(`verb=ListRecords&resumptionToken=${tokenIn(second)}`);
    expect(last).toContain('<resumptionToken completeListSize="11" cursor="8"/>');
    expect(await ask(`${lists}&from=2026-03-09`)).not.toContain('resumptionToken');
  });

  it('goes on in another process, and loses nothing that changes meanwhile', async () => {
    const token = tokenIn(await ask(lists))!;
    const other = await PublicApi.start(catalogue.url, { oaiPageSize: 4 });
    expect((await other.get(`/oai?verb=ListRecords&resumptionToken=${token}`)).text).toContain('r-4</identifier>');
    await other.stop();
    let hasChanged = false;
    const ids = await harvest(lists, () => {
      if (hasChanged) return;
      hasChanged = true;
      // One that was told, and one that was not told yet, change during the harvest.
      catalogue.publications = catalogue.publications.map((record) =>
        ['10.48391/r-0', '10.48391/r-7'].includes(record.doi) ? { ...record, datestamp: at(25) } : record,
      );
    });
    expect(new Set(ids).size).toBe(11);
    expect(ids.filter((id) => id.endsWith('r-0'))).toHaveLength(2);
  });

  it('keeps to dates, both ends included, in days and in seconds', async () => {
    expect(await harvest(`${lists}&from=2026-03-02&until=2026-03-03`)).toHaveLength(2);
    expect(await harvest(`${lists}&from=2026-03-02T00:00:00Z&until=2026-03-03T00:00:00Z`)).toHaveLength(2);
    expect(await harvest(`${lists}&from=2026-03-02T00:00:01Z&until=2026-03-03T00:00:00Z`)).toHaveLength(1);
    expect(errorOf(await ask(`${lists}&from=2027-01-01`))).toBe('noRecordsMatch');
    expect(await harvest(`${lists}&set=beamline-b310a`)).toHaveLength(5);
    expect(await harvest(`${lists}&set=beamline-zoosaxs`)).toHaveLength(6);
    expect(await harvest(`${lists}&set=openaire_data`)).toHaveLength(11);
    for (const set of ['year-1999', 'nothing', 'beamline-'])
      expect([set, errorOf(await ask(`${lists}&set=${set}`))]).toEqual([set, 'noRecordsMatch']);
  });

  it.each([
    ['', 'badVerb'],
    ['verb=Harvest', 'badVerb'],
    ['verb=toString', 'badVerb'],
    ['verb=Identify&verb=Identify', 'badVerb'],
    ['verb=Identify&x=1', 'badArgument'],
    ['verb=ListRecords', 'badArgument'],
    ['verb=GetRecord&metadataPrefix=oai_dc', 'badArgument'],
    [`${lists}&metadataPrefix=oai_dc`, 'badArgument'],
    [`${lists}&from=yesterday`, 'badArgument'],
    [`${lists}&from=2026-02-30`, 'badArgument'],
    [`${lists}&from=2026-03-02&until=2026-03-01`, 'badArgument'],
    [`${lists}&from=2026-03-01&until=2026-03-02T00:00:00Z`, 'badArgument'],
    [`${lists}&resumptionToken=x`, 'badArgument'],
    ['verb=ListRecords&resumptionToken=x', 'badResumptionToken'],
    ['verb=ListRecords&resumptionToken=', 'badResumptionToken'],
    ['verb=ListSets&resumptionToken=x', 'badResumptionToken'],
    ['verb=ListRecords&metadataPrefix=', 'badArgument'],
    ['verb=ListRecords&metadataPrefix=oai%20dc', 'badArgument'],
    [`${lists}&set=%3Cset%3E`, 'badArgument'],
    [`${lists}&set=nobody:has-it`, 'noRecordsMatch'],
    ['verb=ListRecords&metadataPrefix=marc', 'cannotDisseminateFormat'],
    ['verb=GetRecord&metadataPrefix=marc&identifier=oai:data.zoo.example:10.48391/r-1', 'cannotDisseminateFormat'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=10.48391/r-1', 'idDoesNotExist'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.zoo.example:10.48391/none', 'idDoesNotExist'],
    ['verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.zoo.example:%25zz', 'idDoesNotExist'],
  ])('refuses %s with %s', async (query, code) => {
    const text = await ask(query);
    expect(errorOf(text)).toBe(code);
    if (code === 'badVerb' || code === 'badArgument')
      expect(text).toContain('<request>https://data.zoo.example/oai</request>');
  });

  it('refuses tokens that were changed, are of another verb or too old', async () => {
    const token = tokenIn(await ask(lists))!;
    const [content, mark] = token.split('.') as [string, string];
    const forged = Buffer.from(Buffer.from(content, 'base64url').toString().replace('"cursor":4', '"cursor":0'));
    for (const wrong of [`${forged.toString('base64url')}.${mark}`, content, `${token}.x`, `x${token}`])
      expect(errorOf(await ask(`verb=ListRecords&resumptionToken=${wrong}`))).toBe('badResumptionToken');
    expect(errorOf(await ask(`verb=ListIdentifiers&resumptionToken=${token}`))).toBe('badResumptionToken');
    let now = 0;
    const tokens = new ResumptionTokens('key of the test', 1, () => now);
    const continuation = {
      verb: 'ListRecords',
      metadataPrefix: 'oai_dc',
      after: 'x',
      cursor: 1,
      completeListSize: 2,
    } as const;
    const made = tokens.make(continuation);
    expect(tokens.read(made.token, 'ListRecords')).toEqual(continuation);
    now = 3_601_000;
    expect(() => tokens.read(made.token, 'ListRecords')).toThrow('too old');
  });

  it('answers a POST as a GET', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    const posted = async (body: string) => (await api.get('/oai', form, 'POST', body)).text;
    expect(all(await posted(`${lists}&until=2026-03-02`), 'identifier')).toHaveLength(2);
    expect(errorOf(await posted('verb=Identify&verb=Identify'))).toBe('badVerb');
    expect((await api.get('/oai', form, 'POST', 'verb=Identify')).status).toBe(200);
  });

  it('stays well-formed whatever a record holds', async () => {
    const odd = 'a\u0000b\u0007 <c> & "d" \ud83d\ude00 \ud83d ]]>';
    catalogue.publications = [
      aPublication({ title: odd, abstract: odd, keywords: [odd], metadata: { creators: [{ name: odd }] } }),
    ];
    for (const prefix of ['oai_dc', 'oai_datacite', 'datacite4']) {
      const text = await ask(`verb=ListRecords&metadataPrefix=${prefix}`);
      expect(text).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/u);
      expect(text.isWellFormed()).toBe(true);
      expect(text).toContain('ab &lt;c&gt; &amp; &quot;d&quot; 😀');
    }
    const evil = await ask('verb=%3Cscript%3E');
    expect(evil).not.toContain('<script>');
  });

  it('is 503 while the catalogue is away, so that a harvester comes again', async () => {
    catalogue.isAway = true;
    expect((await api.get(`/oai?${lists}`)).status).toBe(503);
    catalogue.isAway = false;
  });
});
