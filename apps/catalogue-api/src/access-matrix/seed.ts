import { EVERYBODY } from '@scizoo/domain';
import type { Catalogue } from '../schema/catalogue.harness';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { emailOf, markerOf, OWN_TYPE, ownership, type State, STATES } from './roles';
import type { Ids } from './table';

const post = async (
  catalogue: Catalogue,
  path: string,
  body: object,
  by = 'admin',
): Promise<Record<string, unknown>> => {
  const answer = await catalogue.ask('POST', path, by, { body });
  if (answer.status >= 300) throw new Error(`the matrix cannot be set up: ${path}: ${answer.status} ${answer.text}`);
  return answer.body as Record<string, unknown>;
};
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const BOUNDARY = 'boundary-of-the-matrix';
/** A small picture as a browser sends it. */
export function upload(caption: string) {
  const part = (head: string) => Buffer.from(`--${BOUNDARY}\r\ncontent-disposition: form-data; ${head}\r\n\r\n`);
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: Buffer.concat([
      part('name="caption"'),
      Buffer.from(`${caption}\r\n`),
      part('name="file"; filename="a.png"\r\ncontent-type: image/png'),
      Buffer.from(PICTURE, 'base64'),
      Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
    ]),
  };
}

async function proposal(catalogue: Catalogue, state: State): Promise<Ids> {
  const word = markerOf('proposal', state);
  const { accessGroups, ownerGroup, instrumentGroup } = ownership(state);
  const made = await post(catalogue, '/api/v3/proposals', {
    proposalId: `proposal-${state}`,
    email: 'pi@demo.example',
    title: word,
    abstract: word,
    metadata: { [word]: word },
    ...{ ownerGroup, accessGroups, instrumentGroup },
  });
  // Only the program publishes proposals and says who is on them.
  const stored = catalogue.database.collection<{ _id: string; readers: string[] }>('proposals');
  const of = { _id: `proposal-${state}` };
  await stored.updateOne(of, { $set: { team: [{ role: 'member', lastName: word }] } });
  if (state === 'published') await stored.updateOne(of, { $set: { isPublished: true }, $push: { readers: EVERYBODY } });
  const attachment = await post(catalogue, `/api/v3/proposals/proposal-${state}/attachments`, {
    caption: word,
    ownerGroup,
  });
  const book = `proposal:proposal-${state}`;
  const entry = await post(catalogue, `/api/v4/logbook/books/${book}/entries`, { title: word, text: word });
  const note = await post(catalogue, '/api/v4/scan-notes', {
    proposalId: `proposal-${state}`,
    at: '2024-03-01T10:00:30Z',
    text: markerOf('note', state),
  });
  await catalogue.ask('PUT', `/api/v4/logbook/books/${book}/settings`, 'admin', {
    body: { revision: 0, attributes: [{ name: 'word', title: word, kind: 'text' }], templates: [] },
  });
  const file = await catalogue.ask('POST', `/api/v4/logbook/books/${book}/files`, 'admin', upload(word));
  return {
    file: String(file.body.id),
    note: String(note['id']),
    proposalId: String(made['proposalId']),
    proposalAid: String(attachment['id']),
    book,
    entry: String(entry['id']),
  };
}

async function sample(catalogue: Catalogue, state: State): Promise<Ids> {
  const word = markerOf('sample', state);
  const { accessGroups, ownerGroup, instrumentGroup } = ownership(state);
  const sampleId = `sample-${state}`;
  await post(catalogue, '/api/v3/samples', {
    sampleId,
    sampleName: word,
    description: word,
    sampleCharacteristics: { [word]: word },
    isPublished: state === 'published',
    ...{ ownerGroup, accessGroups, instrumentGroup },
  });
  const attachment = await post(catalogue, `/api/v3/samples/${sampleId}/attachments`, { caption: word });
  return { sampleId, sampleAid: String(attachment['id']) };
}

async function dataset(catalogue: Catalogue, state: State, ids: Ids, dataRoot: string): Promise<Ids> {
  const word = markerOf('dataset', state);
  const sourceFolder = join(dataRoot, word);
  await mkdir(sourceFolder, { recursive: true });
  await writeFile(join(sourceFolder, `${word}.h5`), word);
  const pid = `20.500.00000/${state}`;
  await post(catalogue, '/api/v4/datasets', {
    ...ownership(state),
    pid,
    type: state === 'measured' ? 'raw' : OWN_TYPE,
    owner: word,
    contactEmail: 'pi@demo.example',
    sourceFolder,
    creationTime: '2026-03-01T10:00:00Z',
    startTime: '2026-03-01T10:00:00Z',
    datasetName: word,
    runNumber: '412',
    description: word,
    comment: word,
    creationLocation: word,
    keywords: [word],
    principalInvestigators: [word],
    scientificMetadata: { [word]: { value: 5, unit: 'keV', human_name: word }, text: word },
    sharedWith: state === 'shared' ? [emailOf('shared')] : [],
    isPublished: state === 'published',
    proposalIds: [ids['proposalId']],
    sampleIds: [ids['sampleId']],
    instrumentIds: [ids['instrumentPid']],
  });
  const path = `/api/v3/datasets/${encodeURIComponent(pid)}`;
  const dataFileList = [{ path: `${word}.h5`, size: 5, time: '2026-03-01T10:00:00Z' }];
  const block = await post(catalogue, '/api/v3/origdatablocks', { datasetId: pid, size: 5, dataFileList });
  const attachment = await post(catalogue, `${path}/attachments`, {
    caption: word,
    thumbnail: `data:image/png;base64,${PICTURE}${word}`,
    ownerGroup: 'g-owners',
  });
  await catalogue.ask('PATCH', path, 'admin', { body: { license: word } });
  const { body: history } = await catalogue.ask('GET', path.replace('v3', 'v4') + '/history', 'admin');
  const datablock = await post(catalogue, '/api/v3/datablocks', {
    ...{ datasetId: pid, size: 5, packedSize: 5, version: '1', archiveId: word, dataFileList },
  });
  const picture = await catalogue.ask(
    'POST',
    `/api/v4/datasets/${encodeURIComponent(pid)}/images`,
    'admin',
    upload(word),
  );
  return {
    pid,
    '*': `${word}.h5`,
    oid: String(block['_id']),
    did: String(datablock['_id']),
    changeId: String(history.items[0].id),
    aid: String(attachment['id']),
    imageId: String(picture.body.aid),
  };
}

