import { formatScanKey } from '@scizoo/domain';
import { type EventData, type EventType, EVENTS } from './catalogue-of-events';
import { makeEvent, type SciZooEvent, sourceOf } from './envelope';

const startTime = '2026-11-23T02:41:03.120Z';
const scanKey = formatScanKey({
  kind: 'sardana',
  facility: 'demo',
  beamline: 'b310a',
  door: 'b310a/door/01',
  serial: 64,
  startTime,
});
const fileKey = formatScanKey({
  kind: 'file',
  facility: 'demo',
  beamline: 'b310a',
  host: 'analyser-pc',
  folder: '/data/b310a/20260123',
  stem: 'map_003',
  firstModified: '2026-11-23T03:10:00.000Z',
});
const visitKey = formatScanKey({
  kind: 'form',
  facility: 'demo',
  beamline: 'b310a',
  proposal: '20260123',
  visit: '2026112208',
});

const facts = {
  scanNumber: 64,
  command: 'ascan mot01 0.0 1.0 10 0.1',
  scanType: 'ascan',
  door: 'b310a/door/01',
  startTime,
  user: 'operator',
  proposalId: '20260123',
  visit: '2026112208',
  sourceFolder: '/data/b310a/20260123/2026112208',
};
const file = {
  path: '/data/b310a/20260123/2026112208/scan_0064.h5',
  size: 182_311,
  modifiedAt: '2026-11-23T02:41:09.900Z',
};

interface Example<T extends EventType> {
  readonly subject: string;
  readonly source: string;
  readonly sequence: number;
  readonly time: string;
  readonly data: EventData<T>;
}
const fromScifish = { subject: scanKey, source: sourceOf('scifish', 'b310a') };

