import { TestBed } from '@angular/core/testing';
import { Api } from '../../core/api';
import { Problem } from '../../core/problem';
import { setUp, signedIn } from '../../testing/setup';
import { Units } from './units';

const ALTERNATIVES = {
  unit: 'K',
  alternatives: [
    { unit: 'K', factor: 1, offset: 0 },
    { unit: 'degC', factor: 1, offset: -273.15 },
    { unit: 'mK', factor: 1000, offset: 0 },
  ],
};
const settle = (): Promise<void> => new Promise((done) => setTimeout(done));
function units(answer: () => Promise<unknown>) {
  const asked: unknown[] = [];
  const get = (path: string, query: unknown): Promise<unknown> => {
    asked.push([path, query]);
    return answer();
  };
  setUp(signedIn(), { provide: Api, useValue: { get } });
  return { asked, units: TestBed.inject(Units) };
}

describe('units of columns', () => {
  it('are asked for once; until then and without a known relation a value stands as it is stored', async () => {
    const { units: all, asked } = units(() => Promise.resolve(ALTERNATIVES));
    const entry = { value: 300.1, unit: 'K' };
    expect(all.inUnit(entry, 'degC')).toMatchObject(entry);
    all.inUnit(entry, 'mK');
    await settle();
    expect(asked).toEqual([['/api/v4/units', { unit: 'K' }]]);
    expect(all.inUnit(entry, 'degC')).toMatchObject({ value: 26.95, unit: 'degC' });
    expect(all.inUnit({ value: [1, 2.5, 'off'], unit: 'K' }, 'mK')).toMatchObject({ value: [1000, 2500, 'off'] });
    expect(all.inUnit(entry, 'keV')).toMatchObject(entry);
    expect(all.inUnit({ value: 5 }, 'mK')).toMatchObject({ value: 5 });
    expect(all.inUnit(entry, undefined)).toMatchObject(entry);
    expect(all.choicesFor('K')).toEqual(['degC', 'mK']);
  });
  it('fail without a word into the page', async () => {
    const { units: all } = units(() => Promise.reject(new Problem('unavailable', '')));
    expect(all.choicesFor('K')).toBeUndefined();
    await settle();
    expect(all.inUnit({ value: 1, unit: 'K' }, 'mK')).toMatchObject({ value: 1, unit: 'K' });
  });
});
