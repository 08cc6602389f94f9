import { jest } from '@jest/globals';
import { testMongo } from '@scizoo/testing';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Account, Catalogue } from '../testing/catalogue';

// Some tests start the program anew.
jest.setTimeout(60_000);

const { uri } = testMongo('configuration');
let folder: string;
let catalogue: Catalogue;
const file = async (name: string, content: string) => {
  await writeFile(join(folder, name), content);
  return join(folder, name);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scizoo-configuration-'));
  catalogue = await Catalogue.start(uri);
}, 60_000);
afterAll(async () => {
  await catalogue.dropAndStop();
  await rm(folder, { recursive: true });
});

const get = (path: string) => catalogue.ask(`/api/v3/${path}`);
const put = async (id: string, data: unknown, account?: Account) =>
  catalogue.ask(`/api/v3/runtime-config/${id}`, {
    method: 'PUT',
    json: { data },
    ...(account && { token: await catalogue.token(account) }),
  });
/** The program started anew, with other settings. */
async function restart(settings: Record<string, string> = {}) {
  await catalogue.stop();
  catalogue = await Catalogue.start(uri, settings);
}

describe('the configuration of web programs', () => {
  it('is there without files and without sign-in', async () => {
    expect((await get('admin/config')).body).toMatchObject({ facility: 'demo', loginLocalEnabled: true });
    const { body: theme } = await get('admin/theme');
    expect(theme['name']).toBe('light');
    const colours = Object.entries(theme['properties'] as Record<string, string>);
    expect(colours.length).toBeGreaterThan(50);
    for (const [name, colour] of colours) expect([name, colour].join()).toMatch(/^--theme-[a-z0-9-]+,#[0-9a-f]{6}$/);
    expect((await get('runtime-config/frontendConfig')).body).toEqual({
      _id: 'frontendConfig',
      cid: 'frontendConfig',
      data: (await get('Admin/Config')).body,
      createdBy: 'system',
      updatedBy: 'system',
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect((await get('runtime-config/nothing')).status).toBe(404);
  });

  it('comes out of files, anew at each start', async () => {
    const config = await file('frontend.config.json', '{"facility":"zoo","a.b":{"$c":[1]},"labelMaps":{}}');
    const theme = await file('frontend.theme.yaml', 'name: dark\nproperties:\n  --theme-primary-default: "#001122"\n');
    await restart({ FRONTEND_CONFIG_FILE: config, FRONTEND_THEME_FILE: theme });
    expect((await get('admin/config')).body).toEqual({ facility: 'zoo', 'a.b': { $c: [1] }, labelMaps: {} });
    expect((await get('admin/theme')).body).toEqual({
      name: 'dark',
      properties: { '--theme-primary-default': '#001122' },
    });
    await file('frontend.config.json', '{"facility":"another zoo"}');
    await restart({ FRONTEND_CONFIG_FILE: config });
    expect((await get('admin/config')).body).toEqual({ facility: 'another zoo' });
  });

  it('is replaced by admins only, and what they edited survives a restart', async () => {
    for (const account of [undefined, 'staff', 'scientist'] as const)
      expect((await put('frontendConfig', { facility: 'mine' }, account)).status).toBe(403);
    const edited = await put('frontendConfig', { facility: 'edited', 'x.y': { $z: 1 } }, 'admin');
    expect([edited.status, edited.body]).toMatchObject([
      200,
      {
        cid: 'frontendConfig',
        data: { facility: 'edited', 'x.y': { $z: 1 } },
        createdBy: 'system',
        updatedBy: 'admin',
      },
    ]);
    const config = await file('frontend.config.json', '{"facility":"of the file"}');
    await restart({ FRONTEND_CONFIG_FILE: config });
    expect((await get('admin/config')).body).toEqual({ facility: 'edited', 'x.y': { $z: 1 } });
    expect((await put('nothing', {}, 'admin')).status).toBe(404);
  });

  it.each([undefined, null, 'text', 7, { list: [1] }.list])('is refused when its data are %j', async (data) => {
    const { status, body } = await put('frontendTheme', data, 'admin');
    expect([status, String(body['message'])]).toEqual([400, expect.stringContaining('data')]);
  });
  it('is refused with a member that is not known', async () => {
    const token = await catalogue.token('admin');
    const json = { data: {}, updatedBy: 'somebody' };
    const { status, body } = await catalogue.ask('/api/v3/runtime-config/frontendTheme', {
      method: 'PUT',
      json,
      token,
    });
    expect([status, body['message']]).toEqual([400, ['property updatedBy should not exist']]);
  });

  it('of further kinds is there by setting', async () => {
    const types = await file('proposalTypes.json', '{"Beamtime":"Beam time"}');
    await restart({ CONFIG_SYNC_TO_DB_LIST: 'proposalTypes,helpTexts', PROPOSAL_TYPES_FILE: types });
    expect((await get('runtime-config/proposalTypes')).body['data']).toEqual({ Beamtime: 'Beam time' });
    expect((await get('runtime-config/helpTexts')).body['data']).toEqual({});
    expect((await put('helpTexts', { welcome: 'Hej' }, 'admin')).status).toBe(200);
  });
});

describe('files with a fault', () => {
  it.each([
    ['FRONTEND_CONFIG_FILE', '{"a":', 'is neither JSON nor YAML'],
    ['FRONTEND_THEME_FILE', '[1]', 'must hold an object'],
  ])('%s end the start with a sentence', async (setting, content, fault) => {
    const path = await file('bad.json', content);
    await expect(Catalogue.launch(uri, { [setting]: path })).rejects.toThrow(`${setting} ${path} ${fault}`);
  });
  it('that are not there are named', async () => {
    const path = join(folder, 'none.json');
    await expect(Catalogue.launch(uri, { FRONTEND_CONFIG_FILE: path })).rejects.toThrow(`${path} does not exist`);
  });
});

describe('routes of a search index', () => {
  const routes = ['create-index', 'sync-database', 'search', 'delete-index', 'update-index'];
  it('are for admins, who learn that there is none', async () => {
    const [admin, staff] = [await catalogue.token('admin'), await catalogue.token('staff')];
    const calls = [...routes.map((name) => ['POST', name]), ['GET', 'get-index']] as [string, string][];
    for (const [method, name] of calls) {
      const ask = (token?: string) =>
        catalogue.ask(`/api/v3/elastic-search/${name}?index=dataset`, {
          method,
          token,
          ...(method === 'POST' && { json: { text: 'x' } }),
        });
      expect([name, (await ask()).status, (await ask(staff)).status]).toEqual([name, 403, 403]);
      const { status, body } = await ask(admin);
      expect([name, status, body['error']]).toEqual([name, 400, 'Bad Request']);
    }
  });
});
