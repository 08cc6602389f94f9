import { type FieldMark, parseScanKey, SOURCE_PRIORITY } from '@scizoo/domain';
import { type SciZooEvent } from '@scizoo/messaging';
import { aScan, type ScanBuilder } from '@scizoo/testing';
import fc from 'fast-check';
import { acceptEvent } from './accept-event';
import type { Document } from './driver';
import { type AcceptedEvent, type KnownDataset, planDataset } from './plan-dataset';
import type { OwningProposal } from './ownership';
import { eventMarks, marksOf, type StoredMarks } from './stored-marks';

const PROPOSAL: OwningProposal = {
  _id: '20260101',
  ownerGroup: '20260101',
  accessGroups: ['helpers'],
  pi_firstname: 'Ada',
  pi_lastname: 'Muster',
  pi_email: 'ada.muster@demo.example',
};
const beamline = { name: 'zoosaxs', staffGroup: 'zoosaxs-staff', instrumentId: '20.500/zoosaxs' };
const NOW = new Date('2026-11-23T03:00:00Z');
const around = (proposals: OwningProposal[] = [PROPOSAL]) => ({
  beamline,
  facility: 'demo',
  now: NOW,
  years: { publication: 3, retention: 7 },
  proposals: new Map(proposals.map((proposal) => [proposal._id, proposal])),
});
const KINDS: Record<string, 'sardana' | 'tango'> = { 'urn:scizoo:tango:zoosaxs': 'tango' };

function accepted(event: SciZooEvent): AcceptedEvent {
  const producer = { source: event.source, kind: KINDS[event.source] ?? ('sardana' as const), beamlines: ['zoosaxs'] };
  const result = acceptEvent(event, producer, 'demo');
  if (!('about' in result) || result.about !== 'scan') throw new Error(JSON.stringify(result));
  return result;
}

/** What the database makes of the plans, one batch after the other. */
class Record_ {
  document: (Document & KnownDataset) | undefined;
  readonly points = new Map<string, unknown>();
  readonly beside: Document = {};
  readonly verdicts: string[] = [];

  take(events: readonly SciZooEvent[], context = around()): this {
    const keyText = (events[0] as SciZooEvent).subject;
    const about = { pid: 'pid', key: parseScanKey(keyText), keyText };
    const plan = planDataset(about, this.document, events.map(accepted), context);
    this.verdicts.push(...plan.verdicts);
    Object.assign(this.beside, plan.beside);
    for (const run of plan.points) this.points.set(`${run.chunk}/${run.first}`, run);
    if (plan.applied.length === 0) return this;
    if (plan.insert) this.document = structuredClone(plan.insert) as Document & KnownDataset;
    else {
      for (const [path, value] of Object.entries(plan.set)) setPath(this.document as Document, path, value);
      for (const path of plan.unset) setPath(this.document as Document, path, undefined);
    }
    return this;
  }
}
function setPath(document: Document, path: string, value: unknown): void {
  const [head = '', ...rest] = path.split('.');
  const tail = rest.join('.');
  const target = tail ? ((document[head] ??= {}) as Document) : document;
  if (value === undefined) delete target[tail || head];
  else target[tail || head] = value;
}
const record = () => new Record_();
/** With the marks themselves instead of their text, in which their order is not settled. */
const comparable = ({ document }: Record_) => ({ ...document, ing: [marksOf(document?.ing), document?.ing?.s] });

/** A scan told by Sardana and by a harvester of Tango attributes, with values of the same name from both. */
function told(): SciZooEvent[] {
  const scan = aScan().numbered(64).startedAt('2026-11-23T02:41:03.120Z');
  const sardana = scan
    .started()
    .progress(3)
    .metadata([{ key: 'ring.current', value: 300, unit: 'mA' }], 'start')
    .progress(6)
    .metadata([{ key: 'photon_energy', value: 7113, unit: 'eV' }], 'end')
    .finished({ files: [{ path: '/data/scan.h5', size: 4096 }] })
    .events();
  const tango = aScan()
    .numbered(64)
    .startedAt('2026-11-23T02:41:03.120Z')
    .from('urn:scizoo:tango:zoosaxs')
    .metadata([{ key: 'ring.current', value: 301, unit: 'mA' }])
    .metadata([{ key: 'vacuum', error: 'timeout' }])
    .events();
  return [...sardana, ...tango];
}