/** A view that the owner shares with the owners, and one that staff propose for the instrument. */
async function view(catalogue: Catalogue, state: 'private' | 'shared'): Promise<string> {
  const [place, by] = state === 'private' ? [{ group: 'g-owners' }, 'owner'] : [{ instrument: 'zoosaxs' }, 'staff'];
  const made = await post(
    catalogue,
    '/api/v4/views',
    { table: 'scan-log', name: markerOf('view', state), ...place },
    by,
  );
  return String(made['id']);
}

/** What the states of other records are called for publications. */
const STATUS = { private: 'private', shared: 'public', published: 'registered', measured: 'amended' } as const;

async function publication(catalogue: Catalogue, state: State, pid: string): Promise<Ids> {
  const word = markerOf('publication', state);
  const made = await post(
    catalogue,
    '/api/v4/publisheddata',
    { title: word, abstract: word, datasetPids: [pid], metadata: { dataDescription: word, relatedItems: [word] } },
    'owner',
  );
  const doi = String(made['doi']);
  // Only the program changes the status.
  await catalogue.database
    .collection<{ _id: string }>('publisheddata')
    .updateOne({ _id: doi }, { $set: { status: STATUS[state] } });
  return { doi };
}

/** A dead letter of the instrument, done with: staff may look at it, and all acts on it end in a conflict. */
export const LETTER = {
  _id: 'acquisition-0-1-0',
  topic: 'acquisition',
  partition: 0,
  offset: '1',
  key: null,
  time: new Date(0),
  deadSince: new Date(0),
  attempts: 1,
  errorClass: 'invalid',
  reasons: ['event is not JSON'],
  reasonGroup: 'event is not JSON',
  beamline: 'zoosaxs',
  size: 2,
  bytes: Buffer.from('{}'),
  state: 'discarded',
  acts: [],
};

/** One record of every kind in every state, told apart by their words; made by the admin over HTTP. `dataRoot` holds their files. */
export async function seed(catalogue: Catalogue, dataRoot: string): Promise<Record<State, Ids>> {
  const instrument = await post(catalogue, '/api/v3/instruments', {
    uniqueName: 'zoosaxs',
    name: 'ZooSAXS',
    customMetadata: { staffGroup: 'g-staff' },
  });
  await catalogue.database.collection<{ _id: string }>('deadLetters').insertOne(LETTER);
  await catalogue.database
    .collection<{ _id: string }>('captureHealth')
    .insertOne({ _id: 'zoosaxs', beamline: 'zoosaxs', items: [], lostScans: [] } as never);
  const policy = await post(catalogue, '/api/v3/policies', {
    ownerGroup: 'g-owners',
    manager: ['nobody@demo.example'],
  });
  const { body: self } = await catalogue.ask('GET', '/api/v3/users/my/self', 'owner');
  const { body: token } = await catalogue.ask('POST', '/api/v4/tokens', 'owner', {
    body: { name: 'other', scopes: ['read'] },
  });
  const all: Partial<Record<State, Ids>> = {};
  for (const state of STATES) {
    const ids = {
      instrumentPid: String(instrument['pid']),
      policyId: String(policy['_id']),
      userId: String(self.id),
      tokenId: String(token.id),
      ...(await proposal(catalogue, state)),
      ...(await sample(catalogue, state)),
    };
    const ofDataset = await dataset(catalogue, state, ids, dataRoot);
    all[state] = { ...ids, ...ofDataset, ...(await publication(catalogue, state, String(ofDataset['pid']))) };
  }
  const jobWord = markerOf('job', 'private');
  const job = await post(
    catalogue,
    '/api/v4/jobs',
    {
      type: 'archive',
      ownerUser: 'owner',
      ownerGroup: 'g-owners',
      jobParams: { datasetList: [{ pid: all.private!['pid'], files: [] }], [jobWord]: jobWord },
    },
    'owner',
  );
  all.private = { ...all.private, jobId: String(job['id']), viewId: await view(catalogue, 'private') };
  all.shared = { ...all.shared, viewId: await view(catalogue, 'shared') };
  return all as Record<State, Ids>;
}
