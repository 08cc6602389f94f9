import { Component, inject } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Api } from '../core/api';
import { setUp, signedIn } from '../testing/setup';
import { ScanFlags } from '../ui/scan-flags';
import { OpenDataset } from './open-dataset';
import { ScanOfDataset } from './scan-of-dataset';

const PID = '20.500.00000/1';

@Component({
  selector: 'sz-flags-of-dataset',
  imports: [ScanFlags],
  template: '<sz-scan-flags [flags]="scan.flags()" />',
  providers: [OpenDataset, ScanOfDataset],
})
class FlagsOfDataset {
  readonly scan = inject(ScanOfDataset);
  readonly open = inject(OpenDataset);
}

async function shown(times: object, row?: object): Promise<string> {
  const dataset = {
    pid: PID,
    createdAt: '2026-11-29T10:00:05.000Z',
    scientificMetadata: { scan_command: { value: 'ascan mot01 0 1 10 0.1' } },
    ...times,
  };
  const api = {
    get: (path: string): Promise<unknown> => {
      if (!path.endsWith('/row')) return Promise.resolve(dataset);
      return row ? Promise.resolve({ pid: PID, ...row }) : Promise.reject(new Error('no row'));
    },
  };
  setUp(signedIn(), { provide: Api, useValue: api });
  const fixture = TestBed.createComponent(FlagsOfDataset);
  fixture.componentInstance.open.pid.set(PID);
  // the dataset comes, then its row
  for (let round = 0; round < 4; round++) {
    fixture.detectChanges();
    TestBed.tick();
    await new Promise((done) => setTimeout(done, 5));
  }
  return (fixture.nativeElement as HTMLElement).textContent.trim();
}

describe('marks of a dataset', () => {
  it('say that the times of a scan cannot be true', async () => {
    const ended = { startTime: '2026-11-29T10:00:00.000Z', endTime: '2026-11-29T09:00:00.000Z' };
    expect(await shown(ended)).toContain('The times of this scan cannot be true');
  });
  it('are none when they are', async () => {
    expect(await shown({ startTime: '2026-11-29T10:00:00.000Z', endTime: '2026-11-29T10:01:00.000Z' })).toBe('');
    TestBed.resetTestingModule();
    expect(await shown({ startTime: '2027-11-29T10:00:00.000Z', scientificMetadata: {} })).toBe('');
  });
  it('are those of the row for whoever has it in the scan log', async () => {
    const text = await shown({ startTime: '2026-11-29T10:00:00.000Z' }, { flags: ['unknown-proposal'] });
    expect(text).toContain('The proposal of this scan is not known yet');
  });
});
