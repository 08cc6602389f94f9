import { jest } from '@jest/globals';
import { freePort } from '@scizoo/local-servers';
import {
  aDataset,
  buildPrograms,
  eventually,
  routesOf,
  shippedCatalogue,
  type ShippedProgram,
  temporaryFolder,
  testMongo,
} from '@scizoo/testing';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  BEAMLINE,
  DATASET,
  NUMBERS,
  PROPRIETARY,
  type Question,
  type Questions,
  questionsFor,
  WORD,
} from './testing/embargo-questions';
import { type Got, PublicApi } from './testing/public-api';

// Builds and starts a real program on a busy machine.
jest.setTimeout(180_000);

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const SIZE = 8_193_725;

describe('an embargo, over every public route', () => {
  let program: ShippedProgram;
  let api: PublicApi;
  let url: string;
  let token = '';
  let doi: string;
  let questions: Readonly<Record<string, Questions>>;

  const ask = async (path: string, body?: object, method = body ? 'POST' : 'GET') => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, unknown>;
  };

  beforeAll(async () => {
    await buildPrograms();
    const folder = await temporaryFolder('embargo');
    const account = { username: 'admin', email: 'admin@zoo.example', role: 'admin', password: 'admin of the test' };
    await writeFile(join(folder, 'accounts.json'), JSON.stringify([account]));
    const apiPort = await freePort();
    url = `http://127.0.0.1:${apiPort}`;
    const settings = { mongodbUri: testMongo('embargo').uri, kafkaBrokers: '', topicPrefix: 'none', healthPort: 0 };
    await writeFile(join(folder, 'types.json'), JSON.stringify({ Company: { label: 'Company', proprietary: true } }));
    const env = {
      PROPOSAL_TYPES_FILE: join(folder, 'types.json'),
      DATA_ROOTS: `${folder}/data`,
      CREATE_DATASET_WITH_PID_GROUPS: 'admin',
    };
    program = shippedCatalogue({ folder, apiPort, ...settings, env });
    await program.start();
    await eventually(async () => (await fetch(`${url}/ready`)).ok, { withinMs: 90_000, what: 'the catalogue' });
    token = String((await ask('/api/v3/auth/login', { username: 'admin', password: 'admin of the test' }))['id']);
    doi = await fill(join(folder, 'data'));
    questions = questionsFor(doi);
    // Its own partner: what others are told goes the same way.
    const port = await freePort();
    api = await PublicApi.start(url, { federationProviders: [`http://127.0.0.1:${port}/api`] });
    await api.app.listen(port, '127.0.0.1');
  });
  afterAll(async () => {
    await api?.stop();
    await program.stop();
  });

  async function fill(data: string): Promise<string> {
    const { pid: beamline } = await ask('/api/v3/instruments', { uniqueName: BEAMLINE, name: 'ZQhutch' });
    const [open] = (await ask('/api/v3/instruments')) as unknown as { pid: string; uniqueName: string }[];
    const proposal = { email: 'pi@zoo.example', title: WORD, abstract: WORD, pi_lastname: WORD, ownerGroup: 'p1' };
    await ask('/api/v3/proposals', { ...proposal, proposalId: WORD });
    await ask('/api/v3/proposals', { ...proposal, proposalId: 'zqcompany', title: 'zqcompany', type: 'Company' });
    const make = async (pid: string, word: string, size: number, fields: object = {}) => {
      const sourceFolder = join(data, word);
      await mkdir(sourceFolder, { recursive: true });
      await writeFile(join(sourceFolder, `${word}.h5`), `${word} bytes`);
      const sampleId = `sample-${word}`;
      await ask('/api/v3/samples', { sampleId, sampleName: word, description: word, ownerGroup: 'p1' });
      const about = {
        ...{ pid, datasetName: word, description: `${word} hushhush`, comment: word, keywords: [word] },
        ...{ principalInvestigators: [word], techniques: [{ pid: `https://zoo.example/${word}`, name: word }] },
        ...{ scientificMetadata: { [`${word}_energy`]: { value: 9_182_736, unit: 'eV' } }, dataFormat: word },
        ...{ sourceFolder, proposalIds: [word], sampleIds: [sampleId], instrumentIds: [beamline], ...fields },
      };
      await ask('/api/v4/datasets', { ...aDataset().build(), ownerGroup: 'p1', isPublished: false, ...about });
      const file = { path: `${word}.h5`, size, time: '2026-01-01T00:00:00.000Z' };
      await ask('/api/v4/origdatablocks', { datasetId: pid, size, dataFileList: [file] });
      const picture = { caption: word, thumbnail: `data:image/png;base64,${PICTURE}${word}`, ownerGroup: 'p1' };
      await ask(`/api/v3/datasets/${encodeURIComponent(pid)}/attachments`, picture);
    };
    await make(DATASET, WORD, SIZE);
    await make(PROPRIETARY, 'zqcompany', SIZE);
    await make('20.500.00000/open', 'otter', 10, {
      ...{ description: 'otter', isPublished: true, proposalIds: [], instrumentIds: [open!.pid] },
      scientificMetadata: {},
    });
    const metadata = {
      creators: [{ name: 'Muster, Petra' }],
      ...{ publisher: { name: 'Zoo' }, resourceType: 'raw', publicationYear: 2026 },
    };
    const body = { title: 'Otters', abstract: 'In line', datasetPids: ['20.500.00000/open', DATASET], metadata };
    return String((await ask('/api/v4/publisheddata', { ...body, status: 'registered' }))['doi']);
  }

  const keyOf = ({ path, method = 'GET', headers = {}, body }: Question): string =>
    [method, path, headers['accept'], body && JSON.stringify(body)].filter(Boolean).join(' ');
  const questionsOf = ({ asked }: Questions): Question[] =>
    asked.map((one) => (typeof one === 'string' ? { path: one } : one));
  const get = ({ path, method = 'GET', headers = {}, body }: Question, kept: Record<string, string> = {}) => {
    const sent = headers['content-type']?.includes('form')
      ? String(new URLSearchParams(body as Record<string, string>))
      : body && JSON.stringify(body);
    return api.get(path, { ...headers, ...kept }, method, sent);
  };
  const validators = ({ headers: { etag, 'last-modified': modified } }: Got): Record<string, string> => ({
    ...(etag !== undefined && { 'if-none-match': etag }),
    ...(etag === undefined && modified !== undefined && { 'if-modified-since': modified }),
  });
  /** Words and numbers in an answer, its head included, that must not stand there. */
  function leaksIn({ text, headers }: Got, isOpen: boolean, { open, namesBeamlines }: Questions): string[] {
    const all = `${JSON.stringify(headers)}\n${text}`;
    const found = [/zqcompany/iu.exec(all)?.[0]];
    if (isOpen) return found.filter((one) => one !== undefined);
    const words = [WORD, ...(open === undefined ? [] : [open]), ...(namesBeamlines ? [] : [BEAMLINE])];
    found.push(...words.filter((word) => all.toLowerCase().includes(word.toLowerCase())), NUMBERS.exec(all)?.[0]);
    // An address under which its files would be.
    found.push(new RegExp(`dataset=${encodeURIComponent(DATASET)}`, 'u').exec(all)?.[0]);
    return found.filter((one) => one !== undefined);
  }

  /** Asks everything there is. @returns the answers by question, and what is wrong with them */
  async function round(isOpen: boolean, before?: ReadonlyMap<string, Got>) {
    const answers = new Map<string, Got>();
    const faults: string[] = [];
    for (const [route, asked] of Object.entries(questions)) {
      const texts: string[] = [];
      for (const question of questionsOf(asked)) {
        const key = keyOf(question);
        const answer = await get(question);
        answers.set(key, answer);
        texts.push(answer.text);
        if (answer.status >= 500) faults.push(`${key}: ${answer.status} ${answer.text.slice(0, 200)}`);
        faults.push(...leaksIn(answer, isOpen, asked).map((word) => `${key}: tells ${word}`));
        const old = before?.get(key);
        if (!old || old.status !== 200 || old.text === answer.text) continue;
        // Whoever kept what was said before is told that it is not so any more.
        const again = await get(question, validators(old));
        if (again.status === 304) faults.push(`${key}: what stood there before counts as current`);
      }
      const wanted = isOpen ? asked.open : asked.closed;
      if (wanted !== undefined && !texts.some((text) => text.includes(wanted)))
        faults.push(`${route}: does not say ${wanted}, but ${texts.join(' ').slice(0, 300)}`);
    }
    return { answers, faults };
  }
  const turn = (isPublished: boolean) =>
    ask(`/api/v4/datasets/${encodeURIComponent(DATASET)}`, { isPublished }, 'PATCH');

  it('has questions for every route of the running program', () => {
    const running = routesOf(api.app.getHttpAdapter().getInstance()).filter((route) => !route.startsWith('OPTIONS '));
    expect(running.sort()).toEqual(Object.keys(questions).sort());
  });

  it('hides all there is of a closed dataset, shows it when it opens, and hides it again', async () => {
    const closed = await round(false);
    expect(closed.faults).toEqual([]);
    await turn(true);
    const open = await round(true, closed.answers);
    expect(open.faults).toEqual([]);
    await turn(false);
    const again = await round(false, open.answers);
    expect(again.faults).toEqual([]);
  });
});