/** One example of each event; fictitious. */
const EXAMPLES: { readonly [T in EventType]: Example<T> } = {
  'org.scizoo.scan.started.v1': {
    ...fromScifish,
    sequence: 1,
    time: '2026-11-23T02:41:03.300Z',
    data: {
      ...facts,
      estimatedDurationS: 6.5,
      pointsTotal: 11,
      motors: [{ name: 'mot01', from: 0, to: 1, unit: 'mm' }],
      detectors: ['ct01', 'ct02'],
      columns: [
        { name: 'mot01', unit: 'mm', dtype: 'float64', shape: [] },
        { name: 'ct01', dtype: 'float64', shape: [] },
      ],
      snapshot: [
        {
          key: 'photon_energy',
          value: 712.5,
          unit: 'eV',
          source: 'B310A-O01/OPT/MONO-01/Energy',
          readAt: '2026-11-23T02:41:03.050Z',
          quality: 'valid',
        },
        { key: 'sample_temperature', error: 'not read: timeout', source: 'B310A-EA01/TMP/01/Temperature' },
      ],
    },
  },
  'org.scizoo.scan.progress.v1': {
    ...fromScifish,
    sequence: 2,
    time: '2026-11-23T02:41:04.500Z',
    data: { pointsDone: 2, pointsTotal: 11, firstPoint: 0, columns: { mot01: [0, 0.1], ct01: [1042, 1061] } },
  },
  'org.scizoo.scan.metadata.v1': {
    subject: scanKey,
    source: sourceOf('tango', 'b310a'),
    sequence: 1,
    time: '2026-11-23T02:41:03.400Z',
    data: {
      when: 'start',
      values: [
        {
          key: 'ring_current',
          value: 399.8,
          unit: 'mA',
          source: 'R3-319/DIA/DCCT-01/AverageCurrent',
          readAt: '2026-11-23T02:41:03.390Z',
          quality: 'valid',
        },
      ],
    },
  },
  'org.scizoo.scan.finished.v1': {
    ...fromScifish,
    sequence: 3,
    time: '2026-11-23T02:41:10.100Z',
    data: { ...facts, outcome: 'finished', endTime: '2026-11-23T02:41:09.800Z', pointsDone: 11, files: [file] },
  },
  'org.scizoo.file.written.v1': {
    subject: fileKey,
    source: sourceOf('scifly', 'b310a'),
    sequence: 1,
    time: '2026-11-23T03:10:05.000Z',
    data: {
      path: '/data/b310a/20260123/map_003.txt',
      size: 20_480,
      modifiedAt: '2026-11-23T03:10:04.000Z',
      folder: '/data/b310a/20260123',
      format: 'ses-txt',
      proposalId: '20260123',
      header: [{ key: 'pass_energy', value: 20, unit: 'eV' }],
    },
  },
  'org.scizoo.file.written.v2': {
    subject: fileKey,
    source: sourceOf('filewriter', 'b310a'),
    sequence: 1,
    time: '2026-11-23T03:10:05.000Z',
    data: {
      folder: '/data/b310a/20260123',
      files: [
        { path: '/data/b310a/20260123/map_003.nxs', size: 204_800, modifiedAt: '2026-11-23T03:10:04.000Z' },
        { path: '/data/b310a/20260123/map_003_data_000001.h5', size: 20_480_000 },
      ],
      format: 'nexus',
      proposalId: '20260123',
      startTime: '2026-11-23T03:08:00.000Z',
      endTime: '2026-11-23T03:10:04.000Z',
    },
  },
  'org.scizoo.form.submitted.v1': {
    subject: visitKey,
    source: sourceOf('scifish', 'b310a'),
    sequence: 1,
    time: '2026-11-23T01:00:00.000Z',
    data: {
      proposalId: '20260123',
      visit: '2026112208',
      submittedBy: 'Petra Muster',
      sampleId: 'sample-7',
      values: [{ key: 'sample_preparation', value: 'cleaved in vacuum' }],
    },
  },
  'org.scizoo.machine.changed.v1': {
    subject: 'b310a',
    source: sourceOf('tango', 'b310a'),
    // milliseconds since 1970: counts up over restarts without being kept
    sequence: 1_795_401_663_120,
    time: '2026-11-23T02:41:08.200Z',
    data: {
      beamline: 'b310a',
      name: 'Ring current',
      turn: 'lost',
      value: '0.1 mA',
      before: '399.2 mA',
      limit: 'below 50 mA',
      source: 'R3-D101/DIA/DCCT-01/Current',
      at: startTime,
    },
  },
  'org.scizoo.proposal.changed.v1': {
    subject: '20260123',
    source: sourceOf('duo', 'demo'),
    sequence: 4,
    time: '2026-11-01T08:00:00.000Z',
    data: {
      proposalId: '20260123',
      title: 'Surface states of a fictitious crystal',
      abstract: 'An example.',
      principalInvestigator: { firstName: 'Petra', lastName: 'Muster', email: 'petra.muster@uni.example' },
      instruments: ['b310a'],
      measurementPeriods: [{ instrument: 'b310a', start: '2026-11-22T08:00:00.000Z', end: '2026-11-26T08:00:00.000Z' }],
      samples: [{ sampleId: 'sample-7', name: 'Crystal 7' }],
    },
  },
  'org.scizoo.proposal.withdrawn.v1': {
    subject: '20260123',
    source: sourceOf('duo', 'demo'),
    sequence: 5,
    time: '2026-12-01T08:00:00.000Z',
    data: { proposalId: '20260123', reason: 'withdrawn by the group' },
  },
  'org.scizoo.capture.activated.v1': {
    subject: 'b310a',
    source: sourceOf('catalogue', 'b310a'),
    sequence: 14,
    time: '2026-11-22T07:50:00.000Z',
    data: {
      beamline: 'b310a',
      version: 14,
      activatedAt: '2026-11-22T07:50:00.000Z',
      activatedBy: 'b310a staff',
      reason: 'Cell temperature at each point for the new furnace',
      timeBudgetMs: 500,
      groups: [
        {
          name: 'Sample environment',
          enabled: true,
          limits: { scanKinds: ['ascan', 'mesh'] },
          items: [
            {
              name: 'Cell temperature',
              key: 'cell_temperature',
              source: { kind: 'tango', device: 'B310A-E01/DIA/TCO-02', attribute: 'Temperature' },
              unit: 'K',
              type: 'number',
              when: 'both',
              timeoutMs: 300,
              required: true,
              nexus: 'NXentry/NXsample/temperature',
              plausible: { min: 4, max: 400, frozenScans: 20 },
            },
            {
              name: 'Sample',
              key: 'sample_name',
              source: { kind: 'form', form: 'sample', field: 'name' },
              type: 'text',
              when: 'start',
            },
          ],
        },
      ],
      forms: [
        {
          name: 'sample',
          title: 'Sample',
          schema: { type: 'object', properties: { name: { type: 'string', title: 'Name' } }, required: ['name'] },
        },
      ],
    },
  },
};

export function exampleOf<T extends EventType>(type: T): SciZooEvent<T> {
  const { subject, source, sequence, time, data } = EXAMPLES[type];
  return makeEvent(type, { subject, source, sequence, time: new Date(time) }, data);
}
export const eventTypes = (): EventType[] => Object.keys(EVENTS) as EventType[];
