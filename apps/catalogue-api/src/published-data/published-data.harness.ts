import { aDataset } from '@scizoo/testing';
import { Catalogue, inPath } from '../schema/catalogue.harness';
import { MINTER_TOKEN, MinterHarness } from './registration/minter.harness';

export const v4 = '/api/v4/publisheddata';
export const metadata = {
  creators: [{ name: 'Muster, Petra', affiliation: [{ name: 'Zoo' }] }],
  publisher: { name: 'SciZoo' },
  resourceType: 'raw',
  publicationYear: 2026,
};

/** A catalogue for a suite about publications, with a minter at its side. */
export function publications(mongodb: () => { uri: string }) {
  let catalogue: Catalogue;
  let minter: MinterHarness;
  const ask = (...args: Parameters<Catalogue['ask']>) => catalogue.ask(...args);
  beforeAll(async () => {
    catalogue = await Catalogue.start(
      mongodb().uri,
      {
        owner: ['20260101'],
        colleague: ['20260101'],
        stranger: ['20260102'],
        admin: ['admin'],
        deleter: ['deleters'],
        both: ['admin', 'deleters'],
      },
      {
        deleteGroups: ['deleters'],
        doiPrefix: '10.48391/',
        publicUrlPrefix: 'https://data.zoo.example/',
        doiMinterToken: MINTER_TOKEN,
        doiWaitMs: 20_000,
      },
    );
    minter = new MinterHarness(catalogue);
    minter.start();
  }, 60_000);
  afterAll(async () => {
    await minter.stop();
    await catalogue.stop();
  });

  const dataset = async (user = 'owner', fields: object = {}) => {
    const { body, status, text } = await ask('POST', '/api/v4/datasets', user, {
      body: { ...aDataset().build(), ...fields },
    });
    if (status !== 201) throw new Error(text);
    return (body as { pid: string }).pid;
  };
  const publication = async (user = 'owner', fields: object = {}) => {
    const body = { title: 'Otters', abstract: 'In liquid', datasetPids: [], metadata, ...fields };
    const answer = await ask('POST', v4, user, { body });
    if (answer.status !== 201) throw new Error(answer.text);
    return answer.body as { doi: string; status: string } & Record<string, unknown>;
  };
  const act = (doi: string, what: string, user?: string, body?: object) =>
    ask('POST', `${v4}/${inPath(doi)}/${what}`, user, body && { body });
  const statusOf = async (doi: string) =>
    ((await ask('GET', `${v4}/${inPath(doi)}`, 'admin')).body as { status: string }).status;
  const isOpen = async (pid: string) => (await ask('GET', `/api/v3/datasets/${inPath(pid)}`)).status === 200;
  return {
    ask,
    dataset,
    publication,
    act,
    statusOf,
    isOpen,
    get catalogue() {
      return catalogue;
    },
    get minter() {
      return minter;
    },
  };
}
