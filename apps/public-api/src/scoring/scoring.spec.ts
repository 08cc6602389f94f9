import { stemOf } from './porter';
import { Scorer } from './scorer';
import { numberWords, termsOf } from './terms';

describe('terms', () => {
  it.each([
    ['caresses', 'caress'],
    ['ponies', 'poni'],
    ['cats', 'cat'],
    ['feed', 'feed'],
    ['agreed', 'agre'],
    ['plastered', 'plaster'],
    ['motoring', 'motor'],
    ['conflated', 'conflat'],
    ['hopping', 'hop'],
    ['falling', 'fall'],
    ['filing', 'file'],
    ['happy', 'happi'],
    ['relational', 'relat'],
    ['conditional', 'condit'],
    ['digitizer', 'digit'],
    ['triplicate', 'triplic'],
    ['hopefulness', 'hope'],
    ['revival', 'reviv'],
    ['adjustment', 'adjust'],
    ['adoption', 'adopt'],
    ['probate', 'probat'],
    ['controll', 'control'],
    ['scattering', 'scatter'],
  ])('%s is stemmed to %s', (word, stem) => {
    expect(stemOf(word)).toBe(stem);
  });
  it('are words of weight, with numbers in words', () => {
    expect(termsOf("The otters' scattering at 21 keV, and a X-ray!")).toEqual([
      'otter',
      'scatter',
      'twenti',
      'on',
      'kev',
      'rai',
    ]);
    expect(numberWords('880')).toEqual(['eight', 'hundred', 'eighty']);
    expect(numberWords('1000001')).toEqual(['one', 'million', 'one']);
    expect(numberWords('0')).toEqual(['zero']);
  });
});

describe('scores', () => {
  const scorer = new Scorer();
  const put = (id: string, title: string, group = 'datasets') => scorer.put({ id, group, fields: { t: title } });
  const ranked = (query: string, ids?: string[]) => scorer.score(query, 'datasets', ids).scores;
  beforeAll(() => {
    put('a', 'copper copper foil');
    put('b', 'copper otter');
    put('c', 'iron foil');
    put('d', 'copper', 'documents');
  });

  it('of one word stand against the largest weight and never pass 0.9', () => {
    const [first, second, ...more] = ranked('copper');
    expect([first!.itemId, first!.score]).toEqual(['a', 0.9]);
    expect(second!.itemId).toBe('b');
    // TF 2/2 against 1/2.
    expect(second!.score).toBeCloseTo(0.45, 10);
    expect(more).toEqual([]);
  });
  it('of several words are cosines: 1 for one with equal weights on all', () => {
    const one = new Scorer();
    one.put({ id: 'x', group: 'g', fields: { t: 'copper otter' } });
    one.put({ id: 'y', group: 'g', fields: { t: 'copper copper copper otter' } });
    one.put({ id: 'z', group: 'g', fields: { t: 'copper' } });
    const { terms, scores } = one.score('copper otter', 'g');
    expect(terms).toEqual(['copper', 'otter']);
    const of = (id: string) => scores.find(({ itemId }) => itemId === id)!.score;
    expect(of('z')).toBeCloseTo(1 / Math.sqrt(2), 10);
    const [idfCopper, idfOtter] = [Math.log10(1 + 3 / 3), Math.log10(1 + 3 / 2)];
    expect(of('x')).toBeCloseTo((idfCopper + idfOtter) / (Math.hypot(idfCopper, idfOtter) * Math.SQRT2), 10);
    expect(of('x')).toBeGreaterThan(of('y'));
  });
  it('keep to the items and the group asked for, and to the limit', () => {
    expect(ranked('copper', ['b', 'c', 'none']).map(({ itemId }) => itemId)).toEqual(['b']);
    expect(scorer.score('copper', 'documents').scores).toHaveLength(1);
    expect(scorer.score('copper', 'datasets', undefined, 1).scores).toHaveLength(1);
    // The largest weight is that of those asked for.
    expect(ranked('copper', ['b'])[0]!.score).toBe(0.9);
    expect(
      scorer
        .score('copper')
        .scores.map(({ itemId, group }) => `${group}/${itemId}`)
        .sort(),
    ).toEqual(['datasets/a', 'datasets/b', 'documents/d']);
    expect(scorer.score('copper', 'datasets', undefined, 0).scores).toHaveLength(2);
    expect(ranked('the and')).toEqual([]);
    expect(scorer.score('copper', 'none').scores).toEqual([]);
  });
  it('follow each change at once, as if everything had been computed anew', () => {
    const changed = new Scorer();
    for (let n = 0; n < 50; n++) changed.put({ id: `i${n}`, group: 'g', fields: { t: `otter ${n} copper foil` } });
    changed.put({ id: 'i7', group: 'g', fields: { t: 'iron' } });
    changed.remove('i8');
    const fresh = new Scorer();
    for (const item of changed.items()) fresh.put(item);
    expect(changed.score('copper iron', 'g')).toEqual(fresh.score('copper iron', 'g'));
    expect(changed.terms().length).toBe(fresh.terms().length);
    expect([changed.find('i7')?.fields, changed.find('i8'), changed.remove('i8')]).toEqual([
      { t: 'iron' },
      undefined,
      false,
    ]);
  });
});
