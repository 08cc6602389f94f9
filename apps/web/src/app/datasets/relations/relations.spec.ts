import type { RelatedDataset, RelatedPublication, Relations } from './gather';
import { Gathering } from './gather';
import { isGraphKey, layoutOf, stepFrom } from './layout';

const made = (pid: string, ...inputDatasets: string[]): RelatedDataset => ({
  pid,
  datasetName: `Name of ${pid}`,
  type: inputDatasets.length > 0 ? 'derived' : 'raw',
  inputDatasets,
});
/** A catalogue of these; what is hidden is in nobody's answer. */
function catalogue(all: readonly RelatedDataset[], publications: readonly RelatedPublication[] = []) {
  const asked: string[] = [];
  const relations: Relations = {
    datasets: (pids) => {
      asked.push(`datasets ${pids.length}`);
      return Promise.resolve(all.filter(({ pid }) => pids.includes(pid)));
    },
    derivedFrom: (pids, most) => {
      asked.push(`derived ${pids.length}`);
      const found = all.filter(({ inputDatasets }) => inputDatasets?.some((pid) => pids.includes(pid)));
      return Promise.resolve(found.slice(0, most));
    },
    publicationsOf: (pids, most) =>
      Promise.resolve(
        publications.filter(({ datasetPids }) => datasetPids.some((pid) => pids.includes(pid))).slice(0, most),
      ),
  };
  const around = (pid: string) => new Gathering(relations).around(all.find((one) => one.pid === pid)!);
  return { around, asked };
}
const ranksOf = (nodes: readonly { id: string; rank: number }[]) =>
  Object.fromEntries(nodes.map(({ id, rank }) => [id, rank]));

describe('the graph of relations', () => {
  const paper = { doi: '10.5/a', title: 'Otters', datasetPids: ['sum', 'elsewhere'] };
  const all = [made('raw1'), made('raw2'), made('sum', 'raw1', 'raw2', 'hidden'), made('fit', 'sum')];

  it('holds what it was made from, what was made of it, and where that was published', async () => {
    const { nodes, edges } = await catalogue(all, [paper]).around('raw1');
    expect(ranksOf(nodes)).toEqual({ raw1: 0, sum: 1, fit: 2, '10.5/a': 2 });
    expect(edges.map(({ from, to, kind }) => `${from} > ${to} ${kind}`)).toEqual([
      ...['raw1 > sum dataset', 'sum > fit dataset', 'sum > 10.5/a publication'],
    ]);
  });
  it('names inputs that one may not see, without more than their identifier', async () => {
    const { nodes } = await catalogue(all).around('sum');
    expect(nodes.find(({ id }) => id === 'hidden')).toEqual({
      ...{ id: 'hidden', kind: 'dataset', rank: -1, name: 'hidden', type: '', isSeen: false },
    });
    expect(ranksOf(nodes)).toEqual({ sum: 0, raw1: -1, raw2: -1, hidden: -1, fit: 1 });
  });
  it('ends where datasets are made from each other, and after three steps', async () => {
    const round = [made('a', 'b'), made('b', 'a')];
    const { nodes, edges } = await catalogue(round).around('a');
    expect(ranksOf(nodes)).toEqual({ a: 0, b: -1 });
    expect(edges).toHaveLength(2);
    const chain = Array.from({ length: 9 }, (_, at) => made(`${at}`, ...(at > 0 ? [`${at - 1}`] : [])));
    const long = catalogue(chain);
    expect(Object.values(ranksOf((await long.around('4')).nodes)).sort((a, b) => a - b)).toEqual([
      ...[-3, -2, -1, 0, 1, 2, 3],
    ]);
    expect(long.asked).toHaveLength(6);
  });
  it('draws a few of many, and says that there are more', async () => {
    const many = [made('raw'), ...Array.from({ length: 30 }, (_, at) => made(`d${at}`, 'raw'))];
    const graph = await catalogue(many).around('raw');
    expect(graph.nodes).toHaveLength(9);
    expect([...graph.more]).toEqual([1]);
    const { more, nodes, height } = layoutOf(graph);
    const lowest = Math.max(...nodes.map(({ y }) => y));
    expect(more[0]!.y).toBeGreaterThan(lowest);
    expect(more[0]!.y).toBeLessThan(height);
  });
});

describe('its drawing', () => {
  const sources = [made('r1'), made('r2'), made('own', 'r1', 'r2'), made('of1', 'own'), made('of2', 'own')];
  const drawn = async () => layoutOf(await catalogue(sources).around('own'));

  it('goes from left to right, and no two things lie on each other', async () => {
    const { nodes, edges, width } = await drawn();
    const xOf = (id: string) => nodes.find((node) => node.id === id)!.x;
    expect(xOf('r1')).toBeLessThan(xOf('own'));
    expect(xOf('own')).toBeLessThan(xOf('of1'));
    expect(new Set(nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(nodes.length);
    expect(Math.max(...nodes.map(({ x }) => x))).toBeLessThan(width);
    expect(edges.every(({ path }) => /^M[\d.]+ [\d.]+C[\d. -]+$/u.test(path))).toBe(true);
  });
  it('is walked with the arrow keys', async () => {
    const layout = await drawn();
    expect(['r1', 'r2']).toContain(stepFrom(layout, 'own', 'ArrowLeft'));
    expect(stepFrom(layout, 'r1', 'ArrowRight')).toBe('own');
    const [upper, lower] = layout.nodes.filter(({ rank }) => rank === 1).map(({ id }) => id);
    expect(stepFrom(layout, upper!, 'ArrowDown')).toBe(lower);
    expect(stepFrom(layout, lower!, 'ArrowUp')).toBe(upper);
    expect(stepFrom(layout, lower!, 'ArrowRight')).toBe(lower);
    expect(stepFrom(layout, lower!, 'Home')).toBe('own');
    expect(['Enter', 'Tab', 'Home'].map(isGraphKey)).toEqual([false, false, true]);
  });
});
