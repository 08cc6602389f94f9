import { MatDialog } from '@angular/material/dialog';
import { TestBed } from '@angular/core/testing';
import { of } from 'rxjs';
import { Api } from '../core/api';
import { Notices } from '../core/notices';
import { Problem } from '../core/problem';
import { setUp, signedIn } from '../testing/setup';
import type { Change } from './editing/changes';
import { OpenDataset } from './open-dataset';

const PID = '20.500.00000/1';
const record = (part: object) => ({ pid: PID, updatedAt: '2026-01-01T00:00:00.000Z', ...part });
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 5));

/** A catalogue with one dataset, that refuses a version which is not its own. */
async function open(stored: object, answerOfDialog?: unknown) {
  let now = record(stored);
  const patches: unknown[] = [];
  const asked: unknown[] = [];
  const undos: (() => void)[] = [];
  const api = {
    get: (path: string): Promise<unknown> => Promise.resolve(path.endsWith('/access') ? { mayEdit: true } : now),
    merge: (_path: string, patch: object, version: string): Promise<unknown> => {
      if (version !== now.updatedAt) return Promise.reject(new Problem('conflict', ''));
      patches.push(patch);
      now = { ...now, ...patch, updatedAt: new Date(Date.parse(now.updatedAt) + 1000).toISOString() };
      return Promise.resolve(now);
    },
  };
  const dialogs = {
    open: (_: unknown, { data }: { data: unknown }) => (asked.push(data), { afterClosed: () => of(answerOfDialog) }),
  };
  setUp(
    signedIn(),
    OpenDataset,
    { provide: Api, useValue: api },
    { provide: MatDialog, useValue: dialogs },
    { provide: Notices, useValue: { say: () => undefined, offer: (_: string, undo: () => void) => undos.push(undo) } },
  );
  const dataset = TestBed.inject(OpenDataset);
  dataset.pid.set(PID);
  TestBed.tick();
  await settle();
  const byOthers = (part: object): void => {
    now = { ...now, ...part, updatedAt: '2026-02-02T00:00:00.000Z' };
  };
  return { dataset, patches, asked, undos, byOthers, stored: () => now as Record<string, unknown> };
}
const rename = (from: string, to: string): Change[] => [{ path: ['datasetName'], from, to }];

describe('saving a dataset', () => {
  it('writes what was changed and offers to take it back', async () => {
    const { dataset, patches, undos } = await open({ datasetName: 'a', description: 'd' });
    expect(await dataset.save(rename('a', 'b'), 'saved')).toBe(true);
    expect(dataset.dataset()?.datasetName).toBe('b');
    undos[0]!();
    await settle();
    expect(patches).toEqual([{ datasetName: 'b' }, { datasetName: 'a' }]);
  });
  it('asks nobody when somebody else changed another field', async () => {
    const { dataset, asked, byOthers, stored } = await open({ datasetName: 'a', description: 'd' });
    byOthers({ description: 'theirs' });
    expect(await dataset.save(rename('a', 'b'), 'saved')).toBe(true);
    expect([stored()['datasetName'], stored()['description'], asked.length]).toEqual(['b', 'theirs', 0]);
  });
  it('shows both values when the same field was changed, and writes the chosen one', async () => {
    const { dataset, asked, byOthers, stored } = await open({ datasetName: 'a' }, { datasetName: 'both' });
    byOthers({ datasetName: 'theirs', updatedBy: 'somebody' });
    expect(await dataset.save(rename('a', 'mine'), 'saved')).toBe(true);
    expect(asked[0]).toMatchObject({
      by: 'somebody',
      clashes: [{ field: 'datasetName', theirs: 'theirs', mine: 'mine' }],
    });
    expect(stored()['datasetName']).toBe('both');
  });
  it('writes nothing when the person leaves it for later', async () => {
    const { dataset, patches, byOthers } = await open({ datasetName: 'a' }, undefined);
    byOthers({ datasetName: 'theirs' });
    expect(await dataset.save(rename('a', 'mine'), 'saved')).toBe(false);
    expect([patches, dataset.saving()]).toEqual([[], false]);
  });
  it('tells other faults to the page', async () => {
    const { dataset } = await open({ datasetName: 'a' });
    TestBed.inject(Api).merge = () => Promise.reject(new Problem('forbidden', 'frozen'));
    await expect(dataset.save(rename('a', 'b'), 'saved')).rejects.toThrow('frozen');
    expect(dataset.saving()).toBe(false);
  });
});
