import { tangoName, withoutDatabase } from './tango-name';

describe('a name of Tango', () => {
  it.each([
    ['B310A-E01/DIA/TCO-02/Temperature', 'B310A-E01/DIA/TCO-02', 'Temperature', false],
    ['tango://db.example.org:10000/a/b/c/d', 'tango://db.example.org:10000/a/b/c', 'd', false],
    ['db.example.org:10000/a/b/c/d', 'db.example.org:10000/a/b/c', 'd', false],
    ['mot01/Velocity', 'mot01', 'Velocity', true],
    ['mot01', 'mot01', undefined, true],
    ['motor/motctrl/1', 'motor/motctrl/1', undefined, false],
    ['tango://127.0.0.1:10000/mot01', 'tango://127.0.0.1:10000/mot01', undefined, true],
  ])('%s', (name, device, attribute, isAlias) => {
    expect(tangoName(name)).toEqual({ device, isAlias, ...(attribute !== undefined && { attribute }) });
  });

  it.each(['', '/', 'a//c/d', 'a/b/c/d/e', 'a/b/c/', 'two words'])('%j is none', (name) => {
    expect(tangoName(name)).toBeUndefined();
  });

  it('is the same with and without its database', () => {
    expect(withoutDatabase('TANGO://127.0.0.1:10000/a/b/c/d')).toBe('a/b/c/d');
    expect(withoutDatabase('a/b/c/d')).toBe('a/b/c/d');
  });
});
