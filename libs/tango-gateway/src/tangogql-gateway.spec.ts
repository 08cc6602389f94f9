import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { NOT_READ_TIMEOUT } from './gateway';
import type { GqlAttribute, GqlError } from './tangogql-answers';
import { readingOf } from './tangogql-answers';
import { TangoGqlGateway } from './tangogql-gateway';

/** Answers that a real TangoGQL gave in the lab. */
interface Recorded {
  readonly data: { readonly attributes: GqlAttribute[] };
  readonly errors?: GqlError[];
}
const recorded = JSON.parse(
  await readFile(join(import.meta.dirname, '../../../tools/lab/fixtures/tangogql-answers.json'), 'utf8'),
) as Record<'normal' | 'awkward' | 'unknownAttribute' | 'unknownDevice' | 'slow', Recorded>;
/** As the lab has them: a counter answers for a position that it does not have. */
const ELEMENTS: Record<string, GqlAttribute> = {
  'mot01/position': { name: 'Position', datatype: 'DevDouble', value: 0.5, quality: 'ATTR_VALID' },
  'ct01/position': { name: 'Position', datatype: 'DevVoid', value: null, quality: 'ATTR_INVALID' },
  'ct01/value': { name: 'Value', datatype: 'DevDouble', value: 42, quality: 'ATTR_VALID' },
};
const all = Object.values(recorded).flatMap(({ data, errors }) =>
  data.attributes.map((attribute, at) => ({ attribute, errors: errors?.filter(({ path }) => path?.[1] === at) ?? [] })),
);

