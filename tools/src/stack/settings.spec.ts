import { parseOptions, type StackOptions } from './options';
import type { Secrets } from './secrets';
import { ProgramSettings } from './settings';

const NAME = 'ROR_API';
const registriesOf = (...args: string[]) => {
  const options = parseOptions([...args, '--devices-port', '4035'], {}) as StackOptions;
  const { ORCID_API, ROR_API } = new ProgramSettings(options, {} as Secrets, 'accounts.json').catalogue();
  return [ORCID_API, ROR_API];
};

describe('settings of the catalogue', () => {
  const before = process.env[NAME];
  afterEach(() => {
    if (before === undefined) Reflect.deleteProperty(process.env, NAME);
    else process.env[NAME] = before;
  });
  it('name registries of the demo, none without it, and those of the operator before all', () => {
    const own = 'http://127.0.0.1:4035';
    expect(registriesOf()).toEqual([`${own}/v3.0`, `${own}/v2`]);
    expect(registriesOf('--no-demo')).toEqual([undefined, undefined]);
    process.env[NAME] = 'https://api.ror.org/v2';
    expect(registriesOf('--no-demo')).toEqual([undefined, 'https://api.ror.org/v2']);
    expect(registriesOf()).toEqual([`${own}/v3.0`, 'https://api.ror.org/v2']);
  });
});
