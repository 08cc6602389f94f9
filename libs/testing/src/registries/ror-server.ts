import { decoded, json, type RegistryAnswer, RegistryServer, unescaped } from './registry-server';

type Names = readonly (readonly [value: string, ...types: string[]])[];
/** A record of the registry, in the shape of its schema 2.1. */
function organisation(id: string, names: Names, town: string, country: string, status = 'active') {
  return {
    admin: {
      created: { date: '2020-01-01', schema_version: '1.0' },
      last_modified: { date: '2024-12-11', schema_version: '2.1' },
    },
    domains: [],
    established: 1900,
    external_ids: [],
    id: `https://ror.org/${id}`,
    links: [],
    locations: [
      {
        geonames_id: 1,
        geonames_details: {
          ...{ continent_code: 'EU', continent_name: 'Europe', country_code: 'ZZ', country_name: country },
          ...{ country_subdivision_code: null, country_subdivision_name: null, lat: 0, lng: 0, name: town },
        },
      },
    ],
    names: names.map(([value, ...types]) => ({ lang: types.includes('acronym') ? null : 'en', types, value })),
    relationships: [],
    status,
    types: ['education'],
  };
}
/** All invented; the ids have right check digits. */
const ORGANISATIONS = [
  organisation(
    '0zzzz0161',
    [
      ['University of Zoo', 'label', 'ror_display'],
      ['UZ', 'acronym'],
    ],
    'Ottertown',
    'Zooland',
  ),
  organisation(
    '0zzzz0258',
    [
      ['Zoo Light Source', 'ror_display', 'label'],
      ['Zoos ljuskälla', 'label'],
    ],
    'Lund',
    'Sweden',
  ),
  organisation('0zzzz0355', [['Old Zoo Institute', 'ror_display']], 'Ottertown', 'Zooland', 'withdrawn'),
];
const KNOWN = ['query', 'query.advanced', 'page', 'filter', 'affiliation', 'all_status'];
const PAGE = 20;

/** ROR's API 2 for tests, as far as a look-up needs it: organisations by words and by id. */
export class RorServer extends RegistryServer {
  static start({ port = 0 }: { readonly port?: number } = {}): Promise<RorServer> {
    return new RorServer().listen(port);
  }
  constructor() {
    super('/v2');
  }

  protected answer({ pathname, searchParams }: URL): RegistryAnswer {
    const [, , id] = /^\/organizations(\/(.+?))?\/?$/u.exec(pathname) ?? [];
    if (!pathname.startsWith('/organizations')) return json(404, { errors: ['there is nothing here'] });
    if (id !== undefined) return one(decoded(id));
    const illegal = [...searchParams.keys()].filter((name) => !KNOWN.includes(name));
    if (illegal.length > 0) return json(400, { errors: illegal.map((name) => `query parameter '${name}' is illegal`) });
    const page = searchParams.get('page') ?? '1';
    if (!/^[1-9]\d{0,2}$/u.test(page) || Number(page) > 500)
      return json(400, { errors: [`page '${page}' outside of range 1-500`] });
    const query = searchParams.get('query') ?? '';
    const odd = unescaped(query);
    if (odd !== undefined) return json(400, { errors: [`query could not be parsed at '${odd}'`] });
    const words = query.replace(/\\(.)/gu, '$1').toLowerCase().split(/\s+/u).filter(Boolean);
    const isAll = searchParams.has('all_status');
    const items = ORGANISATIONS.filter(
      ({ names, status }) =>
        (isAll || status === 'active') &&
        words.every((word) => names.some(({ value }) => value.toLowerCase().split(/\s+/u).includes(word))),
    );
    const start = (Number(page) - 1) * PAGE;
    return json(200, {
      number_of_results: items.length,
      time_taken: 1,
      items: items.slice(start, start + PAGE),
      meta: { types: [], countries: [], continents: [], statuses: [] },
    });
  }
}

function one(id: string): RegistryAnswer {
  const found = ORGANISATIONS.find((item) => item.id.endsWith(`/${id.replace(/^https:\/\/ror\.org\//u, '')}`));
  return found ? json(200, found) : json(404, { errors: [`'${id}' is not a valid ROR ID`] });
}
