import { notFound, unavailable } from '@scizoo/domain';
import { Kept } from './kept';

describe('values kept for a while', () => {
  let time = 0;
  const kept = (most = 100) =>
    new Kept<string>({ freshMs: 10, staleMs: 100, most, weigh: ({ length }) => length, now: () => time });
  const counter = () => {
    const asked: (string | undefined)[] = [];
    const load = async (before?: string) => {
      asked.push(before);
      return `value ${asked.length}`;
    };
    return { asked, load };
  };

  it('are asked for once while fresh, and again afterwards with what was known', async () => {
    const values = kept();
    const { asked, load } = counter();
    expect(await Promise.all([values.get('a', load), values.get('a', load)])).toEqual(['value 1', 'value 1']);
    time += 11;
    expect(await values.get('a', load)).toBe('value 2');
    expect(asked).toEqual([undefined, 'value 1']);
  });

  it('stand in while the source is away, but not for what it says is gone, and not for ever', async () => {
    const values = kept();
    const away = () => Promise.reject(unavailable('away'));
    await values.get('a', counter().load);
    time += 50;
    expect(await values.get('a', away)).toBe('value 1');
    await expect(values.get('a', () => Promise.reject(notFound()))).rejects.toThrow('Not Found');
    await expect(values.get('a', away)).rejects.toThrow('away');
    await values.get('b', counter().load);
    time += 101;
    await expect(values.get('b', away)).rejects.toThrow('away');
  });

  it('make room for newer ones', async () => {
    const values = kept(16);
    const { asked, load } = counter();
    for (const key of ['a', 'b', 'c', 'a']) await values.get(key, load);
    expect(asked).toHaveLength(4);
    await values.get('c', load);
    expect(asked).toHaveLength(4);
  });
});
