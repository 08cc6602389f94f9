import type { Provider } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { provideRouter } from '@angular/router';
import { TranslocoTestingModule } from '@jsverse/transloco';
import type { ScanLogRow } from '../core/api-types';
import { Session } from '../core/session';
import en from '../messages/en.json' with { type: 'json' };
import logbook from '../messages/logbook.en.json' with { type: 'json' };
import logbookSv from '../messages/logbook.sv.json' with { type: 'json' };
import publishing from '../messages/publishing.en.json' with { type: 'json' };
import publishingSv from '../messages/publishing.sv.json' with { type: 'json' };
import sv from '../messages/sv.json' with { type: 'json' };

/** Words and routes as in the program. */
export function setUp(...providers: Provider[]): void {
  localStorage.clear();
  TestBed.configureTestingModule({
    imports: [
      TranslocoTestingModule.forRoot({
        langs: {
          en: { ...en, ...publishing, logbook: { ...en.logbook, ...logbook.logbook } },
          sv: { ...sv, ...publishingSv, logbook: { ...sv.logbook, ...logbookSv.logbook } },
        },
        translocoConfig: { availableLangs: ['en', 'sv'], defaultLang: 'en' },
        preloadLangs: true,
      }),
    ],
    providers: [provideRouter([]), ...providers],
  });
}

export const USER = {
  id: 'u1',
  username: 'staff',
  email: 'staff@zoo.example',
  groups: ['zoosaxs-staff'],
  rights: ['samples'],
  method: 'local',
};
/** Somebody is signed in, without a server. */
export const signedIn = (rights: readonly string[] = USER.rights): Provider => {
  const user = { ...USER, rights };
  return {
    provide: Session,
    useValue: {
      user: () => user,
      lastUser: () => user,
      load: () => Promise.resolve(),
      ended: () => false,
      refresh: () => Promise.resolve(true),
      csrfToken: () => 'token',
    },
  };
};

export function aRow(number: number, part: Partial<ScanLogRow> = {}): ScanLogRow {
  const startTime = new Date(Date.UTC(2026, 10, 22, 12) + number * 60_000).toISOString();
  return {
    pid: `20.500.00000/${number}`,
    scanNumber: number,
    runNumber: String(number),
    datasetName: `scan-${number}.h5`,
    startTime,
    endTime: new Date(Date.parse(startTime) + 30_000).toISOString(),
    instrument: 'zoosaxs',
    principalInvestigators: ['Petra Muster'],
    proposalIds: ['20260101'],
    visit: null,
    sampleIds: [],
    command: 'ascan mot01 0 1 10 0.1',
    scanType: 'ascan',
    state: 'finished',
    reason: null,
    pointsDone: 11,
    pointsTotal: 11,
    estimatedEnd: null,
    detectors: ['ct01'],
    motors: ['mot01'],
    sourceFolder: '/data/visitors/zoosaxs/20260101/raw',
    size: 1000,
    numberOfFiles: 1,
    comment: null,
    commentBy: null,
    commentAt: null,
    dataQualityMetrics: null,
    ratedBy: null,
    images: [],
    entries: [],
    flags: [],
    metadata: {},
    mayAnnotate: true,
    updatedAt: startTime,
    ...part,
  };
}