/** Serves the recorded answers by name, each device after a time of its own. */
class RecordedTangoGql {
  readonly asked: string[][] = [];
  readonly slow = new Map<string, number>();
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { variables } = JSON.parse(Buffer.concat(chunks).toString()) as { variables: { names: string[] } };
      this.asked.push(variables.names);
      const delay = Math.max(0, ...variables.names.map((name) => this.slow.get(name) ?? 0));
      setTimeout(() => response.end(JSON.stringify(this.answer(variables.names))), delay).unref();
    });
  });
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/db`;
  }
  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
  private answer(names: string[]): object {
    const found = names.map((name) =>
      all.find(({ attribute: { device, name: own } }) =>
        own === null ? name.startsWith(`${device}/`) && /Nope|NOPE/.test(name) : `${device}/${own}` === name,
      ),
    );
    return {
      data: {
        attributes: found.map((entry, i) => entry?.attribute ?? ELEMENTS[(names[i] as string).toLowerCase()] ?? null),
      },
      errors: found.flatMap((entry, i) =>
        (entry?.errors ?? []).map((error) => ({ ...error, path: ['attributes', i, ...(error.path ?? []).slice(2)] })),
      ),
    };
  }
}

describe('TangoGQL as gateway', () => {
  const tangogql = new RecordedTangoGql();
  let url: string;
  beforeAll(async () => void (url = await tangogql.listen()));
  afterAll(() => tangogql.close());
  const read = (...names: string[]) => new TangoGqlGateway({ url }).read(names, { timeoutMs: 2000 });

  it('gives value, unit, quality and time of each attribute', async () => {
    const [temperature, grating, message, regions] = await read(
      'B310A-E01/DIA/TCO-02/Temperature',
      'B310A-O01/OPT/MONO-01/Grating',
      'R3-D101/DIA/DCCT-01/Message',
      'B310A-E01/EA/ANALYSER-01/Regions',
    );
    expect(temperature).toEqual({
      name: 'B310A-E01/DIA/TCO-02/Temperature',
      value: 77.67970378824825,
      unit: 'K',
      quality: 'valid',
      readAt: new Date(1795375736.455768 * 1000).toISOString(),
      tookMs: expect.any(Number) as number,
    });
    expect(grating?.value).toBe('G800');
    expect(message?.value).toBe('Delivery 400 mA top-up, Lund, Malmö, Ångström');
    expect(message).not.toHaveProperty('unit');
    expect(regions?.value).toEqual(['Fe 2p', 'O 1s', 'valence band']);
  });

  it('keeps integers beyond 2^53 as text, and says of NaN and infinity that they are no valid value', async () => {
    const zoo = (name: string) => `B310A-E01/CTL/ZOO-01/${name}`;
    const [big, nan, infinite, empty] = await read(...['BigInteger', 'NotANumber', 'Infinite', 'EmptyString'].map(zoo));
    expect(big?.value).toBe('9007199254740993');
    for (const reading of [nan, infinite]) expect(reading).toMatchObject({ value: null, quality: 'invalid' });
    expect(empty).toMatchObject({ value: '', quality: 'valid' });
  });

  it('gives an encoded value as format and text, and says of one that is no text that it is not recorded', async () => {
    const [blob] = await read('B310A-E01/CTL/ZOO-01/Blob');
    expect(blob?.value).toEqual(['json', '{"mode": "demo", "gain": 2}']);
    const name = 'B310A-E01/DIA/CAM-01/Frame';
    const answer = { name: 'Frame', datatype: 'DevEncoded', value: ['JPEG', null], quality: 'ATTR_VALID' };
    expect(readingOf(name, answer, [], 0)).toEqual({
      name,
      error: 'not read: binary content of type DevEncoded (JPEG) is not recorded',
    });
  });

  it('never makes up a value: what is not there has the reason, in one line for people', async () => {
    const [attribute, device, noName, slow] = await read(
      'B310A-E01/DIA/TCO-02/Nope',
      'B310A-E01/DIA/NOPE-01/Temperature',
      'a//b/Temperature',
      'B310A-E01/CTL/ZOO-01/TakesFiveSeconds',
    );
    expect(attribute).toMatchObject({ error: 'not read: NoSuch attribute not found' });
    expect(device?.error).toBe('not read: device b310a-e01/dia/nope-01 not defined in the database !');
    expect(noName?.error).toBe('not read: a//b/Temperature is not device/attribute');
    expect(slow?.error).toBe('not read: Timeout (3000 mS) exceeded on device b310a-e01/ctl/zoo-01');
    for (const reading of [attribute, device, noName, slow]) expect(reading).not.toHaveProperty('value');
  });

  it('does not let a slow device cost the others', async () => {
    const [slow, quick] = ['BigInteger', 'EmptyString'].map((name) => `B310A-E01/CTL/ZOO-01/${name}`) as [
      string,
      string,
    ];
    const other = 'B310A-E01/DIA/TCO-02/Temperature';
    tangogql.slow.set(slow, 30_000);
    const gateway = new TangoGqlGateway({ url });
    const first = await gateway.read([slow, quick, other], { timeoutMs: 300 });
    expect(first.map(({ error }) => error)).toEqual([NOT_READ_TIMEOUT, NOT_READ_TIMEOUT, undefined]);
    tangogql.slow.clear();
    const again = await gateway.read([slow, quick, other], { timeoutMs: 300 });
    expect(again.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
  });

  it('reads the value of an element of Sardana by its name, whatever it is called there', async () => {
    const [motor, same, counter, none] = await read('mot01', 'MOT01/Position', 'ct01', 'mot99');
    expect(motor).toMatchObject({ name: 'mot01', value: 0.5, quality: 'valid' });
    expect(same).toMatchObject({ name: 'MOT01/Position', value: 0.5 });
    expect(counter).toMatchObject({ name: 'ct01', value: 42 });
    expect(none).toMatchObject({ name: 'mot99', error: 'not read: Sardana has no element mot99 with a value' });
  });

  it('does not let an element that does not answer cost the others', async () => {
    tangogql.slow.set('mot01/Position', 30_000);
    const [motor, temperature] = await new TangoGqlGateway({ url }).read(
      ['mot01', 'B310A-E01/DIA/TCO-02/Temperature'],
      {
        timeoutMs: 300,
      },
    );
    tangogql.slow.clear();
    expect(motor?.error).toBe(NOT_READ_TIMEOUT);
    expect(temperature?.error).toBeUndefined();
  });

  it('takes the words of older servers for no unit as none, and no time from where there is no value', async () => {
    const found = { name: 'Gap', datatype: 'DevDouble', value: 1, quality: 'ATTR_VALID', timestamp: 1795375736 };
    for (const unit of ['No unit', 'Not specified', ''])
      expect(readingOf('a/b/c/Gap', { ...found, unit }, [], 0)).not.toHaveProperty('unit');
    expect(readingOf('a/b/c/Gap', { ...found, unit: 'mm' }, [], 0).unit).toBe('mm');
    // what TangoGQL gave in the lab for an attribute that raised: the time of nothing
    const raised = { ...found, unit: '', value: null, quality: 'ATTR_INVALID', timestamp: 1886212241.457 };
    expect(readingOf('a/b/c/Gap', raised, [], 0)).not.toHaveProperty('readAt');
  });

  it('says so when the gateway itself is away', async () => {
    const gateway = new TangoGqlGateway({ url: 'http://127.0.0.1:9/db' });
    const [reading] = await gateway.read(['a/b/c/d'], { timeoutMs: 500 });
    expect(reading?.error).toBe('not read: the Tango gateway does not answer');
    await expect(gateway.devices('*')).rejects.toMatchObject({ code: 'unavailable' });
  });
});
