import { beamlineOf, eventTypeOf, reasonGroupOf, subjectOf } from './letter-facts';

const KEY = 'sardana/demo/b310a/b310a%2Fdoor%2F01/64/2026-11-23T02:41:03.120Z';

describe('what can be told of a dead letter', () => {
  it('is read from the key first, then from what stands in the message', () => {
    expect(beamlineOf(KEY, '')).toBe('b310a');
    expect(beamlineOf(null, '{"source":"urn:scizoo:demo:zoosaxs",')).toBe('zoosaxs');
    expect(beamlineOf('something else', 'not json')).toBeUndefined();
    expect(eventTypeOf('{ "type" : "org.scizoo.scan.started.v1"')).toBe('org.scizoo.scan.started.v1');
    expect(subjectOf(KEY, '')).toBe(KEY);
    expect(subjectOf('wrong', `{"subject":"${KEY}"`)).toBe(KEY);
    expect(subjectOf('wrong', '{"subject":"20260101"')).toBeUndefined();
  });

  it('puts letters of one cause together', () => {
    const group = (...reasons: string[]) => reasonGroupOf('invalid', reasons);
    expect(group('source urn:scizoo:demo:zoosaxs is not registered')).toBe(
      group('source urn:scizoo:a:b is not registered'),
    );
    expect(group('event is larger than 1048576 bytes')).toBe('event is larger than # bytes');
    expect(group('event data is not valid', 'data.pointsDone must be an integer number')).toBe(
      'event data is not valid: data.pointsDone',
    );
    expect(group()).toBe('invalid');
  });
});
