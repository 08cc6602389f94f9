import { MAX_EVENT_BYTES, type ReceivedMessage } from '@scizoo/messaging';
import { screen } from './lines';

const message = (value: Buffer | null, topic = 'acquisition'): ReceivedMessage => ({
  topic,
  partition: 0,
  offset: '0',
  time: new Date(0),
  key: null,
  value,
  headers: {},
});
const reason = (value: Buffer | null) => {
  const screened = screen(message(value), ['proposals']);
  return typeof screened === 'object' && 'rejection' in screened ? screened.rejection.reasons[0] : screened;
};

describe('messages as lines', () => {
  it('hands bytes on as they are', () => {
    const value = Buffer.from('{"a":"ä"}');
    expect(screen(message(value), [])).toEqual({ lines: [value] });
  });

  it('makes one line of indented JSON without changing what it says', () => {
    const event = { text: 'two\nlines', list: [1, 2] };
    const screened = screen(message(Buffer.from(JSON.stringify(event, null, 2))), []) as { lines: [Buffer] };
    expect(screened.lines[0].includes(0x0a)).toBe(false);
    expect(JSON.parse(screened.lines[0].toString())).toEqual(event);
  });

  it('says why bytes can be no event', () => {
    expect(reason(null)).toBe('message is empty');
    expect(reason(Buffer.alloc(0))).toBe('message is empty');
    expect(reason(Buffer.from([0x7b, 0xff, 0x7d]))).toBe('message is not UTF-8 text');
    expect(reason(Buffer.alloc(MAX_EVENT_BYTES + 1, 'a'))).toContain('larger than');
  });

  it('passes over what only takes older messages out of a compacted topic', () => {
    expect(screen(message(null, 'proposals'), ['proposals'])).toBe('nothing');
  });
});
