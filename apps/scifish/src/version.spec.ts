import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRecorderMessage } from './recorder-message';
import { recorded } from './testing/recorded-messages';
import { RECORDER_PROTOCOLS, VERSION } from './version';

const read = (path: string) => readFileSync(join(import.meta.dirname, '..', path), 'utf8');
const found = (path: string, pattern: RegExp) => pattern.exec(read(path))?.[1];

describe('versions', () => {
  it('of SciFish and its recorder are the same wherever they are written', () => {
    expect((JSON.parse(read('package.json')) as { version: string }).version).toBe(VERSION);
    expect(found('recorder/pyproject.toml', /^version = "(.*)"/m)).toBe(VERSION);
    const recorder = 'recorder/scizoo_scifish_recorder/__init__.py';
    expect(found(recorder, /__version__ = "(.*)"/)).toBe(VERSION);
    expect(RECORDER_PROTOCOLS).toContain(Number(found(recorder, /^PROTOCOL = (\d+)/m)));
  });

  it('that do not fit are told apart from faults: the recorder keeps its messages, and the sentence says what to renew', () => {
    const speaking = (protocol: number) => () =>
      readRecorderMessage({ ...recorded(1, 'start'), recorder: { version: '9.0.0', protocol } });
    expect(speaking(RECORDER_PROTOCOLS[0] as number)).not.toThrow();
    expect(speaking(99)).toThrow(
      expect.objectContaining({ status: 426, message: expect.stringMatching(/update SciFish$/) as string }),
    );
    expect(speaking(0)).toThrow(
      expect.objectContaining({ status: 426, message: expect.stringMatching(/update the recorder$/) as string }),
    );
  });
});
