import { ReadTogether } from './read-together';

interface Question {
  readonly ids: readonly string[];
  readonly answer: () => void;
  readonly fail: (error: Error) => void;
}
/** A database that answers when it is told to. */
function reader() {
  const questions: Question[] = [];
  const read = new ReadTogether<{ _id: string }>(
    (ids) =>
      new Promise((resolve, reject) => {
        const found = ids.filter((id) => id !== 'none').map((_id) => ({ _id }));
        questions.push({ ids, answer: () => resolve(found), fail: reject });
      }),
  );
  return { read, questions };
}
const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('reading together', () => {
  it('asks once for what comes at the same time, and everybody gets their own record', async () => {
    const { read, questions } = reader();
    const asked = ['a', 'none', 'b', 'a'].map((id) => read.find(id));
    await turn();
    expect(questions.map(({ ids }) => ids)).toEqual([['a', 'none', 'b']]);
    questions[0]!.answer();
    expect((await Promise.all(asked)).map((record) => record?._id)).toEqual(['a', undefined, 'b', 'a']);
  });

  it('never answers out of a question that was asked before', async () => {
    const { read, questions } = reader();
    const first = read.find('a');
    await turn();
    const [second, third] = [read.find('a'), read.find('b')];
    await turn();
    expect(questions.map(({ ids }) => ids)).toEqual([['a'], ['a', 'b']]);
    // Two are on their way: who comes now waits, and then goes with the others.
    const later = ['c', 'd'].map((id) => read.find(id));
    await turn();
    expect(questions).toHaveLength(2);
    questions[0]!.answer();
    await first;
    await turn();
    expect(questions[2]!.ids).toEqual(['c', 'd']);
    for (const { answer } of questions) answer();
    expect(await Promise.all([second, third, ...later])).toHaveLength(4);
  });

  it('tells a fault to those who asked, and goes on', async () => {
    const { read, questions } = reader();
    const asked = [read.find('a'), read.find('b')];
    await turn();
    questions[0]!.fail(new Error('away'));
    for (const one of asked) await expect(one).rejects.toThrow('away');
    const next = read.find('c');
    await turn();
    questions[1]!.answer();
    expect(await next).toEqual({ _id: 'c' });
  });

  it('asks for no more than so many at once', async () => {
    const { read, questions } = reader();
    const asked = Array.from({ length: 70 }, (_, i) => read.find(`${i}`));
    await turn();
    expect(questions.map(({ ids }) => ids.length)).toEqual([32, 32]);
    questions[0]!.answer();
    questions[1]!.answer();
    await turn();
    questions[2]!.answer();
    expect((await Promise.all(asked)).map((record) => record?._id)).toEqual(asked.map((_, i) => `${i}`));
  });
});
