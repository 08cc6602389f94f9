import { FORMAT_NAMES, FORMATS } from '../formats/formats';

export const DATASET = '20.500.00000/sealed';
/** Of a company's measurement: public at no time. */
export const PROPRIETARY = '20.500.00000/zqcompany';
/** A word in everything that belongs to the closed dataset; its beamline is called after another one. */
export const WORD = 'zqsealed';
export const BEAMLINE = 'zqhutch';
/** Bytes of its file, as figures and as people read them, and the value of a quantity. */
export const NUMBERS = /8193725|8193735|8\.2\u202fMB|9182736/u;

export interface Question {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}
/** What is asked of one route, and how what it says differs while the dataset is open. */
export interface Questions {
  readonly asked: readonly (string | Question)[];
  /** Stands in one of the answers while the dataset is open, and in none while it is closed. */
  readonly open?: string;
  /** Stands in one of the answers while the dataset is closed. */
  readonly closed?: string;
  /** Names all beamlines, which is no secret. */
  readonly namesBeamlines?: true;
}
/** Tells of no dataset, or changes what programs of this machine have put there. */
const NOTHING: Questions = { asked: [] };

const json = (value: unknown): string => encodeURIComponent(JSON.stringify(value));
const pid = encodeURIComponent(DATASET);
const everything = { include: ['files', 'samples', 'techniques', 'parameters', 'documents', 'instrument'] };
const throughRelations = [
  { include: [{ relation: 'datasets', scope: everything }, 'members', 'parameters'] },
  { include: [{ relation: 'datasets', scope: { where: { text: WORD } } }] },
];
const words = [
  {},
  { where: { text: WORD } },
  { where: { title: WORD } },
  { query: WORD },
  { query: 'hushhush' },
  everything,
  { include: [{ relation: 'samples', scope: { include: [{ relation: 'datasets' }] } }] },
  { include: [{ relation: 'techniques', scope: { include: [{ relation: 'datasets' }] } }] },
  {
    include: [
      {
        relation: 'parameters',
        scope: { where: { and: [{ name: `${WORD}_energy` }, { value: 9182736 }, { unit: 'eV' }] } },
      },
    ],
  },
];
const searches = (base: string): string[] => [
  ...words.map((filter) => `${base}/Datasets?filter=${json(filter)}`),
  ...throughRelations.map((filter) => `${base}/Documents?filter=${json(filter)}`),
  `${base}/Documents?filter=${json({ query: WORD })}`,
  `${base}/Instruments?filter=${json({ include: [{ relation: 'datasets', scope: everything }] })}`,
];
const counts = (base: string): string[] => [
  `${base}/Datasets/count`,
  `${base}/Datasets/count?where=${json({ text: WORD })}`,
  `${base}/Documents/count`,
];

