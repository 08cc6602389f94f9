import type { DatasetItem, SearchBody } from './search';
import { SEARCH } from './search';

/** A dataset as the search gives it. */
export const anItem = (number: number, part: Partial<DatasetItem> = {}): DatasetItem => ({
  pid: `20.500.00000/${number}`,
  datasetName: `scan-${number}`,
  type: 'raw',
  startTime: '2026-11-22T12:00:00.000Z',
  endTime: null,
  creationTime: '2026-11-22T12:00:00.000Z',
  createdAt: '2026-11-22T12:00:00.000Z',
  ownerGroup: '20260101',
  proposalIds: ['20260101'],
  sampleIds: [],
  instrumentIds: [],
  principalInvestigators: ['Petra Muster'],
  keywords: [],
  techniques: [],
  size: 0,
  numberOfFiles: 0,
  isPublished: false,
  comment: null,
  dataQualityMetrics: null,
  description: null,
  creationLocation: null,
  scan: null,
  hasThumbnail: false,
  metadata: {},
  mayEdit: true,
  ...part,
});

interface Asked {
  readonly path: string;
  readonly body: SearchBody;
  answer(answer: unknown): Promise<void>;
  fail(fault: unknown): Promise<void>;
}
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));

/** The catalogue's search, which answers when the test says so. */
export class SearchOnHold {
  readonly asked: Asked[] = [];
  readonly ask = (path: string, body: SearchBody): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const done = (act: () => void) => (act(), settle());
      this.asked.push({
        path,
        body,
        answer: (answer) => done(() => resolve(answer)),
        fail: (fault) => done(() => reject(fault as Error)),
      });
    });
  readonly get = (): Promise<unknown> => Promise.resolve([]);
  readonly send = (): Promise<unknown> => Promise.resolve({});

  get rows(): Asked[] {
    return this.asked.filter(({ path }) => path === SEARCH);
  }
  get counts(): Asked[] {
    return this.asked.filter(({ path }) => path === `${SEARCH}/facets`);
  }
}
export { settle };
