import { resolve } from 'node:path';
import { parseOptions } from './options';

describe('options of npm start', () => {
  it('takes options before variables before defaults', () => {
    expect(parseOptions([], {})).toMatchObject({ port: 3000, mongodbPort: 27017, kafkaPort: 9092, demo: true });
    const options = parseOptions(['--port', '4000', '--data-dir', 'a b', '--no-demo'], {
      PORT: '5000',
      KAFKA_PORT: '9999',
    });
    expect(options).toMatchObject({ port: 4000, kafkaPort: 9999, dataDir: resolve('a b'), demo: false });
  });
  it('uses given servers', () => {
    expect(parseOptions([], { MONGODB_URI: 'mongodb://x/y', KAFKA_BROKERS: '' })).toMatchObject({
      mongodbUri: 'mongodb://x/y',
      kafkaBrokers: undefined,
    });
  });
  it.each([
    [['--port', 'x'], '--port (PORT) is a port from 1 to 65535, not "x".'],
    [['--port', '70000'], 'not "70000"'],
    [['--port', '9092'], 'Port 9092 is given to both --port and --kafka-port: choose two.'],
    [['--colour'], "Unknown option '--colour'"],
    [['--port'], '--help` lists the options'],
  ])('says in a sentence what is wrong with %j', (args, sentence) => {
    expect(() => parseOptions(args, {})).toThrow(sentence);
  });
  it('offers help', () => {
    expect(parseOptions(['--help'], {})).toBe('help');
  });
});
