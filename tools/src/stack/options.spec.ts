import { resolve } from 'node:path';
import { hasDataciteStandIn, HELP, isMinting, parseOptions, type StackOptions } from './options';

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
  it('has a stand-in for DataCite in the demo, and DOIs elsewhere only where somebody names a service', () => {
    const service = { REGISTER_DOI_URI: 'https://api.test.datacite.org/dois' };
    const doisOf = (args: string[], env: Record<string, string>) => {
      const options = parseOptions(args, env) as StackOptions;
      return [isMinting(options), hasDataciteStandIn(options)];
    };
    expect(doisOf([], {})).toEqual([true, true]);
    expect(doisOf([], service)).toEqual([true, false]);
    expect(doisOf(['--no-demo'], {})).toEqual([false, false]);
    expect(doisOf(['--no-demo'], service)).toEqual([true, false]);
  });
  it('offers help', () => {
    expect(parseOptions(['--help'], {})).toBe('help');
    // option, number, and what it is, with a space between
    for (const line of HELP.split('\n').filter((one) => /^ {2}--\S+ N/.test(one)))
      expect(line).toMatch(/^ {2}--\S+ N +\S/);
  });
});
