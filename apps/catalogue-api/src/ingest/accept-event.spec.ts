import { makeEvent, type SciZooEvent } from '@scizoo/messaging';
import { aProposalChanged, aScan } from '@scizoo/testing';
import { acceptEvent, readLine } from './accept-event';
import { linesOf } from './ndjson';
import type { Producer } from './registry.service';

const producer: Producer = { source: 'urn:scizoo:demo:zoosaxs', kind: 'sardana', beamlines: ['zoosaxs'] };
const office: Producer = { source: 'urn:scizoo:proposals:demo', kind: 'proposals', beamlines: ['zoosaxs'] };
const first = (events: readonly SciZooEvent[]) => events[0] as SciZooEvent;
const reasons = (event: SciZooEvent, by: Producer | undefined = producer, facility = 'demo') => {
  const result = acceptEvent(event, by, facility);
  return 'reasons' in result ? result.reasons.join('; ') : 'accepted';
};
const withData = (data: unknown, type: SciZooEvent['type'] = 'org.scizoo.scan.progress.v1') =>
  makeEvent(type, { subject: aScan().key, source: producer.source, sequence: 1 }, data as never) as SciZooEvent;

const ofMachine = (beamline: string, source: string): SciZooEvent => {
  const data = { beamline, name: 'Ring current', turn: 'lost' as const, value: '0 mA', at: '2026-11-23T02:41:03Z' };
  return makeEvent('org.scizoo.machine.changed.v1', { subject: beamline, source, sequence: 1 }, data);
};

describe('accepting an event', () => {
  it('takes what its producer is registered for', () => {
    expect(reasons(first(aScan().started().events()))).toBe('accepted');
    expect(reasons(aProposalChanged('20260101'), office)).toBe('accepted');
    expect(reasons(ofMachine('zoosaxs', producer.source))).toBe('accepted');
  });

  it.each([
    ['nobody knows the source', first(aScan().started().events()), undefined, 'is not registered'],
    [
      'another beamline',
      first(aScan().onBeamline('b310a').started().events()),
      producer,
      'not registered for beamline b310a',
    ],
    ['proposals from a beamline', aProposalChanged('20260101'), producer, 'not registered for proposals'],
    ['a machine that is told of elsewhere', ofMachine('b310a', producer.source), producer, 'for beamline b310a'],
    ['a machine that the user office tells of', ofMachine('zoosaxs', office.source), office, 'for proposals only'],
    ['scans from the user office', first(aScan().started().events()), office, 'for proposals only'],
    [
      'a proposal of another beamline',
      aProposalChanged('20260101', { instruments: ['b310a'] }),
      office,
      'beamline b310a',
    ],
  ])('refuses %s', (_name, event, by, reason) => {
    const result = acceptEvent(event, by, 'demo');
    expect('reasons' in result && result.reasons.join()).toContain(reason);
  });

  it('refuses scans of another facility', () => {
    expect(reasons(first(aScan().started().events()), producer, 'elsewhere')).toContain('is not elsewhere');
  });

  it.each([
    ['columns of unequal length', { pointsDone: 2, columns: { a: [1, 2], b: [1] } }, 'same length'],
    ['columns that are no lists', { pointsDone: 2, columns: { a: 1 } }, 'must be a list'],
    ['a column called __proto__', { pointsDone: 1, columns: JSON.parse('{"__proto__":[1]}') as object }, '__proto__'],
    ['objects as points', { pointsDone: 1, columns: { a: [{ $where: '1' }] } }, 'number, text, yes/no'],
    ['too many points', { pointsDone: 1, columns: { a: new Array(20_001).fill(0) } }, '20000 points'],
  ])('refuses %s', (_name, data, reason) => {
    expect(reasons(withData(data))).toContain(reason);
  });

  it('refuses captured values that are no plain values', () => {
    const metadata = (values: unknown) => withData({ when: 'start', values }, 'org.scizoo.scan.metadata.v1');
    expect(reasons(metadata([{ key: 'a', value: { b: 1 } }]))).toContain('data.values.0.value must be');
    expect(reasons(metadata([{ key: '__proto__', value: 1 }]))).toContain('must not be __proto__');
    expect(
      reasons(
        metadata([
          {
            key: 'image',
            value: [
              [1, 2],
              [3, 4],
            ],
          },
        ]),
      ),
    ).toBe('accepted');
  });

  it('reads lines by themselves: a broken one says why and leaves its neighbours', () => {
    const good = JSON.stringify(first(aScan().started().events()));
    const deep = `{"type":"org.scizoo.scan.started.v1","x":${'['.repeat(10_000)}${']'.repeat(10_000)}}`;
    const read = linesOf(Buffer.from([good, '{', '', deep, good].join('\n'))).map(readLine);
    expect(read.map((line) => 'reasons' in line)).toEqual([false, true, true, true, false]);
    expect((read[1] as { reasons: string[] }).reasons).toEqual(['event is not JSON']);
  });
});
