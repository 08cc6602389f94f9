import { formatScanKey, SciZooError } from '@scizoo/domain';
import fc from 'fast-check';
import { v5 } from 'uuid';
import { checkEvent, datasetPid, makeEvent, parseEvent, SCIZOO_NAMESPACE, sourceOf } from './envelope';

const subject = formatScanKey({
  kind: 'sardana',
  facility: 'demo',
  beamline: 'b310a',
  door: 'b310a/door/01',
  serial: 64,
  startTime: '2026-11-23T02:41:03.120Z',
});
const started = () =>
  makeEvent(
    'org.scizoo.scan.started.v1',
    { subject, source: sourceOf('scifish', 'b310a'), sequence: 1 },
    {
      scanNumber: 64,
      command: 'ascan mot01 0.0 1.0 10 0.1',
      startTime: '2026-11-23T02:41:03.120Z',
      snapshot: [{ key: 'photon_energy', value: 712.5, unit: 'eV' }],
    },
  );

const faultOf = (body: unknown): SciZooError => {
  try {
    checkEvent(body);
  } catch (error) {
    return error as SciZooError;
  }
  throw new Error('was accepted');
};

describe('events', () => {
  it('keeps its id on re-send and survives the wire', () => {
    expect(started().id).toBe(started().id);
    expect(parseEvent(JSON.stringify(started())).data).toEqual(started().data);
  });

  it('makes ids as every other implementation of UUID version 5', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (name) => {
        expect(datasetPid('20.500', name)).toBe(`20.500/${v5(name, SCIZOO_NAMESPACE)}`);
      }),
    );
  });

  it('names every fault of an invalid event', () => {
    const event = started();
    const data = { ...event.data, scanNumber: 'x', colour: 'red', snapshot: [{ value: 1 }] };
    expect(faultOf({ ...event, data }).details).toEqual(
      expect.arrayContaining([
        'data.scanNumber must be an integer number',
        'data.property colour should not exist',
        'data.snapshot.0.key must be a string',
      ]),
    );
    expect(faultOf({ ...event, type: 'org.scizoo.unknown' }).message).toContain('not known');
    expect(faultOf({ ...event, scansequence: 2 }).message).toContain('UUIDv5');
    expect(faultOf(null).code).toBe('invalid');
  });
});