/** By the route as the router prints it; a route without questions fails the test. */
export function questionsFor(doi: string): Readonly<Record<string, Questions>> {
  const at = encodeURIComponent(doi);
  const file = `dataset=${pid}&file=${WORD}.h5`;
  const oai = ['oai_dc', 'oai_datacite', 'datacite4'].flatMap((format) => [
    `verb=ListRecords&metadataPrefix=${format}`,
    `verb=GetRecord&metadataPrefix=${format}&identifier=oai:data.zoo.example:${doi}`,
  ]);
  const verbs = [...oai, 'verb=ListSets', 'verb=ListIdentifiers&metadataPrefix=oai_dc', 'verb=Identify'];
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const searchWords = (query: string): Question => ({
    path: '/scoring/score',
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: { query, group: 'datasets' },
  });
  return {
    'GET /': { asked: ['/', '/?text=otters', '/?lang=sv'], open: 'ZQhutch' },
    'GET /detail/*': {
      asked: [
        ...['', '?lang=sv', '?page=1'].map((more) => `/detail/${at}${more}`),
        ...FORMAT_NAMES.map((name) => ({ path: `/detail/${at}`, headers: { accept: FORMATS[name].types[0] } })),
      ],
      open: WORD,
      closed: 'Datasets under embargo: 1 of 2',
    },
    'GET /export/:format/*': { asked: FORMAT_NAMES.map((name) => `/export/${name}/${at}`), open: WORD },
    'GET /linkset/*': { asked: [`/linkset/${at}`], open: `/data/${at}?dataset=${pid}` },
    'GET /files/*': { asked: [`/files/${at}?dataset=${pid}`], open: `${WORD}.h5` },
    'GET /data/*': { asked: [`/data/${at}?dataset=${pid}`, `/data/${at}?${file}`], open: `${WORD} bytes` },
    'POST /data/*': {
      asked: [
        {
          path: `/data/${at}`,
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: { dataset: DATASET, files: [`${WORD}.h5`] },
        },
      ],
      open: `${WORD} bytes`,
    },
    'GET /preview': { asked: ['/preview', '/preview?token=none'] },
    'GET /oai': { asked: verbs.map((query) => `/oai?${query}`), open: WORD, closed: 'embargoedAccess' },
    'POST /oai': {
      asked: verbs.map((query) => ({
        path: '/oai',
        method: 'POST',
        headers: form,
        body: Object.fromEntries(new URLSearchParams(query)),
      })),
      open: WORD,
    },
    'GET /feed.atom': { asked: ['/feed.atom'] },
    'GET /sitemap.xml': { asked: ['/sitemap.xml'] },
    'GET /sitemaps/:file': { asked: ['/sitemaps/2026.xml'] },
    'GET /robots.txt': { asked: ['/robots.txt'] },
    'GET /fair': { asked: ['/fair'] },
    'GET /fair.json': { asked: ['/fair.json'] },
    'GET /api': { asked: ['/api'] },
    'GET /api/:collection': { asked: searches('/api'), open: WORD, namesBeamlines: true },
    'GET /api/:collection/count': { asked: counts('/api'), open: '{"count":2}', closed: '{"count":0}' },
    'GET /api/:collection/:pid': {
      asked: [`/api/Datasets/${pid}`, `/api/Datasets/${pid}?filter=${json(everything)}`],
      open: WORD,
    },
    'GET /api/:collection/:pid/files': { asked: [`/api/Datasets/${pid}/files`], open: `${WORD}.h5` },
    'GET /api/:collection/:pid/files/count': { asked: [`/api/Datasets/${pid}/files/count`], open: '{"count":1}' },
    'GET /federation/api': { asked: ['/federation/api'] },
    'GET /federation/api/:collection': { asked: searches('/federation/api'), open: WORD, namesBeamlines: true },
    'GET /federation/api/:collection/count': {
      asked: counts('/federation/api'),
      open: '{"count":2}',
      closed: '{"count":0}',
    },
    'GET /federation/api/:collection/:pid': { asked: [`/federation/api/Datasets/${pid}`], open: WORD },
    'GET /federation/api/:collection/:pid/files': {
      asked: [`/federation/api/Datasets/${pid}/files`],
      open: `${WORD}.h5`,
    },
    'GET /federation/api/:collection/:pid/files/count': {
      asked: [`/federation/api/Datasets/${pid}/files/count`],
      open: '{"count":1}',
    },
    'GET /scoring': { asked: ['/scoring'] },
    'POST /scoring/score': { asked: [searchWords('hushhush'), searchWords('otter')], open: `"itemId":"${DATASET}"` },
    'GET /scoring/items': { asked: ['/scoring/items'], open: WORD },
    'GET /scoring/items/count': { asked: ['/scoring/items/count'], open: '{"count":3}', closed: '{"count":2}' },
    'GET /scoring/items/:id': { asked: [`/scoring/items/${pid}`], open: WORD },
    'GET /scoring/terms': { asked: ['/scoring/terms'], open: 'hushhush' },
    'GET /scoring/terms/count': { asked: ['/scoring/terms/count'] },
    'GET /scoring/weights': { asked: ['/scoring/weights'], open: 'hushhush' },
    'GET /scoring/weights/count': { asked: ['/scoring/weights/count'] },
    'GET /scoring/compute': { asked: ['/scoring/compute'] },
    'POST /scoring/compute': NOTHING,
    'POST /scoring/items': NOTHING,
    'PUT /scoring/items/:id': NOTHING,
    'PATCH /scoring/items/:id': NOTHING,
    'DELETE /scoring/items/:id': NOTHING,
    'GET /health': { asked: ['/health'] },
    'GET /ready': { asked: ['/ready'] },
    'GET /metrics': { asked: ['/metrics'] },
    'GET /assets/style.css': NOTHING,
    'GET /assets/copy.js': NOTHING,
    'GET /assets/mark.svg': NOTHING,
    'GET /assets/inter.woff2': NOTHING,
    'GET /assets/:font': NOTHING,
  };
}
