import fc from 'fast-check';
import { formatScanKey, parseScanKey, type ScanKey } from './scan-key';

const part = fc.string({ minLength: 1, maxLength: 30, unit: 'grapheme' }).filter((text) => text.isWellFormed());
const time = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const beamline = fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/);

describe('scan keys', () => {
  it('survive being written and read, whatever their parts hold', () => {
    fc.assert(
      fc.property(
        fc.oneof<fc.Arbitrary<ScanKey>[]>(
          fc.record({
            kind: fc.constant('sardana' as const),
            facility: part,
            beamline,
            door: part,
            serial: fc.nat(),
            startTime: time,
          }),
          fc.record({
            kind: fc.constant('file' as const),
            facility: part,
            beamline,
            host: part,
            folder: part,
            stem: part,
            firstModified: time,
          }),
          fc.record({ kind: fc.constant('form' as const), facility: part, beamline, proposal: part, visit: part }),
        ),
        (key) => {
          const text = formatScanKey(key);
          expect(text).toMatch(/^[\x21-\x7e]+$/);
          expect(parseScanKey(text)).toEqual(key);
        },
      ),
    );
  });

  it.each([
    ['sardana/demo/b310a/door/1', '6 parts'],
    ['sardana/demo/B310A/door/1/2026-11-23T02:41:03.120Z', 'lower case'],
    ['sardana/demo/b310a/door/one/2026-11-23T02:41:03.120Z', 'whole number'],
    ['sardana/demo/b310a/door/1/2026-11-23 02:41', 'UTC'],
    ['sardana/demo/b310a//1/2026-11-23T02:41:03.120Z', 'none empty'],
    ['spec/demo', 'begin with'],
    ['form/%zz/b/p/v', 'percent'],
  ])('%s is refused: %s', (text, reason) => {
    expect(() => parseScanKey(text)).toThrow(reason);
  });
});