describe('planning what events do to a dataset', () => {
  it('makes a complete record of a scan', () => {
    const { document } = record().take(told());
    expect(document).toMatchObject({
      _id: 'pid',
      type: 'raw',
      owner: 'Ada Muster',
      ownerGroup: '20260101',
      accessGroups: ['helpers'],
      instrumentGroup: 'zoosaxs-staff',
      instrumentIds: ['20.500/zoosaxs'],
      contactEmail: 'ada.muster@demo.example',
      principalInvestigators: ['Ada Muster'],
      proposalIds: ['20260101'],
      datasetName: 'scan.h5',
      runNumber: '64',
      creationLocation: '/demo/zoosaxs',
      startTime: new Date('2026-11-23T02:41:03.120Z'),
      readers: ['20260101', 'helpers', 'zoosaxs-staff'],
      isPublished: false,
      scan: { beamline: 'zoosaxs', state: 'finished', number: 64, flags: [] },
      scientificMetadata: {
        scan_state: 'finished',
        scan_command: 'ascan mot01 0.0 1.0 10 0.1',
        points_done: 11,
        points_total: 11,
        motors: ['mot01'],
        detectors: ['ct01', 'ct02'],
        photon_energy: { value: 7113, unit: 'eV', when: 'end' },
        'ring%2Ecurrent': { value: 300, unit: 'mA', valueSI: 0.3, unitSI: 'A' },
        vacuum: { error: 'timeout' },
      },
    });
  });

  it('ends in the same record in any order, with any repetition, over any batches', () => {
    const events = told();
    const expected = record().take(events);
    const shuffled = fc.array(fc.nat({ max: events.length - 1 }), { maxLength: 10 }).chain((again) =>
      fc.shuffledSubarray([...events, ...again.map((i) => events[i] as SciZooEvent)], {
        minLength: events.length + again.length,
      }),
    );
    fc.assert(
      fc.property(shuffled, fc.integer({ min: 1, max: 8 }), (order, size) => {
        const actual = record();
        for (let from = 0; from < order.length; from += size) actual.take(order.slice(from, from + size));
        expect(comparable(actual)).toEqual(comparable(expected));
        expect(actual.points).toEqual(expected.points);
        expect(actual.beside).toEqual(expected.beside);
        expect(actual.verdicts.filter((verdict) => verdict !== 'duplicate')).toHaveLength(events.length);
      }),
      { numRuns: 200 },
    );
  });

  it('takes an end without its start as a whole scan', () => {
    const events = told();
    const end = events.find(({ type }) => type === 'org.scizoo.scan.finished.v1') as SciZooEvent;
    const { document } = record().take([end]);
    expect(document).toMatchObject({ runNumber: '64', ownerGroup: '20260101', scan: { state: 'finished' } });
    const later = record()
      .take([end])
      .take([events[0] as SciZooEvent]);
    expect(later.document?.['scan']).toMatchObject({ state: 'finished' });
    expect(later.verdicts).toEqual(['applied', 'applied']);
  });

  it('leaves what a user has set, and replaced metadata but for the state of the scan', () => {
    const start = scan().started().events();
    const user: FieldMark = [SOURCE_PRIORITY.user, 1];
    const actual = record().take(start);
    const ing = actual.document?.ing as { f: Record<string, FieldMark> } & StoredMarks;
    Object.assign(ing.f, { ownerGroup: user, datasetName: user, scientificMetadata: user });
    Object.assign(actual.document as Document, { ownerGroup: 'mine', datasetName: 'mine', scientificMetadata: {} });
    actual.take(
      scan()
        .progress(1)
        .metadata([{ key: 'photon_energy', value: 1 }])
        .finished()
        .events(),
    );
    expect(actual.document).toMatchObject({
      ownerGroup: 'mine',
      datasetName: 'mine',
      scientificMetadata: { scan_state: 'finished' },
      scan: { state: 'finished' },
    });
    expect(actual.document?.['scientificMetadata']).not.toHaveProperty('photon_energy');
  });

  it('writes a scan of a proposal that is not known for the staff, and flags it', () => {
    const { document } = record().take(told(), around([]));
    expect(document).toMatchObject({
      ownerGroup: 'zoosaxs-staff',
      readers: ['zoosaxs-staff'],
      principalInvestigators: [],
      scan: { flags: ['unknown-proposal'] },
    });
  });

  it('does not open a scan to a proposal of another beamline, and flags it', () => {
    const { beamline, ...rest } = around([{ ...PROPOSAL, instrumentIds: ['20.500.00000/other'] }]);
    const here = { ...rest, beamline: { ...beamline, instrumentId: '20.500.00000/here' } };
    const closed = record().take(told(), here).document;
    expect(closed).toMatchObject({ readers: ['zoosaxs-staff'], scan: { flags: ['proposal-elsewhere'] } });
    const granted = [{ ...PROPOSAL, instrumentIds: ['20.500.00000/other', '20.500.00000/here'] }];
    const open = record().take(told(), { ...around(granted), beamline: here.beamline }).document;
    expect(open).toMatchObject({ ownerGroup: '20260101', scan: { flags: [] } });
  });

  it('keeps items that are called like facts of the scan apart', () => {
    const { document } = record().take(
      scan()
        .metadata([{ key: 'scan_state', value: 'dancing' }])
        .started()
        .events(),
    );
    expect(document?.['scientificMetadata']).toMatchObject({
      scan_state: 'running',
      scan_state_captured: { value: 'dancing' },
    });
  });
});

describe('stored marks', () => {
  it('come back as they were, under any name, with those of users above them', () => {
    const names = fc.oneof(
      fc.string(),
      fc.string().map((key) => `scientificMetadata.${key}`),
      fc.constantFrom('@files/a b.h5', 'scan.estimatedEnd'),
    );
    const paths = names.filter((path) => path !== '' && !path.startsWith('.') && path !== '__proto__');
    const mark = fc.tuple(fc.constantFrom(10, 40, 60), fc.nat(), fc.nat({ max: 65_535 }));
    fc.assert(
      fc.property(fc.dictionary(paths, mark), (marks) => {
        expect(marksOf({ f: {}, m: eventMarks(marks) })).toEqual(marks);
      }),
    );
    const user: FieldMark = [SOURCE_PRIORITY.user, 5];
    const m = eventMarks({ comment: [60, 1, 2], 'scientificMetadata.a%2Eb': [60, 1, 2] });
    expect(marksOf({ f: { comment: user, 'scientificMetadata%2Ea%252Eb': user }, m })).toEqual({
      comment: user,
      'scientificMetadata.a%2Eb': user,
    });
    expect(eventMarks({ comment: user })).toBe('[]');
  });
});

const scan = (): ScanBuilder => aScan().numbered(65).startedAt('2026-11-23T02:41:03.120Z');
